import { readFile } from "node:fs/promises";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "../support/e2e.ts";

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const folder = "src/lessons/exercises/writes-go-up";

/** Waits until the lesson's own machine is there. */
async function lessonReady(page: Page): Promise<void> {
  await page.evaluate(() => strata.ready);
  await page.waitForFunction(() => strata.lessons.view?.phase === "ready");
}

/** Waits until the machine that was off runs again, at the beginning of the step. */
async function restarted(page: Page): Promise<void> {
  await page.waitForFunction(
    () => strata.machine.state === "running" && strata.lessons.view?.phase === "ready",
  );
}

async function expectAccessible(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target }) => `${id}: ${target.join(" ")}`),
  );
  expect(found, where).toEqual([]);
}

/** Goes on with Tab until what has the focus matches, as somebody does who has no mouse. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 150; presses++) {
    const isThere = await page.evaluate((wanted) => {
      let at = document.activeElement;
      while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      return at?.matches(wanted) ?? false;
    }, selector);
    if (isThere) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab to ${selector}: not reached`);
}

test("K4: a lesson goes on where it was after a reload and after the browser's death, and its step can be begun anew", async ({
  profile,
}) => {
  let page = await profile.open();
  await page.goto("./#/lesson/writes-go-up?seed=42&lang=en");
  await lessonReady(page);
  await page.evaluate(async () => {
    await strata.lessons.play({ isDemonstrated: false });
    await strata.lessons.next();
    strata.lessons.predict("after-one", 3);
    await strata.lessons.kept();
  });
  await page.reload();
  await lessonReady(page);
  const reloaded = await page.evaluate(() => strata.lessons.view);
  // The machine goes on where it was, or is off where its disk was changed in the last moment; the lesson says which.
  const isOff = () => page.evaluate(() => strata.machine.state === "off");
  expect(reloaded).toMatchObject({ current: 1, seed: 42, isMachineOff: await isOff() });
  expect(reloaded?.steps[0]?.state).toBe("passed");
  await page.getByRole("button", { name: "Begin this step anew" }).first().click();
  await restarted(page);
  await page.evaluate(async () => {
    await strata.lessons.play({ isDemonstrated: false });
    await strata.lessons.next();
    await strata.lessons.kept();
  });
  await profile.crash();
  page = await profile.open();
  await page.goto("./#/lesson/writes-go-up");
  await lessonReady(page);
  const after = await page.evaluate(() => strata.lessons.view);
  expect(after).toMatchObject({
    current: 2,
    seed: 42,
    isMachineOff: await page.evaluate(() => strata.machine.state === "off"),
  });
  expect(after?.steps[1]?.goals.every(({ passedAt }) => passedAt !== null)).toBe(true);
  await page.getByRole("button", { name: "Begin this step anew" }).first().click();
  await restarted(page);
  await page.evaluate(() => strata.lessons.play({ isDemonstrated: false }));
  expect(await page.evaluate(() => strata.machines.list().length)).toBe(2);
});

test("K6: the first step by keyboard alone; axe finds nothing on the lesson, the index and the page for teachers, which takes results and checks a lesson", async ({
  page,
}) => {
  await page.goto("./#/lessons");
  await page.evaluate(() => strata.ready);
  await expect(page.getByRole("heading", { name: "Writes go up" })).toBeVisible();
  await expectAccessible(page, "index");
  await tabTo(page, 'a[href="#/lesson/writes-go-up"]');
  await page.keyboard.press("Enter");
  await lessonReady(page);
  await tabTo(page, 'input[type="radio"]');
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect
    .poll(() => page.evaluate(() => strata.lessons.view?.steps[0]?.predictions[0]?.answer))
    .toBe("nothing");
  await expectAccessible(page, "lesson, before");
  await page.evaluate(() => strata.snapshots.take({ name: "mine" }));
  await expect(page.locator("strata-lesson [data-goal=empty].passed")).toBeVisible();
  await expect(page.locator("strata-lesson")).toContainText("as predicted");
  await tabTo(page, "[data-next]");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Write one block" })).toBeFocused();
  await tabTo(page, "[data-type]");
  await page.keyboard.press("Enter");
  await expect(page.locator("strata-lesson [data-goal=went-up].passed")).toBeVisible();
  await expectAccessible(page, "lesson, a step done");
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await page.getByRole("button", { name: "Français" }).click();
  await expect(page.getByRole("heading", { name: "Écrire un bloc" })).toBeVisible();
  await expectAccessible(page, "lesson, dark, in French");
  await page.getByRole("button", { name: "English" }).click();

  const result = await page.evaluate(() => strata.lessons.result("Ada"));
  await page.evaluate(() => {
    location.hash = "#/teacher";
  });
  await page.locator("input[data-results]").setInputFiles([
    { name: "ada.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(result)) },
    { name: "holiday.json", mimeType: "application/json", buffer: Buffer.from("{}") },
  ]);
  await expect(page.getByRole("row", { name: /Ada.*Writes go up.*4 \/ 11/ })).toBeVisible();
  await expect(page.locator("strata-teacher .bad")).toContainText("holiday.json");
  const lesson = JSON.parse(await readFile(`${folder}/lesson.json`, "utf8"));
  const texts = {
    en: await readFile(`${folder}/en.md`, "utf8"),
    fr: await readFile(`${folder}/fr.md`, "utf8"),
  };
  const check = async (changes: object): Promise<void> => {
    const file = { format: "strata-lesson", lesson: { ...lesson, ...changes }, texts };
    await page.locator("input[data-lesson]").setInputFiles({
      name: "mine.json",
      mimeType: "application/json",
      buffer: Buffer.from(JSON.stringify(file)),
    });
  };
  await check({ steps: [] });
  await expect(page.locator(".problems")).toContainText("steps");
  await check({});
  await expect(page.getByText("The lesson is complete.")).toBeVisible();
  await expectAccessible(page, "teacher");
});
