import { expect, test } from "vitest";
import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { BlockIndex } from "../../src/core/identity.ts";
import { type BlockContent, type OverwriteOptions, overwriteDisk } from "../../src/store/overwrite.ts";
import { Store } from "../../src/store/store.ts";
import { Random } from "../support/random.ts";
import { openAgain, requestFor, setUpMachine, wholeDisk } from "./machine-setup.ts";
import { MadeBaseImage } from "./made-base-image.ts";
import { readView } from "./read-view.ts";
import { sameBytes } from "./same-bytes.ts";

const BLOCK = BLOCK_BYTE_LENGTH;
/** A little more than two commits, the last block partial. */
const byteLength = 1100 * BLOCK + 512;
const blockCount = 1101;

const named =
  (name: number): BlockContent =>
  (block, bytes) => {
    bytes.fill(name);
    new DataView(bytes.buffer, bytes.byteOffset).setUint32(0, block);
    return undefined;
  };

const expected = (name: number, from = 0, to = blockCount): Uint8Array => {
  const bytes = new Uint8Array((to - from) * BLOCK);
  for (let block = from; block < to; block++)
    void named(name)(block as BlockIndex, bytes.subarray((block - from) * BLOCK, (block - from + 1) * BLOCK));
  return bytes.subarray(0, byteLength - from * BLOCK);
};

/** `disk` with `beginning` over its first bytes. */
const over = (disk: Uint8Array, beginning: Uint8Array): Uint8Array => {
  const bytes = disk.slice();
  bytes.set(beginning);
  return bytes;
};

const options: OverwriteOptions = { action: "Install", breathe: () => Promise.resolve() };

test("O3 O4 O5 X1: a disk that is overwritten fills its layer, a second time adds nothing, and a revert brings all back", async () => {
  const setup = await setUpMachine({ byteLength });
  const { machine, datastore } = setup;
  await machine.disk.write(5 * BLOCK + 7, new Uint8Array(3 * BLOCK).fill(9));
  const before = await wholeDisk(machine);
  const { record } = await machine.takeSnapshot(requestFor(machine)).durable;
  await machine.disk.write(0, new Uint8Array(700).fill(4));
  const progress: number[] = [];
  const at = datastore.commits.length;
  const first = await overwriteDisk(machine, named(1), {
    ...options,
    onProgress: (done, total) => {
      expect(total).toBe(byteLength);
      progress.push(done);
    },
  });
  // One of them is the flush of what waited.
  expect(datastore.commits.length - at).toBe(4);
  expect(progress).toEqual([512 * BLOCK, 1024 * BLOCK, byteLength]);
  expect(first.blockCount).toBe(blockCount - 1);
  expect(first.bytesWritten).toBeGreaterThan(byteLength);
  expect(machine.layers().at(-1)?.blockCount).toBe(blockCount);
  expect(machine.hidesBase).toBe(true);
  expect(sameBytes(await wholeDisk(machine), expected(1))).toBe(true);

  const second = await overwriteDisk(machine, named(2), options);
  expect(second.blockCount).toBe(0);
  expect(machine.layers().at(-1)?.blockCount).toBe(blockCount);
  const { machine: found } = await openAgain(setup);
  expect(sameBytes(await wholeDisk(found), expected(2))).toBe(true);

  const view = await machine.viewSnapshot(record.id);
  expect(sameBytes(await readView(view), before)).toBe(true);
  view.release();
  await machine.revertTo(record.id);
  expect(sameBytes(await wholeDisk(machine), before)).toBe(true);
  expect(machine.hidesBase).toBe(false);
});

test("P1 X2: when it is given up or the storage is full, the beginning is durably written and the rest as before", async () => {
  const setup = await setUpMachine({ byteLength });
  const { machine, datastore } = setup;
  const before = await wholeDisk(machine);
  const signal = { aborted: true };
  await expect(overwriteDisk(machine, named(1), { ...options, signal })).rejects.toMatchObject({
    code: "cancelled",
  });
  expect(sameBytes(await wholeDisk(machine), before)).toBe(true);

  signal.aborted = false;
  const onProgress = (): void => {
    signal.aborted = true;
  };
  await expect(overwriteDisk(machine, named(1), { ...options, signal, onProgress })).rejects.toMatchObject({
    code: "install-incomplete",
    details: { reason: "cancelled", written: 512 * BLOCK, total: byteLength },
  });
  const partly = over(before, expected(1, 0, 512));
  expect(sameBytes(await wholeDisk(machine), partly)).toBe(true);
  expect(machine.space.buffer.byteLength).toBe(0);

  let commitsLeft = 2;
  datastore.fateOf = () => (commitsLeft-- > 0 ? "hold" : "refuse");
  await expect(overwriteDisk(machine, named(2), options)).rejects.toMatchObject({
    code: "install-incomplete",
    details: { reason: "storage-full", written: 1024 * BLOCK },
  });
  datastore.fateOf = () => "hold";
  const { machine: found } = await openAgain(setup);
  const further = over(before, expected(2, 0, 1024));
  expect(sameBytes(await wholeDisk(found), further)).toBe(true);
  expect(sameBytes(await wholeDisk(machine), further)).toBe(true);
  await overwriteDisk(machine, named(3), options);
  expect(sameBytes(await wholeDisk(machine), expected(3))).toBe(true);
});

test("P6 X3: what can't fit is refused with numbers before anything is written; what is held already needs next to nothing", async () => {
  const { datastore, machine: template, base } = await setUpMachine({ byteLength });
  let quota = 1e9;
  let idCount = 0;
  const store = await Store.open(datastore, {
    newId: () => `overwrite-${idCount++}`,
    now: () => 1,
    measureRoom: async () => ({ usage: 0, quota }),
  });
  const image = new MadeBaseImage(base.byteLength, new Random(9));
  const { id } = await store.createMachine("small", template.record.config, image);
  const machine = await store.openMachine(id, image);
  await machine.disk.write(0, new Uint8Array(100 * BLOCK));
  await machine.flush();
  quota = 1000 * BLOCK;
  const at = datastore.commits.length;
  await expect(overwriteDisk(machine, named(1), options)).rejects.toMatchObject({
    code: "storage-full",
    details: { needed: 1001 * BLOCK, free: 1000 * BLOCK },
  });
  expect(datastore.commits.length).toBe(at);
  quota = 1001 * BLOCK;
  await overwriteDisk(machine, named(1), options);
  quota = 512 * BLOCK;
  await overwriteDisk(machine, named(2), options);
  expect(sameBytes(await wholeDisk(machine), expected(2))).toBe(true);
});

test("E5: what is written over an encrypted disk is encrypted", async () => {
  const { machine, datastore } = await setUpMachine({ byteLength: 20 * BLOCK, isEncrypted: true });
  await overwriteDisk(machine, named(0x51), options);
  const extents = await datastore.getAll("extents");
  expect(extents.length).toBe(2);
  const plain = Buffer.alloc(64, 0x51);
  for (const { value } of extents) expect(Buffer.from(value as Uint8Array).includes(plain)).toBe(false);
});
