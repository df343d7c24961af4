import { expect, test } from "@playwright/test";
import { guest, openStrataPage } from "../support/strata-page.ts";
import { card, expectMeasured, expectNoSidewaysScroll, snapshotNames, watchPage } from "./page-watch.ts";

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, colorScheme: "dark" });

test("on a phone, by touch: start, type, press the keys that phones lack, snapshot and revert", async ({
  page,
  baseURL,
}) => {
  const faults = await watchPage(page, baseURL);
  const button = (name: string | RegExp) => page.getByRole("button", { name, exact: true });
  const panel = (name: string) =>
    page.getByRole("navigation", { name: "Panels" }).getByRole("link", { name, exact: true }).tap();
  await openStrataPage(page);
  await button("Start the machine").tap();
  await expect(page.getByText("Running", { exact: true })).toBeVisible();

  await page.getByRole("group", { name: "Screen of the machine" }).tap();
  await expect(page.getByRole("group", { name: "Keys that a phone lacks" })).toBeVisible();
  // What a phone's keyboard sends: text, without a key that could be known.
  await page.keyboard.insertText("touch /root/first; sleep 1000");
  await page.keyboard.press("Enter");
  await guest(page, "while ! test -e /root/first; do sleep 0.05; done");
  await button("Ctrl C").tap();
  await page.keyboard.type("touch /root/second");
  await page.keyboard.press("Enter");
  await guest(page, "while ! test -e /root/second; do sleep 0.05; done");
  // The arrow brings the line back, as the shell remembers it; Tab completes a name.
  await guest(page, "rm /root/second");
  await button("↑").tap();
  await page.keyboard.press("Enter");
  await guest(page, "while ! test -e /root/second; do sleep 0.05; done");
  await page.keyboard.insertText("rm /root/sec");
  await button("Tab").tap();
  await page.keyboard.press("Enter");
  await guest(page, "while test -e /root/second; do sleep 0.05; done");
  // Escape ends what waits for it: it is the character 27.
  await page.keyboard.insertText("stty -icanon -echo; head -c 1 > /root/escape; stty sane");
  await page.keyboard.press("Enter");
  await guest(page, "while ! ps | grep -q ' [h]ead -c 1$'; do sleep 0.05; done");
  await button("Esc").tap();
  expect(
    (await guest(page, "while ! [ -s /root/escape ]; do sleep 0.05; done; cat /root/escape")).stdout,
  ).toBe("\u001b");
  // Ctrl stays down for the next letter, and no longer: D ends what reads the keyboard.
  await page.keyboard.insertText("cat; touch /root/d");
  await page.keyboard.press("Enter");
  await guest(page, "while ! ps | grep -q ' [c]at$'; do sleep 0.05; done");
  await button("Ctrl").tap();
  await page.keyboard.insertText("d");
  await guest(page, "while ! test -e /root/d; do sleep 0.05; done");
  await button("Release the keyboard").tap();

  await panel("Snapshots");
  await expect(page.getByRole("group", { name: "Screen of the machine" })).toBeHidden();
  await button("Take snapshot").tap();
  await panel("Timing");
  await expectMeasured(page, 1);
  await guest(page, "rm /root/first; sync");
  await panel("Snapshots");
  await card(page, "Snapshot 1")
    .getByRole("button", { name: /^Revert/ })
    .tap();
  await button("Revert").tap();
  await panel("Timing");
  await expectMeasured(page, 3);
  await panel("Machine");
  await expect(page.getByRole("group", { name: "Screen of the machine" })).toBeVisible();
  expect(await snapshotNames(page)).toEqual(["Snapshot 1", "Before reverting to Snapshot 1"]);
  expect((await guest(page, "test -e /root/first")).exitCode).toBe(0);

  const small = await page.evaluate(() => {
    const found: string[] = [];
    const visit = (root: Document | ShadowRoot): void => {
      for (const element of root.querySelectorAll<HTMLElement>("*")) {
        if (element.shadowRoot) visit(element.shadowRoot);
        if (!element.matches("button, select, summary, input:not([type=checkbox])")) continue;
        const { width, height } = element.getBoundingClientRect();
        if (width > 0 && (width < 24 || height < 24))
          found.push(`${element.textContent?.trim()}: ${width} by ${height}`);
      }
    };
    visit(document);
    return found;
  });
  expect(small, "targets below 24 by 24 pixels").toEqual([]);
  await expectNoSidewaysScroll(page, [320, 390]);
  expect(faults()).toEqual([]);
});
