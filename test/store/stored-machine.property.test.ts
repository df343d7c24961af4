import { expect, test } from "vitest";
import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import { MemoryDatastore } from "../../src/store/memory/memory-datastore.ts";
import { createChecksum } from "../../src/store/sealed-bytes.ts";
import { MachineExercise } from "./machine-exercise.ts";

/** Seeds that once found something. */
const regressions: readonly number[] = [14, 61, 102, 374, 421, 3738];

/** Machines with second disks, and a page that looks: as the seeds above did not have them, these run without. */
const further = { hasSecondDisks: true, weights: { configure: 5, look: 3 } };

const given = process.env["STRATA_SEED"];
const seeds =
  given === undefined
    ? Array.from({ length: Number(process.env["STRATA_SEQUENCES"] ?? 300) }, (_, index) => index + 1)
    : [Number(given)];
const checksum = await createChecksum();

test(
  "C1 C2 G3 G4 L2 O3 S2 S3 S5 M1 M2 M3 M4 M5 P1 P3 P4 P5 P6: random operations leave what the model says, also when commits are refused and the program dies",
  async () => {
    for (const seed of seeds) {
      const datastore = new MemoryDatastore();
      await new MachineExercise({ seed, datastore, checksum, operationCount: 40, ...further }).run();
    }
    for (const seed of given === undefined ? regressions : seeds) {
      const datastore = new MemoryDatastore();
      await new MachineExercise({ seed, datastore, checksum, operationCount: 40 }).run();
    }
    expect(seeds.length).toBeGreaterThan(0);
  },
  120_000 + 500 * seeds.length,
);

test("O4 O5: the same holds over long runs of rewriting, in which extents are cleaned", async () => {
  for (const seed of given === undefined ? [101, 102, 103, 104, 105, 106] : seeds) {
    const datastore = new MemoryDatastore();
    const weights = {
      write: 400,
      flush: 150,
      read: 40,
      check: 4,
      snapshot: 3,
      revert: 2,
      copy: 1,
      configure: 0,
    };
    const byteLength = 150 * BLOCK_BYTE_LENGTH + 1024;
    await new MachineExercise({ seed, datastore, checksum, operationCount: 900, byteLength, weights }).run();
  }
}, 180_000);
