import { expect, test } from "vitest";
import type { SnapshotId } from "../../src/core/identity.ts";
import { Random } from "../support/random.ts";
import { openAgain } from "./machine-setup.ts";
import { readView } from "./read-view.ts";
import { sameBytes } from "./same-bytes.ts";
import { SECOND_BYTE_LENGTH, setUp, snapshot } from "./second-disk-setup.ts";
import { expectSound } from "./snapshot-steps.ts";

const given = process.env["STRATA_SEED"];
const seeds = given === undefined ? Array.from({ length: 12 }, (_, index) => index + 1) : [Number(given)];

test("G3 C1 S3 M1 M2 M3 M6: random operations leave both disks of every snapshot as plain arrays say", async () => {
  for (const seed of seeds) await exercise(new Random(seed), seed);
}, 120_000);

/** Both disks at one moment. */
type Bytes = readonly [Uint8Array, Uint8Array];

async function exercise(random: Random, seed: number): Promise<void> {
  let setup = await setUp(seed);
  const copyOf = ([first, other]: Bytes): Bytes => [first.slice(), other.slice()];
  let now: Bytes = [
    await setup.machine.disk.read(0, setup.machine.disk.byteLength),
    new Uint8Array(SECOND_BYTE_LENGTH),
  ];
  const kept = new Map<SnapshotId, Bytes>();
  for (let count = 0; count < 60; count++) {
    const { machine } = setup;
    const ids = [...kept.keys()];
    const kind = random.weighted({
      write: 12,
      flush: 2,
      snapshot: 4,
      revert: 2,
      remove: 1,
      merge: 1,
      flatten: 1,
      reopen: 1,
    });
    if (kind === "write") {
      const drive = random.below(2);
      const bytes = now[drive] as Uint8Array;
      const offset = 512 * random.below(bytes.byteLength / 512);
      const written = random.bytes(Math.min(512 * random.between(1, 40), bytes.byteLength - offset));
      bytes.set(written, offset);
      await machine.diskAt(drive).write(offset, written);
    } else if (kind === "flush") await machine.flush();
    else if (kind === "snapshot") kept.set(await snapshot(machine), copyOf(now));
    else if (kind === "reopen") {
      await machine.flush();
      setup = await openAgain(setup);
    } else if (ids.length > 0) {
      const id = random.pick(ids);
      if (kind === "revert") {
        await machine.revertTo(id);
        now = copyOf(kept.get(id) as Bytes);
      } else if (kind === "flatten") await machine.flatten(id);
      else if (kind === "remove") {
        await machine.removeSnapshot(id);
        kept.delete(id);
      } else {
        const { parent } = machine.snapshot(id);
        const isMerged = await machine.mergeIntoParent(id).then(
          () => true,
          (error: { code: string }) => {
            expect(error.code).toBe("merge-refused");
            return false;
          },
        );
        if (isMerged && parent !== null) kept.delete(parent);
      }
    }
  }
  await setup.machine.flush();
  setup = await openAgain(setup);
  for (const drive of [0, 1]) {
    const disk = setup.machine.diskAt(drive);
    const same = sameBytes(await disk.read(0, disk.byteLength), now[drive] as Uint8Array);
    expect(same, `seed ${seed}, drive ${drive}`).toBe(true);
    for (const [id, bytes] of kept) {
      const view = await setup.machine.viewSnapshot(id, drive);
      const isSame = sameBytes(await readView(view), bytes[drive] as Uint8Array);
      view.release();
      expect(isSame, `seed ${seed}, drive ${drive} of ${id}`).toBe(true);
    }
  }
  await expectSound(setup);
}
