import { mkdir } from "node:fs/promises";
import { chromium } from "playwright";
import { createServer } from "vite";
import { chromiumLaunchOptions } from "../support/chromium-launch.ts";

/**
 * Takes pictures of the page's layout with made-up views, to compare by eye after a change:
 * `node test/support/run-script.mjs test/references/take.ts` writes `test/references/*.png`.
 */
const pictures = [
  { name: "1440-light", width: 1440, height: 1000, colorScheme: "light", address: "state=running&lang=en" },
  {
    name: "1440-dark-alone",
    width: 1440,
    height: 900,
    colorScheme: "dark",
    address: "state=running&lang=fr#/alone/timing",
  },
  { name: "1024-dark", width: 1024, height: 900, colorScheme: "dark", address: "state=running&lang=fr" },
  {
    name: "390-light",
    width: 390,
    height: 844,
    colorScheme: "light",
    address: "state=running&lang=en#/snapshots",
  },
  { name: "390-dark", width: 390, height: 844, colorScheme: "dark", address: "state=running&lang=fr" },
] as const;

const server = await createServer({ server: { port: 0, host: "127.0.0.1" }, logLevel: "error" });
await server.listen();
const [origin = ""] = server.resolvedUrls?.local ?? [];
const browser = await chromium.launch(chromiumLaunchOptions());
await mkdir("test/references", { recursive: true });
for (const { name, width, height, colorScheme, address } of pictures) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme, reducedMotion: "reduce" });
  await page.goto(`${origin}test/ui/gallery.html?${address}`, { waitUntil: "networkidle" });
  await page.locator(".panel:visible").first().waitFor();
  await page.screenshot({ path: `test/references/${name}.png` });
  await page.close();
}
await browser.close();
await server.close();
