import { defineConfig } from "@playwright/test";
import { chromiumLaunchOptions } from "./test/support/chromium-launch.ts";
import { freePort } from "./test/support/free-port.ts";

// Each worker reads this file again: the port is chosen once and handed down in the environment.
process.env["STRATA_TEST_PORT"] ??= String(await freePort());
const port = process.env["STRATA_TEST_PORT"];
const url = `http://127.0.0.1:${port}/`;

/** End-to-end tests of the built site (`npm run test:e2e` builds it first). */
export default defineConfig({
  outputDir: "test-results/e2e",
  reporter: [["list"], ["json", { outputFile: "test-results/test-e2e.json" }]],
  // One emulator at a time: two would only slow each other down.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 60_000 },
  globalTimeout: 65 * 60_000,
  use: {
    baseURL: url,
    headless: true,
    launchOptions: chromiumLaunchOptions(),
    trace: "retain-on-failure",
  },
  projects: [
    { name: "chromium", testDir: "test/e2e", use: { browserName: "chromium" } },
    // Its tests start the browser themselves: Playwright drives only a Firefox of its own.
    { name: "firefox", testDir: "test/firefox" },
  ],
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --host 127.0.0.1 --port ${port} --strictPort`,
    url,
    reuseExistingServer: false,
    timeout: 30_000,
  },
});
