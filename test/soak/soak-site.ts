import type { Page } from "@playwright/test";
import { buildPageProgram, ENTRY_NAME } from "../support/page-program.ts";

/** The address of the page, which no server answers: the driver does. A local one, so that the page may use all it needs. */
export const SOAK_URL = "http://localhost/soak/";

const PAGE = `<!doctype html><title>Soak</title><script type="module" src="page.js"></script>`;
/** Before the page's own program: every transaction that asks for strict durability gets a relaxed one. */
const RELAXED = `const open = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (stores, mode) {
  return open.call(this, stores, mode, { durability: "relaxed" });
};`;

/** The page of the soak, built. */
export class SoakSite {
  /** Programs by name: the page's, and those of its workers. */
  readonly #programs: ReadonlyMap<string, string>;

  private constructor(programs: ReadonlyMap<string, string>) {
    this.#programs = programs;
  }

  /** With `isRelaxed`, no commit of the page is strictly durable. */
  static async build({
    isRelaxed = false,
    entry = "test/soak/soak-page.ts",
  }: {
    readonly isRelaxed?: boolean;
    /** The page's program. */
    readonly entry?: string;
  } = {}): Promise<SoakSite> {
    const programs = await buildPageProgram(entry);
    if (isRelaxed) programs.set(ENTRY_NAME, [RELAXED, programs.get(ENTRY_NAME)].join("\n"));
    return new SoakSite(programs);
  }

  /** Answers the requests of `page` and of its workers. */
  async serve(page: Page): Promise<void> {
    await page.route(`${SOAK_URL}**`, (route) => {
      const program = this.#programs.get(route.request().url().slice(SOAK_URL.length));
      return program === undefined
        ? route.fulfill({ contentType: "text/html", body: PAGE })
        : route.fulfill({ contentType: "text/javascript", body: program });
    });
  }
}
