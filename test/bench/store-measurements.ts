import type { Page } from "@playwright/test";
import { buildPageProgram } from "../support/page-program.ts";
import type { MeasureOptions } from "./measurements.ts";
import type { Samples } from "./samples.ts";
// Brings the type of `globalThis.storeBench`.
import { STORE_MEASUREMENTS } from "./store-page/measurements.ts";

/** The address of the page, which no server answers: the driver does. */
const URL = "http://localhost/store-bench/";
const PAGE = `<!doctype html><title>Store benchmark</title><script type="module" src="page.js"></script>`;

/** Measures the store by itself in `page`, without an emulator, in databases of their own; each quantity `runs` times. */
export async function measureStore(
  page: Page,
  samples: Samples,
  { runs, progress }: MeasureOptions,
): Promise<void> {
  const programs = await buildPageProgram("test/bench/store-page/store-page.ts");
  await page.route(`${URL}**`, (route) => {
    const program = programs.get(route.request().url().slice(URL.length));
    return program === undefined
      ? route.fulfill({ contentType: "text/html", body: PAGE })
      : route.fulfill({ contentType: "text/javascript", body: program });
  });
  await page.goto(URL);
  await page.waitForFunction(() => "storeBench" in globalThis);
  for (const measurement of STORE_MEASUREMENTS) {
    progress(`store: ${measurement}`);
    await page.evaluate((name) => storeBench.prepare(name), measurement);
    for (let run = 0; run < runs; run++)
      samples.addAll(
        await page.evaluate(([name, index]) => storeBench.run(name, index), [measurement, run] as const),
      );
    await page.evaluate(() => storeBench.finish());
  }
}
