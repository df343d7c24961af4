import type { MachineId } from "../../src/core/identity.ts";
import { StrataError } from "../../src/core/strata-error.ts";
import { browserClock } from "../../src/lab/browser-clock.ts";
import { IndexedDbDatastore } from "../../src/store/indexeddb/indexeddb-datastore.ts";
import { noise } from "../../src/store/indexeddb/noise.ts";
import { measureStorage } from "../../src/store/indexeddb/storage-estimate.ts";
import { RESERVE_BYTE_LENGTH } from "../../src/store/reserve.ts";
import { createChecksum } from "../../src/store/sealed-bytes.ts";
import { Store } from "../../src/store/store.ts";
import type { StoredMachine } from "../../src/store/stored-machine.ts";
import { readView } from "../store/read-view.ts";
import { referenceComplaints } from "../store/stored-records.ts";
import { base, fillStore, type OpenStore, operations } from "./quota-operations.ts";

/** How an operation ended. */
export interface Outcome {
  /** Null when it was done, else the error's code. */
  readonly code: string | null;
  readonly details: Readonly<Record<string, unknown>>;
}

/** All that can be seen of the store. */
export interface SeenStore {
  /** By machine: which snapshot it stands on, and a digest of what its disks read. */
  readonly machines: Readonly<Record<string, { readonly current: string | null; readonly disks: string }>>;
  /** By machine and snapshot: parent, note, and a digest of disk and memory. */
  readonly snapshots: Readonly<Record<string, string>>;
  readonly imageCount: number;
}

export interface Inspection {
  readonly seen: SeenStore;
  /** What verification and the references between records say; empty when all is well. */
  readonly complaints: readonly string[];
  readonly freedExtentCount: number;
}

/** What the driver calls in the page. */
export interface QuotaPage {
  /** Opens the store that is there; resolves with whether there was room for the claim. */
  open(options: { readonly predicts: boolean }): Promise<boolean>;
  fillStore(): Promise<void>;
  prepare(operation: string): Promise<void>;
  run(operation: string): Promise<Outcome>;
  /** Fills the browser's storage beside the store, until it takes no record of a few bytes any more. */
  fillStorage(): Promise<void>;
  inspect(): Promise<Inspection>;
}

declare global {
  var quota: QuotaPage;
}

let datastore: IndexedDbDatastore;
let store: Store;
const machines = new Map<MachineId, StoredMachine>();

const opened: OpenStore = {
  get store() {
    return store;
  },
  async machine(name) {
    const record = store.machines().find((each) => each.name === name);
    if (record === undefined) throw new Error(`Open machine: none is called ${name}, wanted one`);
    const machine = machines.get(record.id) ?? (await store.openMachine(record.id, base));
    machines.set(record.id, machine);
    return machine;
  },
  close(id) {
    machines.get(id)?.close();
    machines.delete(id);
  },
};

const keepReserve = (): Promise<void> => store.keepReserve(() => noise(RESERVE_BYTE_LENGTH));

async function digest(...parts: readonly (Uint8Array | string)[]): Promise<string> {
  const bytes = new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
  const words = new Uint32Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(words.subarray(0, 3), (word) => word.toString(16)).join("-");
}

async function see(): Promise<SeenStore> {
  const seen: Record<string, { current: string | null; disks: string }> = {};
  const snapshots: Record<string, string> = {};
  for (const { name } of store.machines()) {
    const machine = await opened.machine(name);
    const disks = await Promise.all(machine.disks().map((disk) => disk.read(0, disk.byteLength)));
    const { currentSnapshot } = machine.record;
    const current = currentSnapshot === null ? null : machine.snapshot(currentSnapshot).name;
    seen[name] = { current, disks: await digest(JSON.stringify(machine.record.config), ...disks) };
    for (const { id, name: snapshot, parent, note } of machine.snapshots) {
      const view = await machine.viewSnapshot(id);
      const disk = await readView(view).finally(() => view.release());
      const live = await machine.loadLive(id);
      const pages = live && (await live.loadPages([...live.places.entries()].map(([page]) => page)));
      const memory = live === null ? [] : [live.devices, ...(pages?.values() ?? [])];
      const kin = parent === null ? "none" : machine.snapshot(parent).name;
      snapshots[`${name}/${snapshot}`] = `${kin}, ${note.length}, ${await digest(disk, ...memory)}`;
    }
  }
  const images = (await datastore.getAll("layers")).filter(
    ({ value }) => (value as { value: { machine: unknown } }).value.machine === null,
  );
  return { machines: seen, snapshots, imageCount: images.length };
}

/** Puts noise into `ballast`, `byteLength` bytes a record, until there is no room for one. */
async function fillWith(ballast: IDBDatabase, byteLength: number): Promise<void> {
  for (;;) {
    const isKept = await new Promise<boolean>((resolve) => {
      const transaction = ballast.transaction("noise", "readwrite", { durability: "strict" });
      transaction.objectStore("noise").add(noise(byteLength));
      transaction.oncomplete = () => resolve(true);
      transaction.onabort = () => resolve(false);
    });
    if (!isKept) return;
  }
}

globalThis.quota = {
  async open({ predicts }) {
    datastore = await IndexedDbDatastore.open("quota");
    const hasRoom = await datastore.claim();
    store = await Store.open(datastore, {
      newId: () => crypto.randomUUID(),
      now: () => Date.now(),
      delay: browserClock.delay,
      ...(predicts ? { measureRoom: measureStorage } : {}),
    });
    await keepReserve();
    return hasRoom;
  },
  fillStore: () => fillStore(opened),
  async prepare(operation) {
    await keepReserve();
    if ((await datastore.get("meta", "reserve")) === undefined)
      throw new Error("Prepare an operation: no reserve, wanted one");
    await operations[operation]?.prepare?.(opened);
  },
  async run(operation) {
    try {
      await operations[operation]?.run(opened);
      return { code: null, details: {} };
    } catch (cause) {
      if (cause instanceof StrataError) return { code: cause.code, details: cause.details };
      return { code: String(cause), details: {} };
    }
  },
  async fillStorage() {
    const ballast = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open("ballast", 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("noise", { autoIncrement: true });
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    for (const byteLength of [2 ** 20, 2 ** 16, 2 ** 12, 2 ** 8, 1]) await fillWith(ballast, byteLength);
    ballast.close();
  },
  async inspect() {
    const seen = await see();
    await store.settled();
    const { damages } = await store.verify();
    const { freedExtentCount } = store;
    return {
      seen,
      complaints: [
        ...damages.map(({ record }) => `${record} is damaged`),
        ...(await referenceComplaints(datastore, await createChecksum(), { freedExtentCount })),
      ],
      freedExtentCount,
    };
  },
};
