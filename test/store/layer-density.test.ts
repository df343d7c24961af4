import { describe, expect, test } from "vitest";
import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { LayerId } from "../../src/core/identity.ts";
import { Random } from "../support/random.ts";
import { requestFor, setUpMachine } from "./machine-setup.ts";

const MIB = 2 ** 20;
const PART_COUNT = 96;
const seed = Number(process.env["STRATA_SEED"] ?? Date.now() % 1e9);

describe("where a layer has its blocks", () => {
  test(`B4: each part of the disk is as full as counting says, of frozen layers and of the active one (seed ${seed})`, async () => {
    const random = new Random(seed);
    const blockCount = 3000;
    const { machine } = await setUpMachine({
      byteLength: blockCount * BLOCK_BYTE_LENGTH,
      baseByteLength: MIB,
    });
    const expected = new Map<LayerId, Set<number>>();
    for (let layer = 0; layer < 3; layer++) {
      const held = new Set(Array.from({ length: 400 }, () => random.below(blockCount)));
      for (const block of held)
        await machine.disk.write(block * BLOCK_BYTE_LENGTH, new Uint8Array(BLOCK_BYTE_LENGTH).fill(7));
      await machine.flush();
      expected.set(machine.layers().at(-1)?.id as LayerId, held);
      if (layer < 2) await machine.takeSnapshot(requestFor(machine)).durable;
    }
    const size = blockCount / PART_COUNT;
    for (const [layer, held] of expected) {
      const counted = new Float32Array(PART_COUNT);
      for (const block of held) {
        const part = Math.floor(block / size);
        counted[part] = (counted[part] ?? 0) + 1 / size;
      }
      const found = await machine.densityOf(layer, { firstBlock: 0, blockCount, partCount: PART_COUNT });
      for (const [part, share] of counted.entries()) expect(found[part]).toBeCloseTo(Math.min(1, share), 4);
    }
  });

  test("B4: of a layer all over a large disk no more than 1,024 records are read, and each part shows", async () => {
    const blockCount = 2 ** 21;
    const setup = await setUpMachine({ byteLength: blockCount * BLOCK_BYTE_LENGTH, baseByteLength: MIB });
    const { machine, datastore } = setup;
    for (let region = 0; region < 2048; region++)
      await machine.disk.write(region * 1024 * BLOCK_BYTE_LENGTH, new Uint8Array(BLOCK_BYTE_LENGTH).fill(1));
    await machine.flush();
    const layer = machine.layers().at(-1)?.id as LayerId;
    await machine.takeSnapshot(requestFor(machine)).durable;
    const keyCount = (await datastore.keys("maps")).length;
    datastore.reads.clear();
    const density = await machine.densityOf(layer, { firstBlock: 0, blockCount, partCount: PART_COUNT });
    expect(density.every((share) => share > 0)).toBe(true);
    expect([...datastore.reads]).toEqual([["maps", keyCount + 1024]]);
  });
});
