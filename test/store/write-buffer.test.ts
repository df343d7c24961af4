import { describe, expect, test } from "vitest";
import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { BlockIndex, LayerId } from "../../src/core/identity.ts";
import { WriteBuffer } from "../../src/store/write-buffer.ts";

const block = (index: number): BlockIndex => index as BlockIndex;
const [first, second] = ["first" as LayerId, "second" as LayerId];
const filled = (value: number, length = BLOCK_BYTE_LENGTH): Uint8Array => new Uint8Array(length).fill(value);

describe("a write buffer", () => {
  test("C1: gives the newest content of a block, through all its stages", () => {
    const buffer = new WriteBuffer(first);
    expect(buffer.get(block(0))).toBeUndefined();
    buffer.write(block(0), 0, filled(1), null);
    buffer.write(block(1), 0, filled(2), null);
    buffer.seal(second);
    buffer.write(block(0), 0, filled(3), null);
    expect(buffer.get(block(0))).toEqual(filled(3));
    expect(buffer.get(block(1))).toEqual(filled(2));
    expect([buffer.layerOf(block(0)), buffer.layerOf(block(1)), buffer.layerOf(block(2))]).toEqual([
      second,
      first,
      undefined,
    ]);
    expect(buffer.layers).toEqual([first, second]);
    expect(buffer.byteLength).toBe(3 * BLOCK_BYTE_LENGTH);
  });

  test("O2: a partial write lies over the content given, of which it keeps its own copy", () => {
    const buffer = new WriteBuffer(first);
    const below = filled(7);
    buffer.write(block(5), 512, filled(9, 512), below);
    below.fill(0);
    const content = buffer.get(block(5));
    expect([content?.[511], content?.[512], content?.[1023], content?.[1024]]).toEqual([7, 9, 9, 7]);
  });

  test("O2: a second partial write keeps the first, whatever content is given with it", () => {
    const buffer = new WriteBuffer(first);
    buffer.write(block(5), 0, filled(1, 512), null);
    buffer.write(block(5), 512, filled(2, 512), filled(8));
    const content = buffer.get(block(5));
    expect([content?.[0], content?.[512], content?.[1024]]).toEqual([1, 2, 0]);
  });

  test("O3: a sealed stage is never written to again", () => {
    const buffer = new WriteBuffer(first);
    buffer.write(block(0), 0, filled(1), null);
    buffer.seal(first);
    const { blocks } = buffer.gather(first);
    buffer.write(block(0), 0, filled(2, 512), buffer.get(block(0)) ?? null);
    expect(blocks.get(block(0))).toEqual(filled(1));
  });

  test("P4: gathers what waits for one layer in closed stages, the newest of each block, and nothing of the open one", () => {
    const buffer = new WriteBuffer(first);
    buffer.write(block(0), 0, filled(1), null);
    buffer.write(block(1), 0, filled(1), null);
    buffer.seal(first);
    buffer.write(block(0), 0, filled(2), null);
    buffer.seal(second);
    buffer.write(block(3), 0, filled(3), null);
    const { stages, blocks } = buffer.gather(first);
    expect([...blocks.keys()]).toEqual([0, 1]);
    expect(blocks.get(block(0))).toEqual(filled(2));
    expect(buffer.gather(second).blocks.size).toBe(0);
    buffer.release(stages);
    expect(buffer.get(block(0))).toBeUndefined();
    expect(buffer.get(block(3))).toEqual(filled(3));
    expect(buffer.byteLength).toBe(BLOCK_BYTE_LENGTH);
  });

  test("S5: after a snapshot that failed, all that waits belongs to the layer below, in its order", () => {
    const buffer = new WriteBuffer(first);
    buffer.write(block(0), 0, filled(1), null);
    buffer.seal(second);
    buffer.write(block(0), 0, filled(2), null);
    buffer.reassign(second, first);
    expect(buffer.layers).toEqual([first]);
    expect(buffer.layerOf(block(0))).toBe(first);
    buffer.seal(first);
    expect(buffer.gather(first).blocks.get(block(0))).toEqual(filled(2));
  });

  test("M4: throws everything away at once", () => {
    const buffer = new WriteBuffer(first);
    buffer.write(block(0), 0, filled(1), null);
    buffer.seal(first);
    buffer.write(block(1), 0, filled(1), null);
    buffer.reset(second);
    expect(buffer.byteLength).toBe(0);
    expect(buffer.get(block(0))).toBeUndefined();
    expect([...buffer.blocksOf(first)]).toEqual([]);
    expect(buffer.layers).toEqual([second]);
  });
});
