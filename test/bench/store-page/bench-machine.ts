import { type BaseImage, emptyImage } from "../../../src/core/base-image.ts";
import { BLOCK_BYTE_LENGTH } from "../../../src/core/geometry.ts";
import type { BlockIndex, SnapshotId } from "../../../src/core/identity.ts";
import type { MachineConfig } from "../../../src/core/machine-config.ts";
import { IndexedDbDatastore } from "../../../src/store/indexeddb/indexeddb-datastore.ts";
import type { LiveCapture } from "../../../src/store/live-state.ts";
import { Store } from "../../../src/store/store.ts";
import type { StoredMachine } from "../../../src/store/stored-machine.ts";
import { nextTurn } from "../../store/eventually.ts";
import type { Filling } from "./filling.ts";

/** A small memory: some pages and a device state, as a snapshot of a machine that hardly did anything keeps them. */
const PAGE_COUNT = 16;
const DEVICES_BYTE_LENGTH = 16 * 1024;
/** Blocks that a guest writes at most before the emulator lets others have their turn: 1 MiB. */
const BLOCKS_PER_TURN = 256;

/** A machine in a database of its own, without an emulator: its disk is written by the page. */
export class BenchMachine {
  readonly #name: string;
  readonly #byteLength: number;
  #datastore: IndexedDbDatastore;
  #stored: StoredMachine;

  private constructor(
    name: string,
    byteLength: number,
    opened: { datastore: IndexedDbDatastore; stored: StoredMachine },
  ) {
    this.#name = name;
    this.#byteLength = byteLength;
    this.#datastore = opened.datastore;
    this.#stored = opened.stored;
  }

  /** In a fresh database; its disk has `byteLength` bytes, all zeros. */
  static async create(name: string, byteLength: number): Promise<BenchMachine> {
    await IndexedDbDatastore.destroy(name);
    return new BenchMachine(name, byteLength, await open(name, byteLength));
  }

  get stored(): StoredMachine {
    return this.#stored;
  }

  /** Opens the same database anew, with nothing in memory. Resolves with the milliseconds until the machine could be used. */
  async reopen(): Promise<number> {
    this.#stored.close();
    this.#datastore.close();
    const startedAt = performance.now();
    const opened = await open(this.#name, this.#byteLength);
    const elapsedMs = performance.now() - startedAt;
    this.#datastore = opened.datastore;
    this.#stored = opened.stored;
    return elapsedMs;
  }

  /** Deletes the database. */
  async destroy(): Promise<void> {
    this.#stored.close();
    this.#datastore.close();
    await IndexedDbDatastore.destroy(this.#name);
  }

  /**
   * Writes one block each at `blocks`, as a guest would: no faster than the store takes it, and giving the browser a turn
   * now and then.
   */
  async write(blocks: Iterable<number>, filling: Filling): Promise<void> {
    let count = 0;
    for (const block of blocks) {
      if (++count % BLOCKS_PER_TURN === 0) await nextTurn();
      await this.#stored.disk.write(block * BLOCK_BYTE_LENGTH, filling.block());
      if (!this.#stored.hasRoom) await this.#stored.waitForRoom();
    }
  }

  /** Takes a snapshot, with a small memory unless `filling` is null. Resolves with the milliseconds until it is durable. */
  async snapshot(filling: Filling | null): Promise<{ readonly id: SnapshotId; readonly durableMs: number }> {
    const live = filling === null ? null : captureOf(filling);
    const startedAt = performance.now();
    const { id, durable } = this.#stored.takeSnapshot({
      name: "snapshot",
      config: this.#stored.record.config,
      live: live && (async () => live),
    });
    await durable;
    return { id, durableMs: performance.now() - startedAt };
  }
}

async function open(
  name: string,
  byteLength: number,
): Promise<{ datastore: IndexedDbDatastore; stored: StoredMachine }> {
  const datastore = await IndexedDbDatastore.open(name);
  const store = await Store.open(datastore, { newId: () => crypto.randomUUID(), now: () => Date.now() });
  const base: BaseImage = { ...emptyImage(byteLength), sha256: "0".repeat(64) };
  const machine = store.machines()[0] ?? (await store.createMachine("machine", configFor(byteLength), base));
  return { datastore, stored: await store.openMachine(machine.id, base) };
}

const configFor = (byteLength: number): MachineConfig => ({
  ramMiB: 64,
  vgaMemoryMiB: 4,
  nic: "none",
  disks: [{ bus: "primary-master", image: "empty", byteLength }],
  bootOrder: ["hard-disk"],
});

const captureOf = (filling: Filling): LiveCapture => ({
  build: "made",
  devices: filling.bytes(DEVICES_BYTE_LENGTH),
  ramByteLength: 64 * 2 ** 20,
  base: null,
  pages: new Map(Array.from({ length: PAGE_COUNT }, (_, page) => [page as BlockIndex, filling.block()])),
  zeroPages: [],
  picture: null,
});
