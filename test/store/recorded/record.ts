import { writeFile } from "node:fs/promises";
import { emptyImage } from "../../../src/core/base-image.ts";
import { BLOCK_BYTE_LENGTH } from "../../../src/core/geometry.ts";
import type { BlockIndex, LayerId, MachineId, SnapshotId } from "../../../src/core/identity.ts";
import type { MachineConfig } from "../../../src/core/machine-config.ts";
import type { ImageBytes } from "../../../src/store/image-staging.ts";
import type { LiveCapture } from "../../../src/store/live-state.ts";
import { MemoryDatastore } from "../../../src/store/memory/memory-datastore.ts";
import { FORMAT_VERSION } from "../../../src/store/records.ts";
import { Store } from "../../../src/store/store.ts";
import type { StoredMachine } from "../../../src/store/stored-machine.ts";
import { WatchedDatastore } from "../watched-datastore.ts";
import { describeStore } from "./describe-store.ts";
import { recordedDiskByteLength, recordedImage } from "./recorded-image.ts";
import { dumpTables, packTables, type Recording } from "./recording.ts";

// Records a store of the present format beside this file: a few small machines with everything that the store knows,
// written as a session writes it. See CONTRIBUTING.md for when to do that.

const BLOCK = BLOCK_BYTE_LENGTH;
const TABLES = ["meta", "machines", "snapshots", "layers", "maps", "extents", "states", "wipes"] as const;
const RAM_BYTE_LENGTH = 32 * 2 ** 20;
const PICTURE = `data:image/png;base64,${btoa("a picture")}`;

const datastore = new WatchedDatastore(new MemoryDatastore());
let idCount = 0;
let now = 1_790_000_000_000;
const newStore = (): Promise<Store> =>
  Store.open(datastore, { newId: () => `recorded-${++idCount}`, now: () => (now += 60_000) });
const store = await newStore();
const config: MachineConfig = {
  ramMiB: 32,
  vgaMemoryMiB: 2,
  nic: "virtio",
  disks: [{ bus: "primary-master", image: recordedImage.name, byteLength: recordedDiskByteLength }],
  bootOrder: ["hard-disk"],
};

/** Bytes that differ from block to block, and that compress well. */
const patterned = (seed: number, byteLength: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: byteLength }, (_, index) => seed + Math.floor(index / 512) * 3 + (index % 7));

async function write(machine: StoredMachine, block: number, seed: number, byteLength: number): Promise<void> {
  await machine.disk.write(block * BLOCK, patterned(seed, byteLength));
}

const capture = (seed: number, pages: readonly number[], base: LiveCapture["base"]): LiveCapture => ({
  build: "v86 0.5.462",
  devices: patterned(seed, 700),
  ramByteLength: RAM_BYTE_LENGTH,
  base,
  pages: new Map(pages.map((page) => [page as BlockIndex, patterned(seed + page, BLOCK)])),
  zeroPages: base === null ? [] : [12 as BlockIndex],
  picture: PICTURE,
});

async function take(machine: StoredMachine, name: string, live: LiveCapture | null) {
  const request = { name, config: machine.record.config, live: live && (async () => live) };
  const taken = await machine.takeSnapshot(request).durable;
  const cost = {
    elapsedMs: 12.5,
    pauseMs: 3,
    durableMs: 40,
    bytesRead: 0,
    bytesWritten: 4096,
    blockCount: 2,
  };
  await machine.recordCost(taken.record.id, cost);
  return { id: taken.record.id, ram: taken.ram };
}

const open = (id: MachineId): Promise<StoredMachine> => store.openMachine(id, recordedImage);

const first = await open((await store.createMachine("First", config, recordedImage)).id);
await write(first, 0, 10, 5 * BLOCK + 512);
const off = await take(first, "Powered off", null);
await write(first, 3, 20, 4 * BLOCK);
const middle = await take(first, "In between", null);
await write(first, 30, 30, 3 * BLOCK);
const live = await take(first, "Live", capture(40, [0, 5, 12, 8000], null));
await first.note(live.id, "With memory, a note, and a picture.");
await first.rename(live.id, "Live, renamed");
await write(first, 38, 50, BLOCK + 100);
await take(
  first,
  "Live by its changes",
  capture(60, [5, 77], live.ram && { layer: live.ram.layer, places: live.ram.places }),
);
await first.revertTo(live.id);
await write(first, 1, 70, 2 * BLOCK);
await first.configure({ ...config, ramMiB: 64, nic: "none" });
await take(first, "On a branch", null);
await write(first, 9, 80, 700);
await first.flush();

async function clone(id: SnapshotId, name: string): Promise<void> {
  const { machine } = await first.cloneLinked(id, name);
  const linked = await open(machine.id);
  await write(linked, 0, 90, BLOCK);
  await take(linked, `Snapshot of ${name}`, null);
  await write(linked, 2, 100, 3 * BLOCK);
  await linked.flush();
  linked.close();
}
await clone(live.id, "Linked");
await first.cloneFully(off.id, "Whole");
// Its blocks go into two layers at most, which share their extents from then on.
await first.removeSnapshot(middle.id);
await first.flatten(off.id);
const image: LayerId = (await first.copyImage({ mode: "allocated" })).layer;
first.close();

/** An image of `bytes`, as it comes in. */
const imageOf = (bytes: Uint8Array<ArrayBuffer>): ImageBytes => ({
  byteLength: bytes.byteLength,
  isRepeatable: true,
  async *pieces() {
    yield bytes;
  },
});
const request = { name: "From an image", imageName: "recorded.img", config, isEncrypted: false };
const brought = await store.importMachine(request, imageOf(patterned(110, 6 * BLOCK + 512)));
const own = await store.openMachine(brought.record.id, {
  ...emptyImage(brought.record.image.byteLength),
  sha256: brought.record.image.sha256,
});
await write(own, 2, 120, BLOCK);
await take(own, "Over an image", null);
own.close();
await store.media.import({ name: "A disc", kind: "cd-rom" }, imageOf(patterned(130, 3 * 2048)));
await store.media.import({ name: "A floppy", kind: "floppy" }, imageOf(patterned(140, 160 * 1024)));

const state = await describeStore(store, recordedImage, [image]);

// A copy during which the program died: its extents are written, and nothing refers to them.
const dying = await open(store.machines()[0]?.id as MachineId);
datastore.fateOf = (_, writes) => (writes.some(({ table }) => table === "layers") ? "die-before" : "hold");
await dying.copyImage({ mode: "every-byte" }).catch(() => undefined);
await datastore.inner.commit([{ kind: "put", table: "meta", key: "writer", value: 3 }]);

const tables = await packTables(await dumpTables(datastore.inner, TABLES));
const recording: Recording = { format: FORMAT_VERSION, images: [image], state, tables };
const file = new URL(`format-${FORMAT_VERSION}.json`, import.meta.url);
await writeFile(file, `${JSON.stringify(recording, null, 2)}\n`);
