import { expect, test } from "../support/e2e.ts";
import { boot, guest, openStrataPage } from "../support/strata-page.ts";

const DISK_BYTE_LENGTH = 64 * 2 ** 20;
/** What is on the second disk, read from it and not from the guest's cache. */
const READ_DISK = "blockdev --flushbufs /dev/sdb && head -c 7 /dev/sdb";

test("S3 S9 G4: a second disk is added on the page, used by the guest, and reverted like the first", async ({
  profile,
}) => {
  const page = await profile.open();
  await openStrataPage(page);
  const bare = await page.evaluate(() => strata.snapshots.take({ name: "one disk" }));
  await page.getByRole("combobox", { name: "Second disk" }).selectOption("64");
  await page.getByRole("button", { name: "Second disk Add" }).click();
  await expect
    .poll(() => page.evaluate(() => strata.machine.config.disks[1]?.byteLength))
    .toBe(DISK_BYTE_LENGTH);
  await boot(page);
  expect((await guest(page, "cat /sys/block/sdb/size")).stdout.trim()).toBe(String(DISK_BYTE_LENGTH / 512));
  expect((await guest(page, `head -c 65536 /dev/sdb | tr -d '\\0' | wc -c`)).stdout.trim()).toBe("0");
  const made = await guest(page, "echo before | dd of=/dev/sdb bs=4096 conv=sync,fsync");
  expect(made.exitCode).toBe(0);
  const taken = await page.evaluate(async () => {
    await strata.machine.pause();
    const { id } = await strata.snapshots.take({ name: "two disks" });
    const digest = await strata.disk.digest({ drive: 1 });
    await strata.machine.resume();
    return { id, digest };
  });
  const start = await page.evaluate(() => strata.disk.read(0, 6, { drive: 1 }));
  expect(String.fromCharCode(...Object.values(start))).toBe("before");

  await guest(
    page,
    "echo after > /root/changed; dd if=/dev/zero of=/dev/sdb bs=64k count=16 conv=fsync; sync",
  );
  await page.evaluate(async ({ id }) => {
    await strata.machine.pause();
    await strata.snapshots.revert(id);
  }, taken);
  expect(await page.evaluate(() => strata.disk.digest({ drive: 1 }))).toBe(taken.digest);
  expect(await page.evaluate(({ id }) => strata.disk.digest({ at: id, drive: 1 }), taken)).toBe(taken.digest);
  await page.evaluate(() => strata.machine.resume());
  expect((await guest(page, READ_DISK)).stdout).toBe("before\n");
  expect((await guest(page, "test -e /root/changed")).exitCode).toBe(1);
  expect((await guest(page, "dmesg | grep -ciE 'error|exception|lost|hung'")).stdout.trim()).toBe("0");

  await page.evaluate(({ id }) => strata.snapshots.revert(id), bare);
  const refused = await page.evaluate(() =>
    strata.disk.digest({ drive: 1 }).catch((error: { code: string }) => error.code),
  );
  expect(refused).toBe("disk-unknown");
  await page.evaluate(({ id }) => strata.snapshots.revert(id), taken);
  expect(await page.evaluate(() => strata.machine.state)).toBe("running");
  expect((await guest(page, READ_DISK)).stdout).toBe("before\n");
});

test("G4: removing the second disk takes a second click, and offers a snapshot that keeps it", async ({
  profile,
}) => {
  const page = await profile.open();
  await openStrataPage(page);
  const choice = page.getByRole("combobox", { name: "Second disk" });
  const diskCount = () => page.evaluate(() => strata.machine.config.disks.length);
  await choice.selectOption("64");
  await page.getByRole("button", { name: "Second disk Add" }).click();
  await expect.poll(diskCount).toBe(2);
  await page.getByRole("button", { name: "Second disk Remove" }).click();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await expect.poll(diskCount).toBe(1);
  await expect(choice).toHaveValue("");
  const kept = await page.evaluate(() => strata.snapshots.list()[0]);
  expect(kept?.parts.config.disks.length).toBe(2);
  await page.evaluate((id) => strata.snapshots.revert(id), kept?.id ?? null);
  expect(await diskCount()).toBe(2);
  await expect(page.getByRole("button", { name: "Second disk Remove" })).toBeVisible();
});
