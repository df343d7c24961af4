import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { BlockIndex } from "../../src/core/identity.ts";
import type { MachineConfig } from "../../src/core/machine-config.ts";
import type { Datastore } from "../../src/store/datastore.ts";
import type { KeyVault } from "../../src/store/key-vault.ts";
import type { LiveCapture, LiveState } from "../../src/store/live-state.ts";
import { MemoryDatastore } from "../../src/store/memory/memory-datastore.ts";
import { MemoryKeyVault } from "../../src/store/memory/memory-key-vault.ts";
import { Store } from "../../src/store/store.ts";
import type { SnapshotRequest, StoredMachine } from "../../src/store/stored-machine.ts";
import { Random } from "../support/random.ts";
import { MadeBaseImage } from "./made-base-image.ts";
import { WatchedDatastore } from "./watched-datastore.ts";

export interface MachineSetup {
  readonly datastore: WatchedDatastore;
  readonly vault: KeyVault;
  readonly base: MadeBaseImage;
  readonly store: Store;
  readonly machine: StoredMachine;
}

export interface SetupOptions {
  readonly byteLength?: number;
  readonly baseByteLength?: number;
  readonly seed?: number;
  readonly isEncrypted?: boolean;
}

let idCount = 0;

/** Names that no other machine of the test has. */
export const openStore = (datastore: Datastore, vault: KeyVault | null = null): Promise<Store> =>
  Store.open(datastore, { newId: () => `id-${idCount++}`, now: () => 1_000 + idCount, vault });

const configFor = (byteLength: number): MachineConfig => ({
  ramMiB: 64,
  vgaMemoryMiB: 4,
  nic: "none",
  disks: [{ bus: "primary-master", image: "made", byteLength }],
  bootOrder: ["hard-disk"],
});

/** A machine in an empty store in memory. */
export async function setUpMachine(options: SetupOptions = {}): Promise<MachineSetup> {
  const { byteLength = 40 * BLOCK_BYTE_LENGTH, baseByteLength = byteLength, seed = 1, isEncrypted } = options;
  const datastore = new WatchedDatastore(new MemoryDatastore());
  const base = new MadeBaseImage(baseByteLength, new Random(seed));
  const vault = new MemoryKeyVault();
  const store = await openStore(datastore, vault);
  const { id } = await store.createMachine("machine", configFor(byteLength), base, {
    isEncrypted: isEncrypted ?? false,
  });
  return { datastore, vault, base, store, machine: await store.openMachine(id, base) };
}

/** The machine as another session finds it, in what the datastore holds. */
export async function openAgain({ datastore, vault, base, machine }: MachineSetup): Promise<MachineSetup> {
  const watched = new WatchedDatastore(datastore.inner);
  const store = await openStore(watched, vault);
  return {
    datastore: watched,
    vault,
    base,
    store,
    machine: await store.openMachine(machine.record.id, base),
  };
}

export const requestFor = (machine: StoredMachine, live: LiveCapture | null = null): SnapshotRequest => ({
  name: "snapshot",
  config: machine.record.config,
  live: live && (async () => live),
});

/** A live capture with some pages of memory. */
export function madeCapture(random: Random, pageCount = 5): LiveCapture {
  const pages = Array.from(
    { length: pageCount },
    (_, page) => [(page * 3) as BlockIndex, random.bytes(4096)] as const,
  );
  const ramByteLength = 64 * 2 ** 20;
  return {
    build: "made",
    devices: random.bytes(300),
    ramByteLength,
    base: null,
    pages: new Map(pages),
    zeroPages: [],
    picture: null,
  };
}

/** All pages of a live state that are not zeros. */
export const allPages = (live: LiveState): Promise<Map<BlockIndex, Uint8Array>> =>
  live.loadPages([...live.places.entries()].map(([page]) => page));

export const wholeDisk = (machine: StoredMachine): Promise<Uint8Array> =>
  machine.disk.read(0, machine.disk.byteLength);
