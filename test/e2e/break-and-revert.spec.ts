import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { writeDiskFile } from "../support/disk-file.ts";
import { expect, test } from "../support/e2e.ts";
import { e2fsck, findProgram } from "../support/find-program.ts";
import { boot, guest, openStrataPage, shellVariable, typeInShell } from "../support/strata-page.ts";

/** Reads uncached files and writes synced ones without end, so that disk requests are in flight at any moment. */
const BUSY_DISK = `(while :; do
  dd if=/dev/zero of=/root/noise bs=16k count=64 conv=fsync; echo 3 > /proc/sys/vm/drop_caches; cat /bin/busybox
done) > /dev/null 2>&1 & echo $! > /tmp/busy`;

const rounds = 10;

test("S3, S4, S5: the system is destroyed and comes back ten times, with disk requests in flight", async ({
  profile,
}) => {
  test.setTimeout(600_000);
  const page = await profile.open();
  await openStrataPage(page);
  await boot(page);
  await typeInShell(page, "MARK=kept-in-memory-only");
  await guest(page, "echo kept-on-disk > /root/kept; sync");
  await guest(page, BUSY_DISK);

  const taken = await page.evaluate(() => strata.snapshots.take({ name: "before" }));
  expect(taken.pauseMs).toBeGreaterThan(0);
  expect(taken.durableMs).toBeGreaterThanOrEqual(taken.pauseMs);
  const { id } = taken;
  const digest = await page.evaluate((at) => strata.disk.digest({ at }), id);

  for (let round = 1; round <= rounds; round++) {
    await test.step(`round ${round}`, async () => {
      await destroySystem(page);
      expect(await isSystemBroken(page)).toBe(true);
      // While the disk is busy the guest must go on from where it was …
      const cost = await page.evaluate((snapshot) => strata.snapshots.revert(snapshot), id);
      expect(cost.blockCount).toBeGreaterThan(256);
      expect(await page.evaluate(() => strata.machine.state)).toBe("running");
      expect((await guest(page, "cat /root/kept")).stdout).toBe("kept-on-disk\n");
      expect(await shellVariable(page, "MARK")).toBe("kept-in-memory-only");
      expect((await guest(page, "kill -0 $(cat /tmp/busy) && ls /bin/busybox")).stdout).toBe(
        "/bin/busybox\n",
      );
      // … and while it stands still every byte of its disk is what it was.
      const seen = await page.evaluate(async (snapshot) => {
        await strata.machine.pause();
        await strata.snapshots.revert(snapshot);
        const found = { state: strata.machine.state, digest: await strata.disk.digest() };
        await strata.machine.resume();
        return found;
      }, id);
      expect(seen).toEqual({ state: "paused", digest });
    });
  }

  await test.step("the file system is consistent", async () => {
    await guest(page, "kill $(cat /tmp/busy); sync");
    await shutDown(page);
    expect(await checkRootFileSystem(page, profile.directory)).toMatchObject({ exitCode: 0 });
  });

  await test.step("after a reload it boots from its disk", async () => {
    await page.reload();
    await page.evaluate(() => strata.ready);
    const state = await page.evaluate(() => ({
      machine: strata.machine.state,
      names: strata.snapshots.list().map((snapshot) => snapshot.name),
      current: strata.snapshots.current()?.name,
    }));
    expect(state).toEqual({ machine: "off", names: ["before"], current: "before" });
    await boot(page);
    expect((await guest(page, "cat /root/kept")).stdout).toBe("kept-on-disk\n");
    expect(await shellVariable(page, "MARK")).toBe("");
  });

  await test.step("and can be started from the snapshot, where it was", async () => {
    await page.evaluate((snapshot) => strata.snapshots.revert(snapshot), id);
    expect(await shellVariable(page, "MARK")).toBe("kept-in-memory-only");
  });
});

async function destroySystem(page: Page): Promise<void> {
  await guest(
    page,
    "dd if=/dev/zero of=/dev/sda bs=64k count=16 conv=fsync 2>/dev/null; rm -rf /bin /sbin /usr /lib /etc",
  );
}

/** No shell can be started any more, and the first megabyte of the disk is gone. */
async function isSystemBroken(page: Page): Promise<boolean> {
  return page.evaluate(async () => {
    const start = await strata.disk.read(0, 1024 * 1024);
    const answer = await strata.machine.exec("ls /", { timeoutMs: 10_000 }).catch((error: unknown) => error);
    const isShellGone = answer instanceof Error || (answer as { exitCode: number }).exitCode === 127;
    return isShellGone && start.every((byte) => byte === 0);
  });
}

/** Lets the guest shut itself down, with its file systems in order. */
async function shutDown(page: Page): Promise<void> {
  await typeInShell(page, "poweroff");
  await page.waitForFunction(() => strata.machine.state === "stopped-by-guest", null, { timeout: 30_000 });
}

async function checkRootFileSystem(
  page: Page,
  directory: string,
): Promise<{ exitCode: number; output: string }> {
  const manifest = JSON.parse(await readFile("images/published/linux/manifest.json", "utf8")) as {
    partitions: { name: string; offset: number; byteLength: number }[];
  };
  const root = manifest.partitions.find((partition) => partition.name === "root");
  const program = findProgram(e2fsck);
  if (root === undefined || program === null)
    throw new Error("Check file system: no root partition or no e2fsck");
  const file = join(directory, "root.img");
  await writeDiskFile(page, file, root);
  try {
    const { stdout } = await promisify(execFile)(program, ["-fn", file]);
    return { exitCode: 0, output: stdout };
  } catch (cause) {
    const { code, stdout } = cause as { code: number; stdout: string };
    return { exitCode: code, output: stdout };
  }
}
