import { readFile } from "node:fs/promises";
import type { CDPSession, Page } from "@playwright/test";

const INTERVAL_MS = 100;

/** Watches the memory of all processes of a browser, as Linux counts what is resident. */
export class MemoryWatch {
  readonly #session: CDPSession;
  readonly #before: number;
  #most: number;
  #isOver = false;
  readonly #watching: Promise<void>;

  private constructor(session: CDPSession, before: number) {
    this.#session = session;
    this.#before = before;
    this.#most = before;
    this.#watching = this.#watch();
  }

  static async begin(page: Page): Promise<MemoryWatch> {
    const browser = page.context().browser();
    if (browser === null) throw new Error("Watch memory: no browser, wanted the page's");
    const session = await browser.newBrowserCDPSession();
    return new MemoryWatch(session, await residentByteLength(session));
  }

  /** How much more there was at most since the beginning. */
  async end(): Promise<{ readonly grownByteLength: number }> {
    this.#isOver = true;
    await this.#watching;
    await this.#session.detach();
    return { grownByteLength: this.#most - this.#before };
  }

  async #watch(): Promise<void> {
    while (!this.#isOver) {
      this.#most = Math.max(this.#most, await residentByteLength(this.#session));
      await new Promise((resolve) => setTimeout(resolve, INTERVAL_MS));
    }
  }
}

async function residentByteLength(session: CDPSession): Promise<number> {
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const sizes = await Promise.all(processInfo.map(({ id }) => residentKiB(id)));
  return sizes.reduce((sum, size) => sum + size, 0) * 1024;
}

/** Of one process, without the files that others share with it; 0 for one that has ended. */
async function residentKiB(id: number): Promise<number> {
  const status = await readFile(`/proc/${id}/status`, "utf8").catch(() => "");
  const [anonymous = 0, shared = 0] = ["RssAnon", "RssShmem"].map((name) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? 0),
  );
  return anonymous + shared;
}
