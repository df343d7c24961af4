import { describe, expect, test } from "vitest";
import { BlockMap } from "../../src/core/block-map.ts";
import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { BlockIndex, LayerId } from "../../src/core/identity.ts";
import { ActiveLayer } from "../../src/store/active-layer.ts";
import { ExtentUse } from "../../src/store/extent-use.ts";
import { Extents } from "../../src/store/extents.ts";
import { loadLayerMap } from "../../src/store/layer-maps.ts";
import { MemoryDatastore } from "../../src/store/memory/memory-datastore.ts";
import { createChecksum, SEAL_BYTE_LENGTH } from "../../src/store/sealed-bytes.ts";
import { Random } from "../support/random.ts";

const checksum = await createChecksum();
const id = "layer" as LayerId;

/** A layer that is written to, with what each of its blocks should hold and what its extents take. */
class LayerUnderTest {
  readonly datastore = new MemoryDatastore();
  readonly contents = new Map<number, number>();
  use = new ExtentUse();
  layer = new ActiveLayer(id, this.use);
  writtenBlockCount = 0;
  readonly #slots = new Map<number, number>();
  #extents!: Extents;
  #stamp = 0;

  static async create(): Promise<LayerUnderTest> {
    const created = new LayerUnderTest();
    created.#extents = await Extents.open(created.datastore, checksum);
    return created;
  }

  get slotCount(): number {
    return [...this.#slots.values()].reduce((sum, slots) => sum + slots, 0);
  }

  /** One flush that writes `blocks`. */
  async write(blocks: Iterable<number>): Promise<void> {
    const contents = new Map<BlockIndex, Uint8Array>();
    for (const block of blocks) {
      const bytes = new Uint8Array(BLOCK_BYTE_LENGTH);
      new Uint32Array(bytes.buffer)[0] = ++this.#stamp;
      contents.set(block as BlockIndex, bytes);
      this.contents.set(block, this.#stamp);
    }
    const change = await this.layer.prepare(contents, this.#extents, checksum);
    this.writtenBlockCount += change.packed.places.length;
    await this.datastore.commit(change.writes);
    this.layer.apply(change);
    for (const write of change.packed.writes) {
      if (write.kind !== "put") continue;
      const { byteLength } = write.value as Uint8Array;
      this.#slots.set(write.key as number, (byteLength - SEAL_BYTE_LENGTH) / BLOCK_BYTE_LENGTH);
    }
    for (const [extent, count] of change.references) {
      this.use.add(extent, count);
      if (this.use.count(extent) > 0) continue;
      this.#slots.delete(extent);
      await this.datastore.commit([{ kind: "delete", table: "extents", key: extent }]);
    }
  }

  async reopen(): Promise<void> {
    this.layer = new ActiveLayer(id, this.use, await loadLayerMap(this.datastore, id, checksum));
  }

  /** How far the layer exceeds what its doc comment promises, in slots. */
  get excess(): number {
    return this.slotCount - Math.floor(this.layer.blockCount * 1.5) - 256;
  }

  async expectContents(): Promise<void> {
    const map = await loadLayerMap(this.datastore, id, checksum);
    expect(map.count).toBe(this.contents.size);
    const entries = [...map.entries()];
    const loaded = await this.#extents.loadAll(entries.map(([, place]) => place as never));
    entries.forEach(([block], index) => {
      const bytes = loaded[index] as Uint8Array;
      expect(new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)).toBe(this.contents.get(block));
    });
  }
}

const range = (length: number): number[] => Array.from({ length }, (_, index) => index);

describe("an active layer", () => {
  test("O4 O5: takes at most one and a half times its blocks plus 1 MiB, over a long run of small rewrites", async () => {
    const subject = await LayerUnderTest.create();
    const random = new Random(4);
    await subject.write(range(1500));
    for (let flush = 0; flush < 1200; flush++) {
      await subject.write(range(random.between(1, 12)).map(() => random.below(1500)));
      expect(subject.excess).toBeLessThanOrEqual(0);
    }
    expect(subject.layer.blockCount).toBe(1500);
    await subject.expectContents();
  });

  test("O4 O5: keeps to that bound when large commits leave one living block in each extent", async () => {
    const subject = await LayerUnderTest.create();
    await subject.write(range(6000));
    for (let round = 0; round < 12; round++) {
      await subject.write(range(6000).filter((block) => block % 16 !== round % 16));
      expect(subject.excess).toBeLessThanOrEqual(0);
    }
    await subject.expectContents();
  });

  test("O4 O5: keeps to that bound when commits of any size rewrite blocks at random", async () => {
    for (const seed of [1, 2]) {
      const subject = await LayerUnderTest.create();
      const random = new Random(seed);
      await subject.write(range(2000));
      for (let flush = 0; flush < 20; flush++) {
        const share = random.between(1, 15);
        await subject.write(range(2000).filter(() => random.below(16) < share));
        expect(subject.excess).toBeLessThanOrEqual(0);
      }
      expect(subject.writtenBlockCount).toBeLessThan(20 * 2000 * 3);
      await subject.expectContents();
    }
  });

  test("O4: keeps to that bound when it is reopened between rewrites", async () => {
    const subject = await LayerUnderTest.create();
    const random = new Random(9);
    await subject.write(range(800));
    for (let flush = 0; flush < 400; flush++) {
      if (random.oneIn(20)) await subject.reopen();
      await subject.write(range(random.between(1, 60)).map(() => random.below(800)));
      expect(subject.excess).toBeLessThanOrEqual(0);
    }
    await subject.expectContents();
  });

  test("O4: writes at most three blocks for each one that is rewritten, when rewrites come in commits of one extent", async () => {
    const subject = await LayerUnderTest.create();
    const random = new Random(11);
    await subject.write(range(2000));
    const before = subject.writtenBlockCount;
    let rewrittenBlockCount = 0;
    for (let flush = 0; flush < 600; flush++) {
      const blocks = new Set(range(16).map(() => random.below(2000)));
      rewrittenBlockCount += blocks.size;
      await subject.write(blocks);
    }
    expect(subject.writtenBlockCount - before).toBeLessThan(rewrittenBlockCount * 3);
  });

  test("P1: a change that is prepared and never applied leaves the layer as it was", async () => {
    const subject = await LayerUnderTest.create();
    await subject.write(range(40));
    const extents = await Extents.open(subject.datastore, checksum);
    await subject.layer.prepare(
      new Map([[99 as BlockIndex, new Uint8Array(BLOCK_BYTE_LENGTH)]]),
      extents,
      checksum,
    );
    expect(subject.layer.blockCount).toBe(40);
    expect(subject.layer.holds(99 as BlockIndex)).toBe(false);
    await subject.write([1]);
    await subject.expectContents();
  });

  test("P1: a block that can't be read for cleaning does not fail the write that cleaning came with", async () => {
    const subject = await LayerUnderTest.create();
    await subject.write(range(1024));
    await subject.datastore.commit([{ kind: "put", table: "extents", key: 1, value: new Uint8Array(20) }]);
    const before = subject.writtenBlockCount;
    // More than a third is dead by this: cleaning is due, and the broken extent among the first to be cleaned.
    await subject.write(range(1024).filter((block) => block % 16 < 9));
    // Of the 64 extents that have 7 blocks left 21 are cleaned: the broken one stays, the others have their turn.
    expect(subject.writtenBlockCount - before).toBeGreaterThan(64 * 9);
    expect(subject.layer.blockCount).toBe(1024);
    expect(await subject.datastore.keys("extents")).toContain(1);
    await subject.write(range(1024).filter((block) => block % 16 < 9 && block >= 16));
    expect(subject.excess).toBeLessThanOrEqual(0);
  });

  test("O5: extents that another layer refers to as well are not cleaned, since that would free nothing", async () => {
    const subject = await LayerUnderTest.create();
    await subject.write(range(1024));
    for (let extent = 1; extent <= 64; extent++) subject.use.add(extent, 1);
    const before = subject.writtenBlockCount;
    await subject.write(range(1024).filter((block) => block % 16 < 9));
    expect(subject.writtenBlockCount - before).toBe(64 * 9);
    for (let extent = 1; extent <= 64; extent++) subject.use.add(extent, -1);
    await subject.write([0]);
    expect(subject.writtenBlockCount - before).toBeGreaterThan(64 * 9 + 1);
    await subject.expectContents();
  });

  test("M1: what a merge brings in counts as its own, and blocks that it holds already win", async () => {
    const subject = await LayerUnderTest.create();
    await subject.write([3]);
    const blocks = new BlockMap();
    for (const block of [2, 3]) blocks.set(block as BlockIndex, 900 * 16 + block);
    subject.layer.inherit(blocks);
    expect([...subject.layer.references()]).toEqual([
      [1, 1],
      [900, 1],
    ]);
    expect(subject.layer.blockCount).toBe(2);
    expect(subject.layer.holds(2 as BlockIndex)).toBe(true);
  });
});
