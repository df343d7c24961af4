import type { BlockIndex, LayerId, MachineId, SnapshotId } from "../../src/core/identity.ts";
import type { MachineConfig, Provisioning } from "../../src/core/machine-config.ts";
import { StrataError } from "../../src/core/strata-error.ts";
import type { Datastore } from "../../src/store/datastore.ts";
import type { KeyVault } from "../../src/store/key-vault.ts";
import type { LiveCapture } from "../../src/store/live-state.ts";
import type { LayerRecord, WipeRecord } from "../../src/store/records.ts";
import { type Checksum, createChecksum } from "../../src/store/sealed-bytes.ts";
import { Store } from "../../src/store/store.ts";
import type { StoredMachine } from "../../src/store/stored-machine.ts";
import type { MadeBaseImage } from "../store/made-base-image.ts";
import { readView } from "../store/read-view.ts";
import { recordsIn, referenceComplaints, unreferredExtents } from "../store/stored-records.ts";
import {
  bytesOf,
  devicesOf,
  digestOf,
  type GuestWrite,
  type LiveMemory,
  liveDigest,
  MACHINE_CONFIG,
  madeBase,
  pagesOf,
  RAM_PAGE_COUNT,
  SECOND_BYTE_LENGTH,
  type SeenDisks,
  type SeenMachine,
  type SeenSnapshot,
  type SeenStore,
  type StoreOperation,
} from "./operations.ts";

import { assertAllWiped, assertWiped, keyComplaints, unwipedOf } from "./store-checks.ts";

/** How an operation ended: it was done, or refused for a reason that the store gives by its code. */
export type Performed = "done" | "merge-refused" | "branch-in-use";

export interface Inspection {
  readonly seen: SeenStore;
  /** What verification and the references between records say; empty when all is well. */
  readonly complaints: readonly string[];
}

/** A store that is open, as a page has it: performs operations by the names of things, and shows all that there is. */
export class StoreSession {
  readonly #datastore: Datastore;
  readonly #vault: KeyVault;
  readonly #checksum: Checksum;
  readonly #store: Store;
  readonly #base: MadeBaseImage;
  readonly #open = new Map<string, StoredMachine>();

  /** Extents that an earlier session was to overwrite, and had not ended with. */
  readonly #toBeWiped: readonly number[];

  private constructor(
    datastore: Datastore,
    vault: KeyVault,
    checksum: Checksum,
    store: Store,
    toBeWiped: readonly number[],
  ) {
    this.#datastore = datastore;
    this.#vault = vault;
    this.#checksum = checksum;
    this.#store = store;
    this.#toBeWiped = toBeWiped;
    this.#base = madeBase();
  }

  static async open(datastore: Datastore, vault: KeyVault): Promise<StoreSession> {
    const wipes = await recordsIn<WipeRecord>(datastore, "wipes");
    const newId = (): string => crypto.randomUUID();
    const store = await Store.open(datastore, { newId, now: () => Date.now(), vault });
    const toBeWiped = wipes.flatMap(({ extents }) => [...extents]);
    return new StoreSession(datastore, vault, await createChecksum(), store, toBeWiped);
  }

  /** Resolves when the operation is acknowledged, and what the guest wrote meanwhile is flushed. */
  async perform(operation: StoreOperation): Promise<Performed> {
    try {
      await this.#perform(operation);
      return "done";
    } catch (cause) {
      const code = cause instanceof StrataError ? cause.code : null;
      if (code === "merge-refused" || code === "branch-in-use") return code;
      throw cause;
    }
  }

  /** Reads everything and verifies it. */
  async inspect(): Promise<Inspection> {
    const machines: Record<string, SeenMachine> = {};
    for (const { name } of this.#store.machines()) machines[name] = await this.#seeMachine(name);
    const copies = [...(await this.#copies()).values()].sort();
    // The recorded store is another one.
    return { seen: { machines, copies, recordedFormat: null }, complaints: await this.#complaints() };
  }

  async #perform(operation: StoreOperation): Promise<void> {
    if (operation.kind === "create machine") {
      const { isEncrypted } = operation;
      await this.#store.createMachine(operation.machine, MACHINE_CONFIG, this.#base, { isEncrypted });
      return;
    }
    if (operation.kind === "wipe") {
      assertWiped(await this.#store.wipeFreed());
      return assertAllWiped(this.#datastore, this.#checksum);
    }
    const machine = await this.#machine(operation.machine);
    switch (operation.kind) {
      case "flush":
        await write(machine, operation.writes);
        return machine.flush();
      case "snapshot":
        return this.#snapshot(machine, operation);
      case "revert":
        await write(machine, operation.writes);
        await machine.revertTo(
          operation.snapshot === null ? null : this.#snapshotId(machine, operation.snapshot),
        );
        return;
      case "add disk":
        return this.#addDisk(machine, operation.provisioning);
      case "full copy":
        await machine.copyImage({ mode: operation.mode });
        return;
      case "remove copy":
        return this.#removeCopy(machine, operation.digest);
      case "remove machine":
        machine.close();
        this.#open.delete(operation.machine);
        return assertWiped(
          (await this.#store.removeMachine(machine.record.id, { wipe: operation.wipe })).wiped,
        );
      default:
        return this.#rearrange(machine, operation);
    }
  }

  async #addDisk(machine: StoredMachine, provisioning: Provisioning): Promise<void> {
    const { config } = machine.record;
    const second = {
      bus: "primary-slave",
      image: null,
      byteLength: SECOND_BYTE_LENGTH,
      provisioning,
    } as const;
    await machine.configure({ ...config, disks: [config.disks[0], second] });
  }

  async #snapshot(
    machine: StoredMachine,
    { snapshot, writes, live, meanwhile }: StoreOperation & { kind: "snapshot" },
  ): Promise<void> {
    await write(machine, writes);
    const capture = live === null ? null : await this.#capture(machine, live);
    const request = {
      name: snapshot,
      config: machine.record.config,
      live: capture && (async () => capture),
    };
    const { durable } = machine.takeSnapshot(request);
    await Promise.all([durable, writeAndFlush(machine, meanwhile)]);
  }

  async #capture(machine: StoredMachine, live: LiveMemory): Promise<LiveCapture> {
    const base = live.base === null ? null : await machine.loadLive(this.#snapshotId(machine, live.base));
    return {
      build: "made",
      devices: devicesOf(live),
      ramByteLength: RAM_PAGE_COUNT * 4096,
      base: base && { layer: base.ramLayer, places: base.places },
      pages: pagesOf(live),
      zeroPages: live.zeroPages as BlockIndex[],
      picture: null,
    };
  }

  /** What is done to a snapshot while the guest writes. */
  async #rearrange(
    machine: StoredMachine,
    operation: StoreOperation & { snapshot: string; meanwhile: readonly GuestWrite[] },
  ): Promise<void> {
    const id = this.#snapshotId(machine, operation.snapshot);
    const work = this.#work(machine, id, operation);
    // Should the one fail, the other is waited for all the same: nothing may go on behind an acknowledgement.
    const ends = await Promise.allSettled([work, writeAndFlush(machine, operation.meanwhile)]);
    for (const end of ends) if (end.status === "rejected") throw end.reason;
  }

  async #work(machine: StoredMachine, id: SnapshotId, operation: StoreOperation): Promise<void> {
    if (operation.kind === "remove")
      assertWiped((await machine.removeSnapshot(id, { wipe: operation.wipe })).wiped);
    if (operation.kind === "remove branch")
      assertWiped((await machine.removeBranch(id, { wipe: operation.wipe })).wiped);
    if (operation.kind === "merge") await machine.mergeIntoParent(id);
    if (operation.kind === "flatten") await machine.flatten(id);
    if (operation.kind === "linked clone") await machine.cloneLinked(id, operation.clone);
    if (operation.kind === "full clone") await machine.cloneFully(id, operation.clone);
  }

  async #removeCopy(machine: StoredMachine, digest: string): Promise<void> {
    const found = [...(await this.#copies())].find(([, each]) => each === digest);
    if (found === undefined) throw new Error(`Remove copy: no copy ${digest}, wanted one`);
    await machine.removeImage(found[0]);
  }

  async #machine(name: string): Promise<StoredMachine> {
    const known = this.#open.get(name);
    if (known !== undefined) return known;
    const id = this.#store.machines().find((machine) => machine.name === name)?.id as MachineId;
    const machine = await this.#store.openMachine(id, this.#base);
    this.#open.set(name, machine);
    return machine;
  }

  #snapshotId(machine: StoredMachine, name: string): SnapshotId {
    const id = machine.snapshots.find((snapshot) => snapshot.name === name)?.id;
    if (id === undefined) throw new Error(`Find snapshot: none is called ${name}, wanted one`);
    return id;
  }

  async #seeMachine(name: string): Promise<SeenMachine> {
    const machine = await this.#machine(name);
    const nameOf = (id: SnapshotId | null): string | null => (id === null ? null : machine.snapshot(id).name);
    const snapshots: Record<string, SeenSnapshot> = {};
    for (const { id, name: snapshot, parent, config } of machine.snapshots) {
      const disks = await seeDisks(config, async (drive) => {
        const view = await machine.viewSnapshot(id, drive);
        return readView(view).finally(() => view.release());
      });
      snapshots[snapshot] = { parent: nameOf(parent), disks, live: await this.#seeLive(machine, id) };
    }
    const { config: present, currentSnapshot, key } = machine.record;
    const disks = await seeDisks(present, (drive) => {
      const disk = machine.diskAt(drive);
      return disk.read(0, disk.byteLength);
    });
    return { isEncrypted: key !== null, current: nameOf(currentSnapshot), disks, snapshots };
  }

  async #seeLive(machine: StoredMachine, id: SnapshotId): Promise<string | null> {
    const live = await machine.loadLive(id);
    if (live === null) return null;
    const pages = await live.loadPages([...live.places.entries()].map(([page]) => page));
    return liveDigest(pages, live.devices);
  }

  async #copies(): Promise<Map<LayerId, string>> {
    const layers = await recordsIn<LayerRecord>(this.#datastore, "layers");
    const images = layers.filter(({ machine }) => machine === null);
    const [first] = this.#store.machines();
    const copies = new Map<LayerId, string>();
    if (first === undefined) return copies;
    const machine = await this.#machine(first.name);
    for (const { id } of images) {
      const view = await machine.viewImage(id);
      copies.set(id, await digestOf(await readView(view).finally(() => view.release())));
    }
    return copies;
  }

  async #complaints(): Promise<string[]> {
    await this.#store.settled();
    const { damages } = await this.#store.verify();
    const { freedExtentCount } = this.#store;
    // What is in use again, or still, is overwritten when it goes.
    const unreferred = new Set(await unreferredExtents(this.#datastore, this.#checksum));
    const due = this.#toBeWiped.filter((extent) => unreferred.has(extent));
    const left = await unwipedOf(this.#datastore, due);
    return [
      ...damages.map(({ record, snapshots }) => `${record} is damaged, of ${snapshots.length} snapshots`),
      ...(left.length > 0 ? [`E3: ${left.length} extents were to be overwritten and are not`] : []),
      ...(await referenceComplaints(this.#datastore, this.#checksum, { freedExtentCount })),
      ...(await keyComplaints(this.#datastore, this.#vault)),
    ];
  }
}

async function seeDisks(
  { disks }: MachineConfig,
  read: (drive: number) => Promise<Uint8Array>,
): Promise<SeenDisks> {
  const digest = async (drive: number): Promise<string> =>
    digestOf((await read(drive)) as Uint8Array<ArrayBuffer>);
  return { system: await digest(0), second: disks[1] === undefined ? null : await digest(1) };
}

async function write(machine: StoredMachine, writes: readonly GuestWrite[]): Promise<void> {
  for (const each of writes) await machine.diskAt(each.drive).write(each.offset, bytesOf(each));
}

async function writeAndFlush(machine: StoredMachine, writes: readonly GuestWrite[]): Promise<void> {
  if (writes.length === 0) return;
  await write(machine, writes);
  await machine.flush();
}
