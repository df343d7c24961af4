import type { Page } from "@playwright/test";
import { exerciseIds } from "../../src/lessons/catalogue-order.ts";
import { expect, test } from "../support/e2e.ts";

/** Opens an exercise on its own machine, and waits until that is there. */
async function openExercise(page: Page, id: string, seed = 42): Promise<void> {
  await page.evaluate(
    async ([lesson, chosen]) => {
      await strata.machine.powerOff();
      await strata.lessons.open(lesson, { seed: chosen });
    },
    [id, seed] as const,
  );
}

test.describe.configure({ mode: "serial" });

let page: Page;
test.beforeAll(async ({ browser }) => {
  page = await browser.newPage();
  await page.goto("./");
  await page.evaluate(() => strata.ready);
});
test.afterAll(async () => {
  await page.close();
});

for (const id of exerciseIds) {
  test(`K2: ${id}: untouched nothing passes, no wrong turn passes, each solution passes all`, async () => {
    await openExercise(page, id);
    const found = await page.evaluate(() => strata.lessons.verify());
    expect(found.passedUntouched).toEqual([]);
    expect(found.passedByWrongTurns).toEqual([]);
    const view = await page.evaluate(() => strata.lessons.view);
    expect(view?.finishedAt).not.toBeNull();
    for (const step of view?.steps ?? []) {
      expect(
        step.goals.filter(({ passedAt }) => passedAt === null),
        step.id,
      ).toEqual([]);
      for (const prediction of step.predictions) {
        expect(prediction.outcome, `${step.id}: ${prediction.id}`).not.toBeNull();
        expect(prediction.outcome?.isRight, `${step.id}: ${prediction.id}`).toBe(true);
      }
      for (const [name, { value }] of Object.entries(step.measures))
        expect(value, `${step.id}: ${name}`).not.toBeNull();
    }
    test
      .info()
      .annotations.push(
        { type: "restart ms", description: JSON.stringify(found.restartMs) },
        { type: "solved ms", description: JSON.stringify(found.solvedMs) },
      );
  });
}
