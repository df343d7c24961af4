import type { Page } from "@playwright/test";
import { boot, openSwitchedOff, runInGuest } from "../support/strata-page.ts";
import { fillCommand, MAKE_PIECE } from "./guest-disk.ts";
import type { Samples } from "./samples.ts";

/** 16 million blocks on the map. */
const DISK_BYTE_LENGTH = 64 * 2 ** 30;
/** Blocks written all over that disk, so that there is something everywhere. */
const SCATTERED = 1024;
const WRITTEN_MIB = 64;
const MIB = 2 ** 20;

const SCATTER = `i=0; while [ $i -lt ${SCATTERED} ]; do dd if=/tmp/piece of=/dev/sdb bs=4k count=1 seek=$((i * ${2 ** 24 / SCATTERED})) conv=notrunc 2>/dev/null; i=$((i + 1)); done; sync`;

/**
 * What the block map and the live stack cost: a guest that writes as fast as it can to a disk of 64 GiB, with them in
 * sight and without, in turn. The page's frames are timed meanwhile.
 */
export async function measureVisuals(page: Page, samples: Samples, runs: number): Promise<void> {
  // All of the disk's panel is in sight.
  await page.setViewportSize({ width: 1440, height: 2400 });
  await openSwitchedOff(page);
  await page.evaluate(async (byteLength) => {
    const second = { bus: "primary-slave", image: null, byteLength, provisioning: "thin" } as const;
    await strata.machine.configure({ disks: [strata.machine.config.disks[0], second] });
  }, DISK_BYTE_LENGTH);
  await boot(page);
  await runInGuest(page, MAKE_PIECE);
  await runInGuest(page, SCATTER);
  const write = fillCommand("/dev/sdb", WRITTEN_MIB);
  await page.getByRole("button", { name: "Second disk", exact: true }).click();
  // The first time makes the blocks; every later one rewrites them.
  await runInGuest(page, write);
  for (let run = 0; run < runs; run++) {
    // Who comes first changes: what the first leaves to the browser meets the other.
    for (const isShown of run % 2 === 0 ? [true, false] : [false, true]) {
      await showDisk(page, isShown);
      await beginCountingFrames(page);
      const writeMs = await runInGuest(page, write);
      const frames = await endCountingFrames(page);
      const name = isShown ? "visuals" : "noVisuals";
      samples.add(`${name}.guestWrite`, "MB/s", (WRITTEN_MIB * MIB) / 1000 / writeMs);
      samples.add(`${name}.framesOver33ms`, "share", frames.filter((ms) => ms > 33).length / frames.length);
      samples.add(`${name}.frame`, "ms", frames.reduce((sum, ms) => sum + ms, 0) / frames.length);
    }
  }
}

/** Puts the map and all that follows the guest onto the page, or takes it away. */
async function showDisk(page: Page, isShown: boolean): Promise<void> {
  await page.evaluate((shown) => {
    const app = document.querySelector("strata-app");
    const kept = globalThis as { keptDisk?: NonNullable<typeof app>["disk"] };
    if (app === null) throw new Error("Show the disk: no page, wanted strata-app");
    kept.keptDisk ??= app.disk;
    app.disk = shown ? (kept.keptDisk ?? null) : null;
  }, isShown);
  const map = page.locator("strata-block-map .map");
  if (!isShown) await map.waitFor({ state: "detached" });
  else {
    await map.waitFor();
    await page.getByRole("button", { name: "Second disk", exact: true }).click();
  }
}

async function beginCountingFrames(page: Page): Promise<void> {
  await page.evaluate(() => {
    const counting = globalThis as { countedFrames?: number[]; frameOf?: number };
    const frames: number[] = [];
    counting.countedFrames = frames;
    let before = performance.now();
    const count = (): void => {
      const now = performance.now();
      frames.push(now - before);
      before = now;
      counting.frameOf = requestAnimationFrame(count);
    };
    counting.frameOf = requestAnimationFrame(count);
  });
}

/** The milliseconds of each frame since. */
const endCountingFrames = (page: Page): Promise<number[]> =>
  page.evaluate(() => {
    const counting = globalThis as { countedFrames?: number[]; frameOf?: number };
    cancelAnimationFrame(counting.frameOf ?? 0);
    return counting.countedFrames ?? [];
  });
