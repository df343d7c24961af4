import { chromium, findProgram } from "./find-program.ts";

/**
 * How Playwright and Vitest start the installed browser: no sandbox, because root has none in a container, and
 * nothing that talks to the network by itself.
 *
 * Where there is no browser the path says so, and Playwright's error shows it: reading a configuration must not fail.
 */
export function chromiumLaunchOptions(): { executablePath: string; args: string[] } {
  return {
    executablePath: findProgram(chromium) ?? `(no browser found: ${chromium.advice})`,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
    ],
  };
}
