import { expect, test } from "../support/e2e.ts";
import { boot, guest, openStrataPage, shellVariable, typeInShell } from "../support/strata-page.ts";

test("R1: after a reload the machine goes on where it was", async ({ profile }) => {
  const page = await profile.open();
  await openStrataPage(page);
  await boot(page);
  await typeInShell(page, "MARK=first");
  expect(await shellVariable(page, "MARK")).toBe("first");
  for (let round = 0; round < 12; round++) {
    await typeInShell(page, `MARK=round${round}`);
    expect(await shellVariable(page, "MARK")).toBe(`round${round}`);
    const startedAt = Date.now();
    await page.reload();
    await page.evaluate(() => strata.ready);
    const readyMs = Date.now() - startedAt;
    const seen = await page.evaluate(() => [strata.machine.state, strata.machine.resumedMs]);
    console.log(round, seen, readyMs);
    if (seen[0] === "off") {
      await boot(page);
      continue;
    }
    console.log(await shellVariable(page, "MARK"), (await guest(page, "uptime")).stdout);
  }
});
