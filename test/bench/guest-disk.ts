import type { Page } from "@playwright/test";
import { runInGuest } from "../support/strata-page.ts";
import type { Samples } from "./samples.ts";

const MIB = 2 ** 20;
/** As much as the guest has memory: its cache can't hold all of it. */
const FILE_MIB = 64;
const PIECE_MIB = 4;

/** 4 MiB of the guest's own files, in its memory: all that there are, again and again. */
export const MAKE_PIECE = `cd /tmp; tar -c /bin /sbin /lib /usr /etc > one 2>/dev/null; while [ "$(wc -c < piece 2>/dev/null || echo 0)" -lt ${PIECE_MIB * MIB} ]; do cat one >> piece; done; truncate -s ${PIECE_MIB}M piece; rm one; cd /root`;

/** Writes the piece again and again into `target`, up to `mib`; one fsync at the end. */
export const fillCommand = (target: string, mib: number): string =>
  `i=0; while [ $i -lt ${mib} ]; do dd if=/tmp/piece of=${target} bs=1M seek=$i conv=notrunc 2>/dev/null; i=$((i + ${PIECE_MIB})); done; dd if=/dev/null of=${target} seek=${mib} bs=1M conv=notrunc,fsync 2>/dev/null`;

const READ = "echo 3 > /proc/sys/vm/drop_caches; dd if=/root/large of=/dev/null bs=1M 2>/dev/null";

/** What the guest does to measure its disk: prepares, writes a file, reads it once, and once more. */
export const DISK_COMMANDS: readonly string[] = [
  MAKE_PIECE,
  fillCommand("/root/large", FILE_MIB),
  READ,
  READ,
];

/** Adds what `DISK_COMMANDS` took: the writing, and the second reading. */
export function addDiskSamples(samples: Samples, name: string, commandMs: readonly number[]): void {
  const [, writeMs, , readMs] = commandMs;
  if (writeMs === undefined || readMs === undefined)
    throw new RangeError(
      `Measure the guest's disk: ${commandMs.length} times, wanted ${DISK_COMMANDS.length}`,
    );
  samples.add(`${name}.write`, "MB/s", (FILE_MIB * MIB) / 1000 / writeMs);
  samples.add(`${name}.read`, "MB/s", (FILE_MIB * MIB) / 1000 / readMs);
}

/** The same commands on the page's own guest, which runs. Resolves with the milliseconds that each took. */
export async function measureGuestDisk(page: Page): Promise<number[]> {
  const commandMs: number[] = [];
  for (const command of DISK_COMMANDS) commandMs.push(await runInGuest(page, command));
  return commandMs;
}
