import type { Page } from "@playwright/test";
import { build } from "vite";

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
  static async build({
    isRelaxed = false,
    entry = "test/soak/soak-page.ts",
  }: {
    readonly isRelaxed?: boolean;
    /** The page's program. */
    readonly entry?: string;
  } = {}): Promise<SoakSite> {
    const built = await build({
      configFile: false,
      logLevel: "warn",
      build: {
        write: false,
        lib: { entry, formats: ["es"], fileName: "page" },
      },
    });
    const outputs = (Array.isArray(built) ? built : [built]).flatMap((each) =>
      "output" in each ? each.output : [],
    );
    const chunk = outputs.find((each) => each.type === "chunk" && each.isEntry);
    if (chunk?.type !== "chunk") throw new Error("Build the soak's page: no program, wanted one");
    return new SoakSite(isRelaxed ? `${RELAXED}\n${chunk.code}` : chunk.code);
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
