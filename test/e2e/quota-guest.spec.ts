import type { Page } from "@playwright/test";
import { expect, test } from "../support/e2e.ts";
import { boot, guest, listenForDurable, openStrataPage } from "../support/strata-page.ts";

/** Writes noise without end; what is synced is said aloud, and its sum is in a file of the same sync. */
const WRITE_ON = `(n=0; while [ ! -e /tmp/enough ]; do n=$((n+1)); cd /root
  dd if=/dev/urandom of=noise$n bs=128k count=1; md5sum noise$n >> sums; sync; echo "durable $n" > /dev/ttyS0
done) > /dev/null 2>&1 &`;
/** Prints how many files are whole; fails when one is not. */
const CHECK = "cd /root && md5sum -c sums > /tmp/checked; code=$?; grep -c OK /tmp/checked; exit $code";

/** Fills the storage beside the store, to the last byte. */
async function fillStorage(): Promise<void> {
  const opening = indexedDB.open("ballast", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("noise", { autoIncrement: true });
  const ballast = await new Promise<IDBDatabase>((resolve) => {
    opening.onsuccess = () => resolve(opening.result);
  });
  const add = (byteLength: number): Promise<boolean> =>
    new Promise((resolve) => {
      const transaction = ballast.transaction("noise", "readwrite");
      const noise = Array.from({ length: Math.ceil(byteLength / 65_536) }, () =>
        crypto.getRandomValues(new Uint8Array(Math.min(byteLength, 65_536))),
      );
      transaction.objectStore("noise").add(noise);
      transaction.oncomplete = () => resolve(true);
      transaction.onabort = () => resolve(false);
    });
  for (const byteLength of [2 ** 20, 2 ** 16, 2 ** 12, 1]) while (await add(byteLength));
  ballast.close();
}

const isPaused = (page: Page): Promise<boolean> => page.evaluate(() => strata.machine.state === "paused");

test("P4 P6: a guest for which the storage runs out is paused with words, loses nothing, and goes on when room was made", async ({
  profile,
}) => {
  test.setTimeout(240_000);
  const page = await profile.open();
  const session = await page.context().newCDPSession(page);
  const { origin } = new URL(test.info().project.use.baseURL ?? "");
  // Before the first commit: Chromium remembers for a while how much room there was.
  await session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 40_000_000 });
  await openStrataPage(page);
  await boot(page);
  await guest(page, "dd if=/dev/urandom of=/tmp/noise bs=1M count=3");
  await page.evaluate(() => strata.snapshots.take({ name: "to be deleted" }));
  const said = await listenForDurable(page);
  await guest(page, WRITE_ON);
  await expect.poll(() => said.count).toBeGreaterThan(1);
  await page.evaluate(fillStorage);

  await expect.poll(() => isPaused(page)).toBe(true);
  const notice = page.getByRole("alert");
  await expect(notice).toContainText("The machine is paused: the browser's storage is full.");
  await expect(notice).toContainText("“Resume”");
  const heldAt = said.count;
  // There is no room: it stays paused.
  await page.getByRole("button", { name: "Resume" }).first().click();
  await expect(notice).toContainText("The machine is paused");
  const code = await page.evaluate(() =>
    strata.machine.resume().then(
      () => "resumed",
      (error: { code: string }) => error.code,
    ),
  );
  expect(code).toBe("writes-waiting");
  expect(await isPaused(page)).toBe(true);
  expect(said.count).toBe(heldAt);

  // The full storage can be made room in.
  await page.evaluate(() => strata.snapshots.remove(strata.snapshots.list()[0]?.id ?? ("" as never)));
  await page.getByRole("button", { name: "Resume" }).first().click();
  await expect.poll(() => said.count).toBeGreaterThan(heldAt);
  await expect(notice).not.toContainText("The machine is paused", { timeout: 1 });

  await page.evaluate(fillStorage);
  // And runs full again. What the tab still has in memory dies with it, what was acknowledged does not.
  await expect.poll(() => isPaused(page)).toBe(true);
  const acknowledged = said.count;
  await page.reload();
  await page.evaluate(() => strata.ready);
  await session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 100_000_000 });
  await boot(page);
  const checked = await guest(page, CHECK);
  expect(checked.exitCode).toBe(0);
  expect(Number(checked.stdout)).toBeGreaterThanOrEqual(acknowledged);
  expect((await guest(page, "dmesg | grep -ciE 'i/o error|remounting|ext4.*error'")).stdout.trim()).toBe("0");
});
