import { defineBrowserProvider } from "@vitest/browser";
import type { BrowserProviderOption } from "vitest/node";
import { Firefox } from "./firefox.ts";

/** Runs Vitest's browser tests in the installed Firefox, one file after the other. It has no commands of its own. */
export function firefoxProvider(): BrowserProviderOption {
  return defineBrowserProvider({
    name: "firefox",
    supportedBrowser: ["firefox"],
    options: {},
    providerFactory: () => {
      let creating: Promise<Firefox> | null = null;
      return {
        name: "firefox",
        supportsParallelism: false,
        getCommandsContext: () => ({}),
        async openPage(_sessionId: string, url: string) {
          creating ??= Firefox.create();
          const page = await (await creating).openPage();
          await page.goto(url);
        },
        async close() {
          await (await creating)?.remove();
        },
      };
    },
  });
}
