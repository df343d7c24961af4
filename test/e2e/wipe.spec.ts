import { expect, test } from "../support/e2e.ts";
import { countBlocksWith } from "../support/stored-bytes.ts";
import { boot, guest, openStrataPage } from "../support/strata-page.ts";

/** A text that nothing else writes, in 200 lines that fill some blocks. */
const MARKER = "the-secret-of-this-machine";

test("E1 E2 E3: a deleted file stays in its blocks, a shredded one in the frozen layer, and only a wipe removes it from the store", async ({
  profile,
}) => {
  const page = await profile.open();
  await openStrataPage(page);
  await boot(page);
  await guest(page, `for i in $(seq 200); do echo "${MARKER} $i"; done > /root/secret; sync`);
  const onDisk = () =>
    page.evaluate(async (marker) => {
      const step = 1024 * 1024;
      const wanted = new TextEncoder().encode(marker);
      for (let offset = 0; offset < strata.disk.size; offset += step) {
        const bytes = await strata.disk.read(offset, Math.min(step, strata.disk.size - offset));
        let at = bytes.indexOf(wanted[0] as number);
        while (at !== -1) {
          const start = at;
          if (wanted.every((byte, index) => bytes[start + index] === byte)) return true;
          at = bytes.indexOf(wanted[0] as number, at + 1);
        }
      }
      return false;
    }, MARKER);
  expect(await onDisk()).toBe(true);
  await guest(page, "cp /root/secret /root/copy; sync; rm /root/copy; sync");
  const { id } = await page.evaluate(async () => strata.snapshots.take({ name: "with the secret" }));

  // Overwritten and deleted in the guest: gone from the disk as it stands, still in the snapshot's layer.
  await guest(
    page,
    "dd if=/dev/zero of=/root/secret bs=4k count=3 conv=notrunc,fsync; rm /root/secret; sync",
  );
  await guest(page, "sync; echo 3 > /proc/sys/vm/drop_caches");
  expect(await onDisk(), "E1: the deleted copy is still in its blocks").toBe(true);
  expect(await countBlocksWith(page, MARKER), "E2: the frozen layer keeps it").toBeGreaterThan(0);
  await page.evaluate(() => strata.machine.powerOff());

  // Every snapshot and the active layer go; without a wipe the bytes stay in freed extents.
  await page.evaluate(async (snapshot) => {
    await strata.snapshots.revert(null);
    await strata.snapshots.remove(snapshot);
  }, id);
  expect(await onDisk()).toBe(false);
  expect(await countBlocksWith(page, MARKER), "E3: without a wipe").toBeGreaterThan(0);
  const before = await page.evaluate(() => strata.storage.inspectFreed());
  expect(before.unwipedByteLength).toBeGreaterThan(0);
  const wiped = await page.evaluate(() => strata.storage.wipeFreed());
  expect(wiped).toMatchObject({ extentCount: before.extentCount, unwipedByteLength: 0 });
  expect(wiped.bytesWritten).toBeGreaterThanOrEqual(before.unwipedByteLength);
  expect(await countBlocksWith(page, MARKER), "E3: with a wipe").toBe(0);
  expect((await page.evaluate(() => strata.storage.verify())).damages).toEqual([]);
  await boot(page);
});
