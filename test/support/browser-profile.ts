import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "@playwright/test";
import { chromiumLaunchOptions } from "./chromium-launch.ts";

/**
 * A browser profile on disk. Playwright's usual contexts keep IndexedDB in memory; what has to survive a reload of
 * the browser, or its death, needs this.
 */
export class BrowserProfile {
  readonly directory: string;
  /** Further arguments for the browser, from its next start on. */
  args: readonly string[] = [];
  readonly #baseUrl: string;
  #context: BrowserContext | null = null;

  private constructor(directory: string, baseUrl: string) {
    this.directory = directory;
    this.#baseUrl = baseUrl;
  }

  /** A new, empty profile in the system's temporary folder. */
  static async create(baseUrl: string): Promise<BrowserProfile> {
    return new BrowserProfile(await mkdtemp(join(tmpdir(), "strata-profile-")), baseUrl);
  }

  /** Starts the browser on this profile, if it does not run, and gives its first page, not yet navigated. */
  async open(): Promise<Page> {
    const options = chromiumLaunchOptions();
    this.#context ??= await chromium.launchPersistentContext(this.directory, {
      ...options,
      args: [...options.args, ...this.args],
      baseURL: this.#baseUrl,
      headless: true,
    });
    return this.#context.pages()[0] ?? (await this.#context.newPage());
  }

  /** Closes the browser in good order; `open` starts it again on the same data. */
  async close(): Promise<void> {
    const context = this.#context;
    this.#context = null;
    await context?.close();
  }

  /** Kills the browser with all its processes at once, as a power cut would; `open` starts it again. */
  async crash(): Promise<void> {
    const context = this.#context;
    const browser = context?.browser();
    if (!context || !browser) throw new Error("Crash browser: it is not running, wanted an open profile");
    this.#context = null;
    const hasClosed = new Promise<void>((resolve) => context.once("close", () => resolve()));
    const session = await browser.newBrowserCDPSession();
    // Never answered: the process that would answer is gone.
    session.send("Browser.crash").catch(() => undefined);
    await hasClosed;
  }

  /** Closes the browser and deletes the profile. */
  async remove(): Promise<void> {
    await this.close();
    await rm(this.directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}
