import { readFileSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";
import { expect, test } from "../support/e2e.ts";
import { openStrataPage } from "../support/strata-page.ts";
import { watchPage } from "./page-watch.ts";

const KB = 1000;

/** The files of the built page that are there before it draws: its document, and what that loads without being asked. */
function shellFiles(): readonly string[] {
  const html = readFileSync("dist/index.html", "utf8");
  const named = [...html.matchAll(/<(?:script|link)\b[^>]*(?:src|href)="\.\/(assets\/[^"]+\.(?:js|css))"/g)];
  const files = new Set(["index.html", ...named.map(([, file = ""]) => file)]);
  for (const file of files) {
    if (!file.endsWith(".js")) continue;
    const code = readFileSync(`dist/${file}`, "utf8");
    for (const [, imported = ""] of code.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g))
      files.add(`assets/${imported}`);
  }
  return [...files];
}

test("before the first sight of the page at most 60 KB are fetched, one language included (W1)", async ({
  page,
}, testInfo) => {
  const shell = shellFiles();
  expect(shell.length).toBeGreaterThan(2);
  const fetched: string[] = [];
  page.on("response", (response) => fetched.push(new URL(response.url()).pathname.slice(1)));
  await page.goto("./");
  await page.getByRole("heading", { name: "Strata", level: 1 }).waitFor();
  const language = fetched.filter((file) => /^assets\/en-[^/]+\.js$/.test(file));
  expect(language).toHaveLength(1);
  expect(fetched.filter((file) => /^assets\/fr-/.test(file))).toEqual([]);
  const sizes = [...shell, ...language].map(
    (file) => [file, brotliCompressSync(readFileSync(`dist/${file}`)).length] as const,
  );
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  testInfo.annotations.push({ type: "shell", description: `${(total / KB).toFixed(1)} KB brotli` });
  expect(total, JSON.stringify(sizes)).toBeLessThanOrEqual(60 * KB);
});

test("the page loads nothing from elsewhere, keeps no cookie, and runs nothing that stands in its text (W1)", async ({
  profile,
  baseURL,
}) => {
  const page = await profile.open();
  const faults = await watchPage(page, baseURL);
  await openStrataPage(page);
  const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute("content");
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("unsafe-inline");
  expect(policy?.replace(/connect-src[^;]*;/, "")).not.toMatch(/https?:|\*/);

  // The terminal draws colours of its own, by sheets and by single cells.
  await page.evaluate(() => {
    const app = document.querySelector("strata-app");
    if (!app) throw new Error("Find strata-app: none");
    app.console = {
      subscribe: (hear) => {
        hear(new TextEncoder().encode("\u001b[38;2;1;200;3mcoloured\u001b[0m\r\n"));
        return () => undefined;
      },
      send: () => undefined,
    };
  });
  await page.getByRole("tab", { name: "Serial console" }).click();
  const coloured = page.getByRole("tabpanel").locator(".xterm-rows span", { hasText: "coloured" });
  await expect(coloured).toHaveCSS("color", "rgb(1, 200, 3)");
  await expect(page.locator(".xterm-rows")).toHaveCSS("color", "rgb(236, 234, 228)");
  expect(faults()).toEqual([]);

  expect(await page.context().cookies()).toEqual([]);
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "globalThis.hasRun = true";
    document.head.append(script);
    return "hasRun" in globalThis;
  });
  expect(ran).toBe(false);
  expect(faults().filter((fault) => /script-src/.test(fault))).not.toEqual([]);
});
