import type { Page } from "@playwright/test";
import type { BrowserProfile } from "../support/browser-profile.ts";
import { expect, test } from "../support/e2e.ts";
import { indexedDbBackEnd } from "../support/indexeddb-back-end.ts";
import { boot, guest, listenForDurable, openStrataPage } from "../support/strata-page.ts";

/** Where a program in the guest writes records, each synced before its number is said aloud. */
const RECORDS = "/root/records";
const WRITE_RECORDS = `(n=$(cat ${RECORDS} 2>/dev/null | wc -l); while :; do
  n=$((n+1)); echo "record $n $(echo $n | md5sum)" >> ${RECORDS}; sync; echo "durable $n" > /dev/ttyS0
done) > /dev/null 2>&1 &`;
/** Prints the number of records, or the first that is wrong. */
const CHECK_RECORDS = `n=0; while read word number sum rest; do n=$((n+1)); [ "$number" = $n ] && [ "$sum" = "$(echo $n | md5sum | cut -d' ' -f1)" ] || { echo "bad $n"; exit 1; }; done < ${RECORDS}; echo $n`;

/** Both of Chromium's stores for IndexedDB; which one is the default depends on the version. */
const backEnds = [
  { name: "LevelDB", args: ["--disable-features=IdbSqliteBackingStore,IdbSqliteOnDiskRollout"] },
  { name: "SQLite", args: ["--enable-features=IdbSqliteBackingStore,IdbSqliteOnDiskRollout"] },
];

for (const { name, args } of backEnds) {
  test(`P4, P5: on ${name}, what the guest synced and every snapshot that was taken survive the browser's death`, async ({
    profile,
  }) => {
    test.setTimeout(240_000);
    profile.args = args;
    let page = await openBooted(profile);
    const taken: string[] = [];
    for (let round = 1; round <= 3; round++) {
      const said = await listenForDurable(page);
      await guest(page, WRITE_RECORDS);
      await expect.poll(() => said.count, { intervals: [20] }).toBeGreaterThan(5);
      const snapshot = `round ${round}`;
      await page.evaluate((wanted) => strata.snapshots.take({ name: wanted }), snapshot);
      taken.push(snapshot);
      // One more is on its way when the browser dies: there or not, but whole.
      await page.evaluate(() => void strata.snapshots.take({ name: "in flight" }).catch(() => undefined));
      await expect.poll(() => said.count, { intervals: [7] }).toBeGreaterThan(8 + round);
      const acknowledged = said.count;
      await profile.crash();

      page = await openBooted(profile);
      const found = Number((await guest(page, CHECK_RECORDS)).stdout);
      expect(found).toBeGreaterThanOrEqual(acknowledged);
      const names = await page.evaluate(() => strata.snapshots.list().map((each) => each.name));
      expect(names.filter((each) => each !== "in flight")).toEqual(taken);
    }
    expect(await indexedDbBackEnd(profile.directory)).toBe(name);
    const ids = await page.evaluate(() => strata.snapshots.list().map(({ id }) => id));
    for (const id of ids) {
      await page.evaluate((snapshot) => strata.snapshots.revert(snapshot), id);
      expect((await guest(page, "tail -n 1 /root/records")).stdout).toContain("record");
    }
  });
}

async function openBooted(profile: BrowserProfile): Promise<Page> {
  const page = await profile.open();
  await openStrataPage(page);
  await boot(page);
  return page;
}
