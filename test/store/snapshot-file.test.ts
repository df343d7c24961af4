import { describe, expect, test } from "vitest";
import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { SnapshotId } from "../../src/core/identity.ts";
import { createChecksum } from "../../src/store/sealed-bytes.ts";
import type { StoredMachine } from "../../src/store/stored-machine.ts";
import { Random } from "../support/random.ts";
import {
  allPages,
  type MachineSetup,
  madeCapture,
  openAgain,
  requestFor,
  setUpMachine,
  wholeDisk,
} from "./machine-setup.ts";
import { readView } from "./read-view.ts";
import { withSecond } from "./second-disk-setup.ts";
import { digestAt, expectSound, filled, step } from "./snapshot-steps.ts";

const BLOCK = BLOCK_BYTE_LENGTH;
const random = new Random(4711);
const checksum = await createChecksum();
const digestOf = (...parts: readonly (Uint8Array | null)[]): string =>
  parts.map((part) => part && checksum(part).join(".")).join(" ");

/** A machine with two disks and a live snapshot over another one. */
async function setUpSource(): Promise<MachineSetup & { readonly id: SnapshotId }> {
  const setup = await setUpMachine({ byteLength: 500 * BLOCK, seed: 8 });
  const { machine } = setup;
  await machine.configure(withSecond(machine));
  await step(machine, 1, 0, 280);
  await machine.disk.write(3 * BLOCK + 5, filled(2));
  await machine.diskAt(1).write(4 * BLOCK, filled(3, 2));
  const request = requestFor(machine, { ...madeCapture(random, 300), picture: "data:image/png;base64,AA==" });
  const { record } = await machine.takeSnapshot({ ...request, name: "Ça tourne ✓" }).durable;
  await machine.note(record.id, "a note");
  return { ...setup, id: record.id };
}

async function fileOf(machine: StoredMachine, id: SnapshotId): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of await machine.exportSnapshot(id)) pieces.push(piece);
  const bytes = new Uint8Array(pieces.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let offset = 0;
  for (const piece of pieces) {
    bytes.set(piece, offset);
    offset += piece.byteLength;
  }
  return bytes;
}

/** The bytes in pieces that fit nothing. */
async function* inPieces(bytes: Uint8Array, pieceByteLength = 5000): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.byteLength; start += pieceByteLength)
    yield bytes.subarray(start, start + pieceByteLength);
}

/** Everything that a snapshot is, by value. */
async function contentOf(machine: StoredMachine, id: SnapshotId) {
  const { name, note, takenAt, config } = machine.snapshot(id);
  const live = await machine.loadLive(id);
  const second = await machine.viewSnapshot(id, 1);
  const blocks: (Uint8Array | null)[] = [];
  for await (const chunk of second.chunks()) blocks.push(...chunk.blocks);
  second.release();
  return {
    about: { name, note, takenAt, config, picture: machine.pictureOf(machine.snapshot(id)) },
    disk: await digestAt(machine, id),
    second: digestOf(...blocks),
    devices: live && digestOf(live.devices),
    pages: live && [...(await allPages(live))].map(([page, bytes]) => [page, digestOf(bytes)]),
  };
}

const target = (isEncrypted = false): Promise<MachineSetup> =>
  setUpMachine({ byteLength: 500 * BLOCK, seed: 8, isEncrypted });

describe("a snapshot's file", () => {
  test.each([false, true])(
    "F1: makes the same snapshot in another store (encrypted there: %s), also at a later opening",
    async (isEncrypted) => {
      const source = await setUpSource();
      const bytes = await fileOf(source.machine, source.id);
      const wanted = await contentOf(source.machine, source.id);
      const setup = await target(isEncrypted);
      const own = await step(setup.machine, 9);
      const before = setup.machine.record;
      const progress: number[] = [];
      const { record } = await setup.machine.importSnapshot(inPieces(bytes), {
        onProgress: (done, total) => progress.push(done / total),
      });
      expect(await contentOf(setup.machine, record.id)).toEqual(wanted);
      expect(setup.machine.record).toEqual(before);
      expect(setup.machine.snapshots.map(({ id }) => id)).toEqual([own, record.id]);
      expect(progress.every((share, index) => share <= 1 && share > (progress[index - 1] ?? 0))).toBe(true);
      await expectSound(setup);
      const again = await openAgain(setup);
      expect(await contentOf(again.machine, record.id)).toEqual(wanted);
      await again.machine.revertTo(record.id);
      expect(digestOf(await wholeDisk(again.machine))).toBe(wanted.disk);
      await again.machine.revertTo(own);
      await again.machine.removeSnapshot(record.id);
      await expectSound(again);
    },
  );

  test("F1: of a powered-off machine and of a flattened one likewise", async () => {
    const source = await setUpMachine({ byteLength: 40 * BLOCK, seed: 3 });
    const id = await step(source.machine, 5, 2, 3);
    await source.machine.flatten(id);
    const setup = await setUpMachine({ byteLength: 40 * BLOCK, seed: 3 });
    const { record } = await setup.machine.importSnapshot(inPieces(await fileOf(source.machine, id)));
    expect(record.live).toBe(null);
    const wanted = await digestAt(source.machine, id);
    for (let block = 0; block < 40; block++) setup.base.unreachable.add(block);
    expect(await digestAt(setup.machine, record.id)).toBe(wanted);
  });

  test("F1 P1: a crash around any commit of the reading leaves the snapshot whole or not there", async () => {
    const source = await setUpSource();
    const bytes = await fileOf(source.machine, source.id);
    const wanted = await digestAt(source.machine, source.id);
    for (let fatal = 0; ; fatal++) {
      const setup = await target();
      const first = setup.datastore.commitCount;
      setup.datastore.fateOf = (index) =>
        index - first === fatal ? (fatal % 2 ? "die-before" : "die-after") : "hold";
      const end = setup.machine.importSnapshot(inPieces(bytes)).then(
        () => "done",
        () => "failed",
      );
      await Promise.race([end, new Promise((resolve) => setTimeout(resolve, 500))]);
      const hadDied = setup.datastore.isDead;
      const again = await openAgain(setup);
      for (const { id } of again.machine.snapshots)
        expect((await contentOf(again.machine, id)).disk).toBe(wanted);
      expect((await again.store.verify()).damages).toEqual([]);
      await expectSound(again);
      if (!hadDied) {
        expect(again.machine.snapshots.length).toBe(1);
        expect(fatal).toBeGreaterThan(1);
        break;
      }
    }
  });

  test("F2: one that is cut off, changed or goes on too long is refused, and nothing of it stays", async () => {
    const source = await setUpSource();
    const bytes = await fileOf(source.machine, source.id);
    const setup = await target();
    const text = new TextDecoder("latin1").decode(bytes.subarray(0, 3000));
    const amended = (from: string, to: string): Uint8Array => {
      expect(to.length).toBe(from.length);
      const changed = bytes.slice();
      changed.set(new TextEncoder().encode(to), text.indexOf(from));
      return changed;
    };
    const tail = new Uint8Array(bytes.byteLength + 1);
    tail.set(bytes);
    const invalid = [
      new Uint8Array(),
      bytes.subarray(0, 7),
      bytes.subarray(0, 40),
      bytes.subarray(0, bytes.byteLength >> 1),
      bytes.subarray(0, -1),
      tail,
      amended("strata snapshot", "strata snapshop"),
      amended('"format":1', '"format":2'),
      amended('"blockCount":', '"blockCoumt":'),
      amended('"ramMiB":64', '"ramMiB":65'),
    ];
    for (const file of invalid)
      await expect(setup.machine.importSnapshot(inPieces(file))).rejects.toMatchObject({
        code: "snapshot-file-invalid",
        details: { found: expect.any(String), wanted: expect.any(String) },
      });
    const foreign = await setUpMachine({ byteLength: 500 * BLOCK, seed: 9 });
    await expect(foreign.machine.importSnapshot(inPieces(bytes))).rejects.toMatchObject({
      code: "snapshot-foreign",
    });
    const controller = new AbortController();
    const given = setup.machine.importSnapshot(inPieces(bytes), {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(given).rejects.toMatchObject({ code: "cancelled" });
    setup.datastore.fateOf = (_, writes) =>
      writes.some(({ table }) => table === "snapshots") ? "refuse" : "hold";
    await expect(setup.machine.importSnapshot(inPieces(bytes))).rejects.toMatchObject({
      code: "storage-full",
    });
    for (const { machine } of [setup, foreign]) expect(machine.snapshots).toEqual([]);
    await expectSound(setup);
    expect((await setup.store.verify()).damages).toEqual([]);
    expect(setup.store.freedExtentCount).toBe(0);
  });

  test("F1 G5: a floppy goes along; a disc does not, and the drive is empty where the store has none of that name", async () => {
    const source = await target();
    const { machine, store } = source;
    const { record: medium } = await store.media.import(
      { name: "A disc", kind: "cd-rom" },
      { byteLength: 4096, isRepeatable: true, pieces: () => inPieces(new Uint8Array(4096).fill(9)) },
    );
    const cdRom = { medium: medium.id, label: "A disc", byteLength: medium.byteLength };
    await machine.insertFloppy(
      { byteLength: 1440 * 1024, label: "A floppy" },
      new Uint8Array(1440 * 1024).fill(4),
    );
    await machine.configure({ ...machine.record.config, cdRom });
    const { record } = await machine.takeSnapshot(requestFor(machine)).durable;
    const file = await fileOf(machine, record.id);

    const { record: same } = await machine.importSnapshot(inPieces(file));
    expect(machine.snapshot(same.id).config.cdRom).toEqual(cdRom);
    const other = await target();
    const { record: elsewhere } = await other.machine.importSnapshot(inPieces(file));
    const { config } = other.machine.snapshot(elsewhere.id);
    expect(config.cdRom).toBeUndefined();
    expect(config.floppy).toEqual(machine.record.config.floppy);
    const floppy = await other.machine.viewSnapshot(elsewhere.id, 2);
    expect(new Set(await readView(floppy).finally(() => floppy.release()))).toEqual(new Set([4]));
    await expectSound(other);
  });
});
