import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "@playwright/test";
import { chromiumLaunchOptions } from "./chromium-launch.ts";
import { hasEnded } from "./has-ended.ts";

/**
 * A browser profile on disk. Playwright's usual contexts keep IndexedDB in memory; what has to survive a reload of
 * the browser, or its death, needs this.
 */
export class BrowserProfile {
  readonly directory: string;
  /** Further arguments for the browser, from its next start on. */
  args: readonly string[] = [];
  /** What pages find in their local storage, by name, where nothing else was chosen; from the next start on. */
  preferences: Readonly<Record<string, string>> = {};
  readonly #baseUrl: string;
  #context: BrowserContext | null = null;

  private constructor(directory: string, baseUrl: string) {
    this.directory = directory;
    this.#baseUrl = baseUrl;
  }

  /** A new, empty profile in `folder`, or the system's temporary folder. */
  static async create(baseUrl: string, folder = tmpdir()): Promise<BrowserProfile> {
    return new BrowserProfile(await mkdtemp(join(folder, "strata-profile-")), baseUrl);
  }

  /** Starts the browser on this profile, if it does not run, and gives its first page, not yet navigated. */
  async open(): Promise<Page> {
    const options = chromiumLaunchOptions();
    if (this.#context === null) {
      this.#context = await chromium.launchPersistentContext(this.directory, {
        ...options,
        args: [...options.args, ...this.args],
        baseURL: this.#baseUrl,
        headless: true,
      });
      await this.#prefer(this.#context);
    }
    return this.#context.pages()[0] ?? (await this.#context.newPage());
  }

  async #prefer(context: BrowserContext): Promise<void> {
    const preferences = Object.entries(this.preferences);
    if (preferences.length === 0) return;
    await context.addInitScript((wanted) => {
      // A page that is nobody's has no storage.
      if (location.origin === "null") return;
      for (const [name, value] of wanted)
        if (localStorage.getItem(name) === null) localStorage.setItem(name, value);
    }, preferences);
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

  /** Looks the browser up; `kill` then ends it and all its processes with one SIGKILL. `open` starts it again. */
  async prepareKill(): Promise<{ kill(): Promise<void> }> {
    const { context, processes } = await this.#processes();
    const browser = processes.find(({ type }) => type === "browser");
    if (browser === undefined) throw new Error("Kill browser: no process of it found, wanted one");
    return {
      kill: async () => {
        this.#context = null;
        const hasClosed = new Promise<void>((resolve) => context.once("close", () => resolve()));
        // Playwright starts the browser as the leader of a process group, which its other processes belong to.
        process.kill(-browser.id, "SIGKILL");
        await hasClosed;
        await hasEnded(-browser.id);
      },
    };
  }

  /** Looks the tabs' processes up; `kill` then ends them by SIGKILL. The browser runs on, and `open` gives a new tab. */
  async prepareKillTabs(): Promise<{ kill(): Promise<void> }> {
    const { context, processes } = await this.#processes();
    const ids = processes.filter(({ type }) => type === "renderer").map(({ id }) => id);
    if (ids.length === 0) throw new Error("Kill tabs: no process of one found, wanted one");
    return {
      kill: async () => {
        const pages = context.pages();
        for (const id of ids) process.kill(id, "SIGKILL");
        for (const id of ids) await hasEnded(id);
        await context.newPage();
        await Promise.all(pages.map((page) => page.close()));
      },
    };
  }

  async #processes(): Promise<{ context: BrowserContext; processes: { type: string; id: number }[] }> {
    const context = this.#context;
    const browser = context?.browser();
    if (!context || !browser) throw new Error("Find processes: no browser runs, wanted an open profile");
    const session = await browser.newBrowserCDPSession();
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    await session.detach();
    return { context, processes: processInfo };
  }

  /** Closes the browser and deletes the profile. */
  async remove(): Promise<void> {
    await this.close();
    await rm(this.directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}
