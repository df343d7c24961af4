import { describe, expect, test } from "vitest";
import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import { ReadAhead } from "../../src/store/read-ahead.ts";
import { nextTurn } from "./eventually.ts";
import { openAgain, setUpMachine } from "./machine-setup.ts";
import { firstDifference } from "./same-bytes.ts";

const BLOCK = BLOCK_BYTE_LENGTH;

describe("reading ahead", () => {
  test("C1: begins when a read goes on where the last one ended, and stays half a window ahead", () => {
    const ahead = new ReadAhead();
    expect(ahead.note({ first: 100, end: 132 })).toBeNull();
    expect(ahead.note({ first: 132, end: 164 })).toEqual({ first: 164, end: 420 });
    for (let first = 164; first < 292; first += 32)
      expect(ahead.note({ first, end: first + 32 }), String(first)).toBeNull();
    expect(ahead.note({ first: 292, end: 324 })).toEqual({ first: 420, end: 676 });
  });

  test("C1: a read that begins in the last block of the one before goes on too; another place does not", () => {
    const ahead = new ReadAhead();
    expect(ahead.note({ first: 0, end: 16 })).toBeNull();
    expect(ahead.note({ first: 15, end: 31 })).toEqual({ first: 31, end: 287 });
    expect(ahead.note({ first: 5000, end: 5001 })).toBeNull();
    expect(ahead.note({ first: 31, end: 32 })).toBeNull();
    expect(ahead.note({ first: 5000, end: 5002 })).toBeNull();
  });

  test("C1: what is fetched ahead is not fetched again, and read as it was written, with fewer requests than extents", async () => {
    const blockCount = 600;
    const setup = await setUpMachine({ byteLength: blockCount * BLOCK, baseByteLength: BLOCK });
    const content = new Uint8Array(blockCount * BLOCK).map((_, index) => (index / BLOCK) % 251);
    await setup.machine.disk.write(0, content);
    await setup.machine.flush();
    const { machine, datastore } = await openAgain(setup);
    let requestCount = 0;
    datastore.beforeGet = async (table) => {
      if (table === "extents") requestCount++;
    };
    const readsBefore = datastore.reads.get("extents") ?? 0;
    for (let block = 0; block < blockCount; block += 8) {
      const offset = block * BLOCK;
      const read = machine.disk.readNow(offset, 8 * BLOCK) ?? (await machine.disk.read(offset, 8 * BLOCK));
      expect(firstDifference(read, content.subarray(offset, offset + 8 * BLOCK))).toBe(-1);
      // As a guest that has something to do with what it read.
      await nextTurn();
    }
    const extentCount = Math.ceil(blockCount / 16);
    expect((datastore.reads.get("extents") ?? 0) - readsBefore).toBe(extentCount);
    expect(requestCount).toBeLessThan(extentCount / 4);
  });
});
