import type { Page } from "@playwright/test";
import { buildPageProgram } from "../support/page-program.ts";

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
  readonly #program: string;

  private constructor(program: string) {
    this.#program = program;
  }

  /** With `isRelaxed`, no commit of the page is strictly durable. */
  static async build({ isRelaxed }: { readonly isRelaxed: boolean }): Promise<SoakSite> {
    const code = await buildPageProgram("test/soak/soak-page.ts");
    return new SoakSite(isRelaxed ? `${RELAXED}\n${code}` : code);
  }

  /** Answers the requests of `page`. */
  async serve(page: Page): Promise<void> {
    await page.route(`${SOAK_URL}**`, (route) =>
      route.request().url().endsWith(".js")
        ? route.fulfill({ contentType: "text/javascript", body: this.#program })
        : route.fulfill({ contentType: "text/html", body: PAGE }),
    );
  }
}
