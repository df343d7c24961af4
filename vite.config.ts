import { playwright } from "@vitest/browser-playwright";
import { defineConfig } from "vitest/config";
import { contentSecurityPolicy, stylesUnderPolicy, xtermUnderPolicy } from "./content-security-policy.ts";
import { publishedImages } from "./published-images.ts";
import { firefoxProvider } from "./test/firefox/vitest-provider.ts";
import { chromiumLaunchOptions } from "./test/support/chromium-launch.ts";

// `npm start` shows the page where there is a screen to show it on.
const hasScreen =
  process.platform !== "linux" || Boolean(process.env["DISPLAY"] || process.env["WAYLAND_DISPLAY"]);
const opensBrowser = process.env["npm_lifecycle_event"] === "start" && hasScreen && !process.env["CI"];

export default defineConfig({
  // Relative addresses: the built site works on any static host, under any path.
  base: "./",
  // One page: an unknown address is "not found", not the page again.
  appType: "mpa",
  plugins: [
    publishedImages("images/published"),
    contentSecurityPolicy(),
    stylesUnderPolicy(),
    xtermUnderPolicy(),
  ],
  preview: { open: opensBrowser },
  worker: { format: "es" },
  build: {
    // The emulator is one large file by design; a warning about it on each build hides others.
    chunkSizeWarningLimit: 1024,
    // Nothing is inlined as a data address: a strict content security policy can then be used.
    assetsInlineLimit: 0,
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "node",
          environment: "node",
          include: ["test/**/*.test.ts"],
          exclude: ["test/**/*.browser.test.ts"],
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: ["test/**/*.browser.test.ts"],
          testTimeout: 60_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: chromiumLaunchOptions() }),
            instances: [{ browser: "chromium" }],
          },
        },
      },
      {
        extends: true,
        test: {
          name: "firefox",
          include: ["test/**/*.browser.test.ts"],
          testTimeout: 60_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: firefoxProvider(),
            instances: [{ browser: "firefox" }],
          },
        },
      },
    ],
  },
});
