import { describe, expect, test } from "vitest";
import { BlockMap } from "../../src/core/block-map.ts";
import { Chain } from "../../src/core/chain.ts";
import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { BlockIndex, LayerId } from "../../src/core/identity.ts";
import type { TableName } from "../../src/store/datastore.ts";
import { DiskView } from "../../src/store/disk-view.ts";
import { Extents } from "../../src/store/extents.ts";
import { createChecksum } from "../../src/store/sealed-bytes.ts";
import { Random } from "../support/random.ts";
import { eventually, nextTurn } from "./eventually.ts";
import { openAgain, setUpMachine, wholeDisk } from "./machine-setup.ts";
import type { WatchedDatastore } from "./watched-datastore.ts";

const BLOCK = BLOCK_BYTE_LENGTH;

/** The first block that the made-up image stores, and with `isStored` false one that it knows to be zeros. */
const findBlock = (base: { isStored(block: BlockIndex): boolean }, isStored = true): number =>
  Array.from({ length: 30 }, (_, block) => block).find(
    (block) => base.isStored(block as BlockIndex) === isStored,
  ) ?? -1;

/** Holds the first read of a table by its keys back until `open`. */
function gateBefore(datastore: WatchedDatastore, table: TableName): { open(): void } {
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  let isFirst = true;
  datastore.beforeGet = (asked) => {
    if (asked !== table || !isFirst) return Promise.resolve();
    isFirst = false;
    return gate;
  };
  return { open };
}

describe("a disk", () => {
  test("C1: a read returns the bytes of the base image where nothing was written, zeros where it has none", async () => {
    const { machine, base } = await setUpMachine({
      byteLength: 50 * BLOCK,
      baseByteLength: 30 * BLOCK + 512,
    });
    const bytes = await wholeDisk(machine);
    for (let block = 0; block < 50; block++)
      expect(bytes.subarray(block * BLOCK, (block + 1) * BLOCK), `block ${block}`).toEqual(
        base.content(block),
      );
    expect(machine.disk.locate(3 as BlockIndex)).toBeNull();
  });

  test("O1: a whole-block write reads nothing below, neither from the image nor from the store", async () => {
    const setup = await setUpMachine();
    const block = findBlock(setup.base);
    const writing = setup.machine.disk.write(block * BLOCK, new Uint8Array(2 * BLOCK).fill(1));
    expect(setup.machine.space.isBusy).toBe(false);
    await writing;
    expect(setup.base.loadCount).toBe(0);
    expect(setup.machine.space.copiedUpBlockCount).toBe(0);
    expect(setup.machine.bytesRead).toBe(0);
  });

  test("O1: a write of one part and one whole block reads only what lies below the part", async () => {
    const { machine, base } = await setUpMachine({ byteLength: 200 * BLOCK });
    const block = Array.from({ length: 199 }, (_, index) => index).find(
      (index) => base.isStored(index as BlockIndex) && base.isStored((index + 1) as BlockIndex),
    );
    await machine.disk.write((block ?? 0) * BLOCK + 512, new Uint8Array(2 * BLOCK - 512).fill(1));
    expect(base.loadCount).toBe(1);
    expect(machine.space.copiedUpBlockCount).toBe(1);
  });

  test("O1 G2: the partial last block, written whole, reads nothing below", async () => {
    for (const baseByteLength of [29 * BLOCK, 29 * BLOCK + 512, 40 * BLOCK]) {
      const { machine, base } = await setUpMachine({ byteLength: 29 * BLOCK + 512, baseByteLength });
      await machine.disk.write(29 * BLOCK, new Uint8Array(512).fill(4));
      expect(base.loadCount).toBe(0);
      expect(await machine.disk.read(29 * BLOCK, 512)).toEqual(new Uint8Array(512).fill(4));
    }
  });

  test("O2: a partial write copies the rest of the block up, from the image and from a layer", async () => {
    const { machine, base } = await setUpMachine();
    const block = findBlock(base);
    const expected = base.content(block).slice();
    await machine.disk.write(block * BLOCK + 1024, new Uint8Array(512).fill(5));
    expected.fill(5, 1024, 1536);
    expect(await machine.disk.read(block * BLOCK, BLOCK)).toEqual(expected);
    expect(machine.space.copiedUpBlockCount).toBe(1);
    await machine.flush();
    await machine.disk.write(block * BLOCK + 100, new Uint8Array(3).fill(6));
    expected.fill(6, 100, 103);
    expect(await machine.disk.read(block * BLOCK, BLOCK)).toEqual(expected);
    expect(machine.space.copiedUpBlockCount).toBe(2);
  });

  test("O2: a partial write of a block that is waiting in memory copies nothing up", async () => {
    const { machine } = await setUpMachine();
    await machine.disk.write(0, new Uint8Array(BLOCK));
    await machine.disk.write(512, new Uint8Array(512).fill(1));
    expect(machine.space.copiedUpBlockCount).toBe(0);
  });

  test("O2: a partial write whose block can't be had is refused, and nothing of it is written", async () => {
    const { machine, base } = await setUpMachine();
    const block = findBlock(base);
    base.unreachable.add(block);
    const offset = block * BLOCK - BLOCK + (block === 0 ? BLOCK : 0);
    const failing = machine.disk.write(offset, new Uint8Array(block * BLOCK - offset + 512).fill(9));
    const next = machine.disk.write(20 * BLOCK, new Uint8Array(BLOCK).fill(3));
    await expect(failing).rejects.toMatchObject({ code: "image-unreachable" });
    await next;
    expect(machine.disk.locate(block as BlockIndex)).toBeNull();
    expect(machine.disk.locate(Math.max(0, block - 1) as BlockIndex)).toBeNull();
    expect(machine.space.isBusy).toBe(false);
    base.unreachable.clear();
    expect(await machine.disk.read(block * BLOCK, BLOCK)).toEqual(base.content(block));
    expect(await machine.disk.read(20 * BLOCK, BLOCK)).toEqual(new Uint8Array(BLOCK).fill(3));
  });

  test("C1: requests are answered in their order, when a write waits for what lies below it", async () => {
    const { machine, base } = await setUpMachine();
    const block = findBlock(base);
    const before = machine.disk.read(block * BLOCK, BLOCK);
    const first = machine.disk.write(block * BLOCK, new Uint8Array(512).fill(1));
    const between = machine.disk.read(block * BLOCK, 512);
    const second = machine.disk.write(block * BLOCK, new Uint8Array(BLOCK).fill(2));
    const after = machine.disk.read(block * BLOCK, BLOCK);
    expect(machine.space.isBusy).toBe(true);
    expect(await before).toEqual(base.content(block));
    expect(await between).toEqual(new Uint8Array(512).fill(1));
    expect(await after).toEqual(new Uint8Array(BLOCK).fill(2));
    await Promise.all([first, second]);
    expect(machine.space.isBusy).toBe(false);
  });

  test("C1: a read under way keeps its extents from being given away by a revert", async () => {
    const setup = await setUpMachine();
    await setup.machine.disk.write(0, new Uint8Array(20 * BLOCK).fill(1));
    await setup.machine.flush();
    const { machine, datastore, store } = await openAgain(setup);
    const gate = gateBefore(datastore, "extents");
    const reading = machine.disk.read(0, 20 * BLOCK);
    await machine.revertTo(null);
    await nextTurn();
    expect(store.freedExtentCount).toBe(0);
    gate.open();
    expect(await reading).toEqual(new Uint8Array(20 * BLOCK).fill(1));
    await eventually(() => store.freedExtentCount === 2, "extents are free");
  });

  test("O2: a copy-up under way keeps its extent from being given away by a flush that cleans it", async () => {
    const setup = await setUpMachine({ byteLength: 1024 * BLOCK, baseByteLength: BLOCK });
    await setup.machine.disk.write(0, new Uint8Array(1024 * BLOCK).fill(1));
    await setup.machine.flush();
    const { machine, datastore, store } = await openAgain(setup);
    for (let block = 0; block < 1024; block += 16)
      await machine.disk.write(block * BLOCK, new Uint8Array(9 * BLOCK).fill(2));
    const gate = gateBefore(datastore, "extents");
    const writing = machine.disk.write(15 * BLOCK, new Uint8Array(512).fill(3));
    await machine.flush();
    await nextTurn();
    expect(store.freedExtentCount).toBe(0);
    gate.open();
    await writing;
    const expected = new Uint8Array(BLOCK).fill(1).fill(3, 0, 512);
    expect(await machine.disk.read(15 * BLOCK, BLOCK)).toEqual(expected);
    await eventually(() => store.freedExtentCount > 0, "extents are free");
  });

  test("C1: what was read is the reader's own", async () => {
    const { machine } = await setUpMachine();
    await machine.disk.write(0, new Uint8Array(BLOCK).fill(1));
    (await machine.disk.read(0, BLOCK)).fill(9);
    await machine.flush();
    (await machine.disk.read(0, BLOCK)).fill(9);
    expect(await machine.disk.read(0, BLOCK)).toEqual(new Uint8Array(BLOCK).fill(1));
  });

  test("G2: nothing past the virtual size is ever readable or writable, and a refused write changes nothing", async () => {
    const { machine } = await setUpMachine({ byteLength: 9 * BLOCK + 512, baseByteLength: 20 * BLOCK });
    const end = machine.disk.byteLength;
    for (const [offset, length] of [
      [end, 1],
      [end - 511, 512],
      [-512, 512],
      [0, end + 512],
    ] as const) {
      await expect(machine.disk.read(offset, length)).rejects.toMatchObject({ code: "range-invalid" });
      const refused = machine.disk.write(offset, new Uint8Array(length));
      await expect(refused).rejects.toMatchObject({ code: "range-invalid" });
    }
    expect(machine.layers().map(({ blockCount }) => blockCount)).toEqual([0]);
    expect((await machine.disk.read(end, 0)).byteLength).toBe(0);
  });

  test("G2: a view and a copy of a disk smaller than its image show zeros past the end", async () => {
    const options = { byteLength: 9 * BLOCK + 512, baseByteLength: 20 * BLOCK, seed: 4 };
    const { machine, base } = await setUpMachine(options);
    expect(base.isStored(9 as BlockIndex)).toBe(true);
    await machine.disk.write(9 * BLOCK, new Uint8Array(256).fill(1));
    for (const image of [null, (await machine.copyImage({ mode: "every-byte" })).layer]) {
      const view = image === null ? await machine.view() : await machine.viewImage(image);
      for await (const { blocks } of view.chunks())
        expect(blocks[9]?.subarray(512) ?? new Uint8Array(BLOCK - 512)).toEqual(new Uint8Array(BLOCK - 512));
      view.release();
    }
  });

  test("O5: a layer never holds more blocks than the disk has, the partial last one included", async () => {
    const { machine } = await setUpMachine({ byteLength: 9 * BLOCK + 512 });
    const random = new Random(8);
    for (let round = 0; round < 3; round++) {
      await machine.disk.write(0, random.bytes(machine.disk.byteLength));
      await machine.flush();
      expect(machine.layers().map(({ blockCount }) => blockCount)).toEqual([10]);
    }
  });

  test("Q1: a write that waits for a copy-up while the disk is replaced is refused, and never reaches the disk that is there now", async () => {
    const { machine, base } = await setUpMachine({ seed: 2 });
    const block = Array.from({ length: 40 }, (_, index) => index).find((index) =>
      base.isStored(index as BlockIndex),
    ) as number;
    const reverting = machine.revertTo(null);
    const writing = machine.disk.write(block * BLOCK, new Uint8Array(512).fill(7));
    const next = machine.disk.write(block * BLOCK + 512, new Uint8Array(512).fill(8));
    const settled = Promise.allSettled([writing, next]);
    const held = machine.space.chain.copy();
    held.push("another" as LayerId);
    machine.space.replace(held, "another" as LayerId);
    expect(machine.space.isBusy).toBe(false);
    await reverting;
    for (const result of await settled)
      expect(result).toMatchObject({ status: "rejected", reason: { code: "machine-busy" } });
    expect(await machine.disk.read(block * BLOCK, BLOCK)).toEqual(base.content(block));
    expect(machine.space.buffer.byteLength).toBe(0);
  });

  test("C1: a read that waits for a copy-up sees nothing of a write made after it, at any moment", async () => {
    for (let turns = 0; turns < 24; turns++) {
      const { machine, base } = await setUpMachine({ seed: 2 });
      const block = Array.from({ length: 40 }, (_, index) => index).find((index) =>
        base.isStored(index as BlockIndex),
      ) as number;
      const writing = machine.disk.write(block * BLOCK, new Uint8Array(512).fill(7));
      const reading = machine.disk.read(30 * BLOCK, BLOCK);
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      const later = machine.disk.write(30 * BLOCK, new Uint8Array(BLOCK).fill(9));
      expect(await reading, `after ${turns} turns`).toEqual(base.content(30));
      await Promise.all([writing, later]);
    }
  });

  test("M6: above a layer that stands alone the base image is not asked, by the disk as by a view", async () => {
    const { machine, base, datastore } = await setUpMachine({ seed: 2 });
    const block = Array.from({ length: 40 }, (_, index) => index as BlockIndex).find((index) =>
      base.isStored(index),
    ) as BlockIndex;
    const id = "alone" as LayerId;
    const chain = Chain.fold([{ id, map: new BlockMap(), standsAlone: true }]);
    machine.space.replace(chain, id);
    expect(machine.disk.isStored(block)).toBe(false);
    expect(await machine.disk.read(block * BLOCK, BLOCK)).toEqual(new Uint8Array(BLOCK));
    const extents = await Extents.open(datastore, await createChecksum());
    const view = new DiskView(machine.record.config.disks[0], chain, {
      base,
      extents,
      explain: async (cause) => cause,
    });
    for await (const { blocks } of view.chunks()) expect(blocks.every((bytes) => bytes === null)).toBe(true);
    expect(base.loadCount).toBe(0);
  });
});
