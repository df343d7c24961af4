// Long because one exercise is one state: its operations and checks share all of it.
import { BLOCK_BYTE_LENGTH, blockCountOf, SECTOR_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { BlockIndex, LayerId, MachineId, SnapshotId } from "../../src/core/identity.ts";
import type { MachineConfig } from "../../src/core/machine-config.ts";
import { StrataError } from "../../src/core/strata-error.ts";
import type { Datastore } from "../../src/store/datastore.ts";
import { readDiskOfAnother } from "../../src/store/disk-of-another.ts";
import type { LiveCapture } from "../../src/store/live-state.ts";
import type { LayerRecord } from "../../src/store/records.ts";
import type { Checksum } from "../../src/store/sealed-bytes.ts";
import { Store } from "../../src/store/store.ts";
import { Random } from "../support/random.ts";
import { DiskState, type ModelSnapshot } from "./disk-model.ts";
import { nextTurn } from "./eventually.ts";
import { ExerciseMachine } from "./exercise-machine.ts";
import { allPages, requestFor } from "./machine-setup.ts";
import { MadeBaseImage } from "./made-base-image.ts";
import { MadeKeyVault } from "./made-key-vault.ts";
import { recordsWith } from "./plain-traces.ts";
import { readView } from "./read-view.ts";
import { firstDifference } from "./same-bytes.ts";
import { layerFingerprint, placesRead, recordsIn, referenceComplaints } from "./stored-records.ts";
import { WatchedDatastore } from "./watched-datastore.ts";

export interface ExerciseOptions {
  readonly seed: number;
  readonly datastore: Datastore;
  readonly checksum: Checksum;
  readonly operationCount: number;
  /** Size of the disk; drawn from sizes at boundaries where it is left out. */
  readonly byteLength?: number;
  /** How often each operation comes, where it isn't as usual. */
  readonly weights?: Partial<Readonly<Record<keyof typeof usualWeights, number>>>;
  /** Whether machines get second disks, and lose them. */
  readonly hasSecondDisks?: boolean;
}

const usualWeights = {
  write: 34,
  read: 18,
  flush: 9,
  snapshot: 10,
  revert: 7,
  copy: 3,
  removeImage: 2,
  configure: 1,
  reopen: 3,
  crash: 4,
  faults: 4,
  removeSnapshot: 5,
  removeBranch: 2,
  merge: 3,
  flatten: 4,
  clone: 2,
  createMachine: 1,
  removeMachine: 1,
  wipeFreed: 2,
  rename: 1,
  check: 5,
  look: 0,
};
/** Of second disks: the smallest, and one with a partial block at its end. */
const secondSizes = [2 ** 20, 2 ** 20 + 1536];

/** An operation takes milliseconds; one that takes this long waits for something that never comes. */
const STUCK_MS = 20_000;
const BLOCK = BLOCK_BYTE_LENGTH;
/** Stands in all that encrypted machines write. */
const SECRET = "what only an encrypted machine writes";
/** Sizes at which something begins or ends; the large ones, around the border of a region, come less often. */
const smallSizes = [512, BLOCK, BLOCK + 512, 2 * BLOCK, 7 * BLOCK, 8 * BLOCK + 1536, 16 * BLOCK, 37 * BLOCK];
const largeSizes = [1023 * BLOCK, 1024 * BLOCK, 1024 * BLOCK + 512, 1025 * BLOCK + 3584, 2049 * BLOCK];

/** Runs random operations on a machine in a store, and compares all that can be seen with a model. */
export class MachineExercise {
  readonly #random: Random;
  /** Its own numbers for what happens behind the operations, so that these stay the same where timing differs. */
  readonly #races: Random;
  /** Its own numbers for which machines are encrypted, so that seeds from before this existed find what they found. */
  readonly #ciphers: Random;
  /** Its own numbers for second disks and for who looks. */
  readonly #disks: Random;
  readonly #vault: MadeKeyVault;
  readonly #options: ExerciseOptions;
  readonly #base: MadeBaseImage;
  readonly #config: MachineConfig;
  readonly #log: string[] = [];
  #machines: ExerciseMachine[] = [];
  readonly #byteLength: number;
  readonly #keptExtentCount: number;
  #store!: Store;
  /** Another page that looks, all the time. */
  #looking: Store | null = null;
  readonly #fingerprints = new Map<LayerId, string>();
  #images: { readonly layer: LayerId; readonly state: DiskState }[] = [];
  #watched: WatchedDatastore;
  #pending: Promise<void>[] = [];
  #hasFaults = false;
  #nextId = 0;

  constructor(options: ExerciseOptions) {
    this.#options = options;
    this.#random = new Random(options.seed);
    this.#races = new Random(options.seed ^ 0x5eed);
    this.#ciphers = new Random(options.seed ^ 0xc1f4e5);
    this.#disks = new Random(options.seed ^ 0xd15c5);
    this.#vault = new MadeKeyVault(options.seed, options.checksum, () => this.#latency());
    const sizes = this.#random.oneIn(12) ? largeSizes : smallSizes;
    const byteLength = options.byteLength ?? this.#random.pick(sizes);
    const baseByteLength = Math.max(
      512,
      byteLength +
        this.#random.pick([0, 0, -512, -BLOCK, 512, 3 * BLOCK + 512, -Math.floor(byteLength / 1024) * 512]),
    );
    this.#base = new MadeBaseImage(baseByteLength, this.#random, () => this.#latency());
    this.#config = {
      ramMiB: 64,
      vgaMemoryMiB: 4,
      nic: "none",
      disks: [{ bus: "primary-master", image: "made", byteLength }],
      bootOrder: ["hard-disk"],
    };
    this.#byteLength = byteLength;
    this.#keptExtentCount = this.#races.pick([0, 2, 5, 100, 4096]);
    this.#watched = this.#watch();
    this.#note(`disk of ${byteLength} bytes over ${baseByteLength}`);
  }

  /** Runs it all. Rejects with what was found, the seed and the operations that led there. */
  async run(): Promise<void> {
    let watchdog: ReturnType<typeof setInterval> | undefined;
    const stuck = new Promise<never>((_, reject) => {
      let seen = -1;
      watchdog = setInterval(() => {
        if (this.#log.length === seen) reject(new Error("Nothing moves any more"));
        seen = this.#log.length;
      }, STUCK_MS);
    });
    try {
      await Promise.race([this.#runAll(), stuck]);
    } catch (cause) {
      const operations = this.#log.slice(-25).join("\n  ");
      throw new Error(`STRATA_SEED=${this.#options.seed}: ${String(cause)}\n  ${operations}`, { cause });
    } finally {
      clearInterval(watchdog);
    }
  }

  async #runAll(): Promise<void> {
    this.#store = await this.#openStore();
    await this.#create("first");
    for (let index = 0; index < this.#options.operationCount; index++) {
      await this.#operate();
      await this.#latency();
    }
    await this.#finish();
  }

  async #operate(): Promise<void> {
    const at = this.#pickMachine();
    switch (this.#random.weighted({ ...usualWeights, ...this.#options.weights })) {
      case "write":
        return this.#write(at);
      case "read":
        return this.#read(at);
      case "flush":
        return this.#flush(at);
      case "snapshot":
        return this.#snapshot(at);
      case "revert":
        return this.#revert(at);
      case "copy":
        return this.#copy(at);
      case "removeImage":
        return this.#removeImage();
      case "configure":
        return this.#configure(at);
      case "removeSnapshot":
        return this.#removeSnapshot(at);
      case "removeBranch":
        return this.#removeBranch(at);
      case "merge":
        return this.#merge(at);
      case "flatten":
        return this.#flatten(at);
      case "clone":
        return this.#clone(at);
      case "createMachine":
        return this.#createMachine();
      case "removeMachine":
        return this.#removeMachine(at);
      case "wipeFreed":
        return this.#wipeFreed();
      case "rename":
        return this.#rename(at);
      case "reopen":
        return this.#reopen();
      case "crash":
        return this.#crash(at);
      case "faults":
        this.#hasFaults = !this.#hasFaults;
        return this.#note(`commits ${this.#hasFaults ? "may be refused" : "hold"}`);
      case "check":
        return this.#check();
      case "look":
        return this.#look(at);
    }
  }

  /** Most of the time the first one, so that there is something to tell of it. */
  #pickMachine(): ExerciseMachine {
    const [first] = this.#machines;
    return first === undefined || this.#random.oneIn(3) ? this.#random.pick(this.#machines) : first;
  }

  #bare(): DiskState {
    return DiskState.bare(this.#base, this.#byteLength);
  }

  async #create(name: string): Promise<void> {
    const isEncrypted = this.#ciphers.oneIn(2);
    this.#note(`"${name}" is ${isEncrypted ? "encrypted" : "plain"}`);
    const { id } = await this.#store.createMachine(name, this.#config, this.#base, { isEncrypted });
    const machine = await this.#store.openMachine(id, this.#base);
    this.#machines.push(new ExerciseMachine(machine, this.#bare(), null));
  }

  #range(): { offset: number; length: number } {
    const byteLength = this.#byteLength;
    const sectors = byteLength / SECTOR_BYTE_LENGTH;
    const near = this.#random.pick([0, sectors, this.#random.below(sectors), 1024 * 8, 8, 16]);
    const start = Math.min(Math.max(0, near - this.#random.below(12)), sectors - 1);
    const kind = this.#random.below(3);
    const first = kind === 0 ? start - (start % 8) : start;
    const length = kind === 0 ? 8 * this.#random.between(1, 5) : this.#random.between(1, 20);
    const offset = first * SECTOR_BYTE_LENGTH;
    return { offset, length: Math.min(length * SECTOR_BYTE_LENGTH, byteLength - offset) };
  }

  /** Where in the space a machine's guest may read or write, and by which disk. */
  #place(at: ExerciseMachine): { drive: number; start: number; offset: number; length: number } {
    const range = this.#range();
    const { second } = at.state;
    if (second === null || this.#disks.oneIn(2)) return { drive: 0, start: 0, ...range };
    const sectors = second.byteLength / SECTOR_BYTE_LENGTH;
    const first = Math.min(this.#disks.pick([0, sectors, 16]), sectors - 1) & ~this.#disks.pick([0, 7]);
    const length = Math.min(this.#disks.between(1, 24), sectors - first) * SECTOR_BYTE_LENGTH;
    return { drive: 1, start: at.state.secondOffset, offset: first * SECTOR_BYTE_LENGTH, length };
  }

  async #write(at: ExerciseMachine): Promise<void> {
    const { drive, start, offset, length } = this.#place(at);
    const bytes = this.#bytesOf(at, length);
    this.#note(`write ${length} at ${offset} of disk ${drive} of ${at.id}`);
    const state = at.state.write(start + offset, bytes);
    const writing = at.machine.diskAt(drive).write(offset, bytes);
    at.became(state);
    bytes.fill(0xee); // The caller's buffer is the caller's again.
    this.#later(writing.then(() => at.acknowledge(state)));
    if (!this.#random.oneIn(3)) await writing;
  }

  /** Something to be written by a machine, which can be told when it is an encrypted one. */
  #bytesOf(at: ExerciseMachine, length: number): Uint8Array<ArrayBuffer> {
    const bytes = this.#random.bytes(length);
    if (at.isEncrypted) bytes.set(Uint8Array.from(SECRET, (character) => character.charCodeAt(0)));
    return bytes;
  }

  async #read(at: ExerciseMachine): Promise<void> {
    const { drive, start, offset, length } = this.#place(at);
    this.#note(`read ${length} at ${offset} of disk ${drive} of ${at.id}`);
    const expected = at.state.read(start + offset, length);
    const reading = at.machine
      .diskAt(drive)
      .read(offset, length)
      .then((found) => {
        this.#assertSame(found, expected, `C1: read of ${length} at ${offset} of disk ${drive}`);
      });
    this.#later(reading);
    if (this.#random.oneIn(2)) await reading;
  }

  async #flush(at: ExerciseMachine): Promise<void> {
    this.#note("flush");
    const state = at.acknowledged;
    const flushing = at.machine.flush().then(() => at.durable(state), this.#tolerateRefusal);
    this.#later(flushing);
    if (this.#random.oneIn(2)) await flushing;
  }

  async #snapshot(at: ExerciseMachine): Promise<void> {
    const { space } = at.machine;
    const live = this.#random.oneIn(2) ? await this.#capture(at) : null;
    const name = `snapshot ${at.snapshots.length}`;
    const request = { ...requestFor(at.machine, live?.capture ?? null), name };
    if (space.isBusy) {
      this.#note("snapshot refused while busy");
      this.#assertThrows(() => at.machine.takeSnapshot(request), "machine-busy");
      return;
    }
    const { id, durable } = at.machine.takeSnapshot(request);
    this.#note(`${id} of ${at.id} is ${live === null ? "powered off" : "live"} "${name}"`);
    const snapshot: ModelSnapshot = {
      id,
      owner: at.id,
      state: at.state,
      pages: live?.pages ?? null,
      exists: null,
      cloneCount: 0,
      flat: null,
    };
    at.snapshots.push(snapshot);
    const frozen = at.state.frozenBy(snapshot);
    at.became(frozen);
    at.acknowledge(frozen);
    const publishing = durable.then(
      () => {
        snapshot.exists = true;
        at.durable(frozen);
      },
      (cause: unknown) => {
        // After a death only the reopened store knows.
        if (!this.#watched.isDead) snapshot.exists = false;
        this.#note(`${id} failed`);
        this.#tolerateRefusal(cause);
      },
    );
    this.#later(publishing);
    if (this.#random.oneIn(2)) await publishing;
  }

  /** A memory, half of the time by what changed since another snapshot of it, with all pages that it then has. */
  async #capture(at: ExerciseMachine): Promise<{ capture: LiveCapture; pages: Map<number, Uint8Array> }> {
    const known = at.existing.filter(({ pages }) => pages !== null);
    const earlier = known.length > 0 && this.#random.oneIn(2) ? this.#random.pick(known) : null;
    const live = earlier === null ? null : await at.machine.loadLive(earlier.id as SnapshotId);
    const all = new Map(earlier?.pages);
    const pages = new Map<BlockIndex, Uint8Array>();
    for (let count = this.#random.below(20); count > 0; count--)
      pages.set(this.#random.below(3000) as BlockIndex, this.#bytesOf(at, BLOCK));
    const zeroPages = [...all.keys()].filter(
      (page) => !pages.has(page as BlockIndex) && this.#random.oneIn(4),
    );
    for (const [page, bytes] of pages) all.set(page, bytes);
    for (const page of zeroPages) all.delete(page);
    const devices = this.#bytesOf(at, 100);
    const base = live && { layer: live.ramLayer, places: live.places };
    const capture = {
      build: "made",
      devices,
      ramByteLength: 3000 * BLOCK,
      base,
      pages,
      picture: at.isEncrypted ? `data:,${SECRET}` : "data:,plain",
    };
    return { capture: { ...capture, zeroPages: zeroPages as BlockIndex[] }, pages: all };
  }

  async #revert(at: ExerciseMachine): Promise<void> {
    const target = this.#random.oneIn(4)
      ? null
      : this.#random.pick([null, ...at.snapshots.filter(({ exists }) => exists !== null)]);
    this.#note(`revert ${at.id} to ${target?.id ?? "the beginning"}`);
    const id = (target?.id ?? null) as SnapshotId | null;
    if (target?.exists === false) return this.#assertRejects(at.machine.revertTo(id), "snapshot-unknown");
    if (at.machine.space.isBusy) return this.#assertRejects(at.machine.revertTo(id), "machine-busy");
    const before = at.state;
    await at.machine.revertTo(id).then(({ discardedBlockCount }) => {
      at.settle(at.revertedTo(target, this.#bare()));
      const discarded = before.layers().at(-1)?.blocks.size;
      this.#assertEqual(discardedBlockCount, discarded, "M4: blocks discarded");
    }, this.#tolerateRefusal);
  }

  /** Runs an operation on layers while the guests write, and tells the model when it has held. */
  async #rearrange(
    what: string,
    work: () => Promise<{ readonly blockCount: number }>,
    held: () => void,
    expectedCode: string | null = null,
  ): Promise<boolean> {
    this.#note(what);
    await this.#quiesce();
    const isQuiet = this.#machines.every(({ machine }) => machine.space.buffer.byteLength === 0);
    const before = this.#layerSizes();
    const working = work();
    if (expectedCode !== null) {
      await this.#assertRejects(working, expectedCode);
      return false;
    }
    working.catch(() => undefined);
    const writeCount = this.#random.below(3);
    for (let count = writeCount; count > 0; count--) await this.#write(this.#pickMachine());
    if (this.#random.oneIn(3)) await this.#flush(this.#pickMachine());
    let isHeld = false;
    await working.then(
      ({ blockCount }) => {
        isHeld = true;
        this.#fingerprints.clear();
        held();
        if (isQuiet && writeCount === 0) this.#checkMoved(before, blockCount, what);
      },
      (cause: unknown) => {
        if (!isWipeIncomplete(cause)) return this.#tolerateRefusal(cause);
        isHeld = true;
        this.#fingerprints.clear();
        held();
      },
    );
    return isHeld;
  }

  /** Sizes of all layers, by what froze them or the machine that they are active of. */
  #layerSizes(): Map<unknown, number> {
    const sizes = new Map<unknown, number>();
    for (const at of this.#machines) {
      for (const state of [at.state, ...at.existing.map((snapshot) => snapshot.state.frozenBy(snapshot))]) {
        const layers = state.layers();
        const own = state === at.state ? layers : layers.slice(0, -1);
        for (const { blocks, snapshot } of own) sizes.set(snapshot ?? at, blocks.size);
      }
    }
    return sizes;
  }

  /** What the operation says it moved must be what the layers that are left have more. */
  #checkMoved(before: ReadonlyMap<unknown, number>, movedBlockCount: number, what: string): void {
    if (what.startsWith("merge")) return;
    let grown = 0;
    for (const [layer, size] of this.#layerSizes()) grown += size - (before.get(layer) ?? size);
    this.#assertEqual(movedBlockCount, grown, `M1 M5: blocks moved by ${what}`);
  }

  async #removeSnapshot(at: ExerciseMachine): Promise<void> {
    const snapshot = this.#random.pick([null, ...at.snapshots.filter(({ exists }) => exists !== null)]);
    if (snapshot === null) return;
    await this.#rearrange(
      `remove ${snapshot.id}`,
      () => at.machine.removeSnapshot(snapshot.id as SnapshotId, { wipe: this.#random.oneIn(3) }),
      () => {
        snapshot.exists = false;
      },
      snapshot.exists === false ? "snapshot-unknown" : null,
    );
  }

  async #removeBranch(at: ExerciseMachine): Promise<void> {
    await this.#quiesce();
    if (at.existing.length === 0) return;
    const root = this.#random.pick(at.existing);
    const branch = at.branchOf(root);
    const current = at.state.currentOf(at.id);
    await this.#rearrange(
      `remove the branch of ${root.id}`,
      () => at.machine.removeBranch(root.id as SnapshotId, { wipe: this.#random.oneIn(3) }),
      () => {
        for (const snapshot of branch) snapshot.exists = false;
      },
      current !== null && branch.includes(current) ? "branch-in-use" : null,
    );
  }

  async #merge(at: ExerciseMachine): Promise<void> {
    await this.#quiesce();
    if (at.existing.length === 0) return;
    const snapshot = this.#random.pick(at.existing);
    const parent = at.parentOf(snapshot);
    const layers = snapshot.state.frozenBy(snapshot).layers();
    const layer = layers.at(-2);
    const isOnParent = layers.at(-3)?.snapshot === parent;
    const isAlone = parent !== null && parent.cloneCount === 0 && this.#standingOn(parent).size === 1;
    const isAllowed = parent !== null && isOnParent && isAlone;
    const count = layer?.blocks.size ?? 0;
    const isQuiet = this.#machines.every(({ machine }) => machine.space.buffer.byteLength === 0);
    let moved = -1;
    const isHeld = await this.#rearrange(
      `merge ${snapshot.id} into its parent`,
      async () => {
        const result = await at.machine.mergeIntoParent(snapshot.id as SnapshotId);
        moved = result.blockCount;
        return result;
      },
      () => {
        if (parent !== null) parent.exists = false;
      },
      isAllowed ? null : "merge-refused",
    );
    if (isHeld && isQuiet) this.#assertEqual(moved, count, `M1: blocks moved by merging ${snapshot.id}`);
  }

  /** What stands directly on a snapshot's layer: other snapshots' layers, and machines by their active one. */
  #standingOn(parent: ModelSnapshot): Set<unknown> {
    const above = new Set<unknown>();
    for (const at of this.#machines) {
      const frozen = at.existing.map((snapshot) => snapshot.state.frozenBy(snapshot));
      for (const state of [at.state, ...frozen]) {
        const layers = state.layers();
        const position = layers.findIndex(({ snapshot }) => snapshot === parent);
        const next = position === -1 ? undefined : layers[position + 1];
        if (next === undefined || (next.snapshot === null && state !== at.state)) continue;
        above.add(next.snapshot ?? at);
      }
    }
    return above;
  }

  async #flatten(at: ExerciseMachine): Promise<void> {
    await this.#quiesce();
    if (at.existing.length === 0) return;
    const snapshot = this.#random.pick(at.existing);
    const isAborted = this.#random.oneIn(5);
    const controller = new AbortController();
    if (isAborted) controller.abort();
    await this.#rearrange(
      `flatten ${snapshot.id}`,
      () => at.machine.flatten(snapshot.id as SnapshotId, { signal: controller.signal }),
      () => {
        snapshot.flat = snapshot.state.storedBlocks();
      },
      isAborted ? "cancelled" : null,
    );
  }

  async #clone(at: ExerciseMachine): Promise<void> {
    await this.#quiesce();
    if (at.existing.length === 0 || this.#machines.length >= 4) return;
    const snapshot = this.#random.pick(at.existing);
    const isLinked = this.#random.oneIn(2);
    const name = `clone ${this.#nextId}`;
    this.#note(`${name}, ${isLinked ? "linked" : "full"}, of ${snapshot.id}`);
    const id = snapshot.id as SnapshotId;
    const cloning = isLinked ? at.machine.cloneLinked(id, name) : at.machine.cloneFully(id, name);
    cloning.catch(() => undefined);
    if (this.#random.oneIn(2)) await this.#write(at);
    const cloned = await cloning.catch(this.#tolerateRefusal);
    if (!cloned) return;
    const stored = snapshot.state.ofDisks().storedBlocks();
    this.#assertEqual(cloned.blockCount, isLinked ? 0 : stored.size, "blocks copied by a clone");
    const origin = isLinked ? snapshot : beginningOf(cloned.machine.id, snapshot);
    const machine = await this.#store.openMachine(cloned.machine.id, this.#base);
    this.#machines.push(new ExerciseMachine(machine, origin.state.frozenBy(origin), origin));
  }

  async #createMachine(): Promise<void> {
    if (this.#machines.length >= 4) return;
    this.#note("create a machine");
    await this.#create(`machine ${this.#nextId}`).catch(this.#tolerateRefusal);
  }

  async #removeMachine(at: ExerciseMachine): Promise<void> {
    await this.#quiesce();
    if (this.#machines.length === 1) return;
    this.#note(`remove machine ${at.id}`);
    await this.#assertRejects(this.#store.removeMachine(at.machine.record.id), "machine-in-use");
    const flushed = await at.machine.flush().then(() => true, this.#tolerateRefusal);
    if (flushed !== true) return;
    at.durable(at.state);
    const { id } = at.machine.record;
    at.machine.close();
    const others = this.#machines.filter((other) => other !== at);
    const removing = this.#store
      .removeMachine(id, { wipe: this.#random.oneIn(3) })
      .then(() => true)
      .catch((cause: unknown) => isWipeIncomplete(cause) || this.#tolerateRefusal(cause));
    removing.catch(() => undefined);
    if (this.#random.oneIn(2)) await this.#write(this.#random.pick(others));
    const removed = await removing;
    this.#fingerprints.clear();
    if (!removed) {
      at.machine = await this.#store.openMachine(id, this.#base);
      return;
    }
    at.removed();
    this.#machines = others;
  }

  /** Overwrites freed space while the guests write; the next check finds every layer as it was. */
  async #wipeFreed(): Promise<void> {
    await this.#quiesce();
    await this.#settle();
    const isGivingBack = this.#random.oneIn(4);
    this.#note(isGivingBack ? "give freed space back" : "wipe freed space");
    const working = isGivingBack ? this.#store.giveBackFreed() : this.#store.wipeFreed();
    working.catch(() => undefined);
    const isAlone = this.#random.oneIn(2);
    if (!isAlone) await this.#write(this.#pickMachine());
    if (this.#random.oneIn(3)) await this.#flush(this.#pickMachine());
    const done = await working.catch(this.#tolerateRefusal);
    if (done === undefined || typeof done === "number" || this.#hasFaults) return;
    this.#assertEqual(done.unwipedByteLength, 0, "E3: old bytes left after a wipe");
  }

  async #rename(at: ExerciseMachine): Promise<void> {
    await this.#quiesce();
    const snapshot = this.#random.pick([null, ...at.existing]);
    const text = `named ${this.#nextId}`;
    if (snapshot === null) {
      const { id, name: before } = at.machine.record;
      const name = await this.#store.renameMachine(id, text).then(
        () => text,
        (cause: unknown) => {
          this.#tolerateRefusal(cause);
          return before;
        },
      );
      return this.#assertEqual(at.machine.record.name, name, "name of a machine");
    }
    const id = snapshot.id as SnapshotId;
    await Promise.all([at.machine.rename(id, text), at.machine.note(id, text)]).then(() => {
      const { name, note } = at.machine.snapshot(id);
      this.#assertEqual(`${name} ${note}`, `${text} ${text}`, "name and note of a snapshot");
    }, this.#tolerateRefusal);
  }

  async #copy(at: ExerciseMachine): Promise<void> {
    const mode = this.#random.pick(["every-byte", "allocated"] as const);
    const controller = new AbortController();
    const isAborted = this.#random.oneIn(5);
    this.#note(`copy ${mode}${isAborted ? ", cancelled" : ""}`);
    await this.#quiesce();
    const candidates = [at.state];
    const copying = at.machine.copyImage({ mode, signal: controller.signal });
    copying.catch(() => undefined);
    for (let count = this.#random.below(4); count > 0; count--) {
      await this.#latency();
      await this.#write(at);
      candidates.push(at.state);
    }
    if (isAborted) controller.abort();
    const copied = await copying.catch((cause: unknown) => {
      if (!isAborted || !(cause instanceof StrataError && cause.code === "cancelled"))
        this.#tolerateRefusal(cause);
      return null;
    });
    if (copied === null) return;
    const found = await this.#imageBytes(copied.layer);
    const state = candidates.find(
      (candidate) =>
        firstDifference(found, candidate.read(0, candidate.byteLength)) === -1 &&
        candidate.second?.range === at.state.second?.range,
    );
    if (state === undefined) throw new Error("A copy holds the disk at no moment since it was asked for");
    const secondByteLength = state.second?.byteLength ?? 0;
    const copiedBlockCount =
      mode === "every-byte"
        ? state.blockCount + blockCountOf(secondByteLength)
        : state.ofDisks().storedBlocks().size;
    this.#assertEqual(copied.blockCount, copiedBlockCount, `blocks copied by ${mode}`);
    if (state.second !== null) {
      const view = await at.machine.viewImage(copied.layer, 1);
      const second = await readView(view).finally(() => view.release());
      this.#assertSame(second, state.readSecond(), "the second disk of a copy");
    }
    this.#images.push({ layer: copied.layer, state });
  }

  async #removeImage(): Promise<void> {
    if (this.#images.length === 0) return;
    const image = this.#random.pick(this.#images);
    this.#note(`remove image ${image.layer}`);
    await this.#pickMachine().machine.removeImage(image.layer).catch(this.#tolerateRefusal);
    if ((await this.#watched.get("layers", image.layer)) !== undefined) return;
    this.#images = this.#images.filter((other) => other !== image);
  }

  /** Adds a second disk to a machine that has none, or removes the one that it has. */
  async #changeSecond(at: ExerciseMachine): Promise<void> {
    if (!(await this.#flushed(at))) return;
    const { machine, state } = at;
    const { config } = machine.record;
    const [system] = config.disks;
    if (state.second !== null) {
      this.#note(`remove the second disk of ${at.id}`);
      await machine
        .configure({ ...config, disks: [system] })
        .then(() => at.settle(state.withSecond(null)), this.#tolerateRefusal);
      return;
    }
    const provisioning = this.#disks.pick(["thin", "thin", "thick-not-zeroed"] as const);
    const byteLength = this.#disks.pick(secondSizes);
    const added = { bus: "primary-slave", image: null, byteLength, provisioning } as const;
    this.#note(`add a disk to ${at.id}, ${provisioning}`);
    const configuring = machine.configure({ ...config, disks: [system, added] });
    configuring.catch(() => undefined);
    const [other] = this.#machines.filter((each) => each !== at);
    if (other !== undefined && this.#disks.oneIn(2)) await this.#write(other);
    const isAdded = await configuring.then(() => true, this.#tolerateRefusal);
    if (isAdded !== true)
      return this.#assertEqual(machine.record.config, config, "S5: disks after a failure");
    const { freeRange } = state;
    const withDisk = state.withSecond({ range: freeRange, byteLength });
    this.#assertEqual(machine.record.config.disks[1]?.range, freeRange, "G3: range of a new disk");
    if (provisioning === "thin") return at.settle(withDisk);
    // It may hold anything that was freed; from now on it is as it was found.
    const found = await machine.diskAt(1).read(0, byteLength);
    at.settle(withDisk.write(withDisk.secondOffset, found));
  }

  /** Whether all that a machine's guest wrote is durable, and nothing is under way. */
  async #flushed(at: ExerciseMachine): Promise<boolean> {
    await this.#quiesce();
    if ((await at.machine.flush().then(() => true, this.#tolerateRefusal)) !== true) return false;
    at.settle(at.state);
    return true;
  }

  /** Reads what a machine has stored by another page, which only looks, while the machine is written to. */
  async #look(at: ExerciseMachine): Promise<void> {
    const { id } = at.machine.record;
    const candidates = [...at.versions];
    this.#looking ??= await Store.open(this.#watch(), {
      newId: () => "never",
      now: () => 0,
      isReadOnly: true,
      vault: this.#vault,
    });
    this.#note(`look at ${at.id}`);
    const reading = readDiskOfAnother(this.#looking, id, this.#base, {
      find: async ({ disk }) => disk,
      read: (disk) => disk.read(0, disk.byteLength),
    });
    reading.catch(() => undefined);
    for (let count = this.#disks.below(4); count > 0; count--) {
      await this.#write(at);
      candidates.push(at.state);
      if (this.#disks.oneIn(2)) await this.#flush(at);
    }
    const found = await reading.catch((cause: unknown) => {
      if (cause instanceof StrataError && cause.code === "disk-changed") return null;
      throw cause;
    });
    if (found === null) return;
    const wasSo = candidates.some((state) => firstDifference(found, state.read(0, state.byteLength)) === -1);
    if (!wasSo) throw new Error(`P3: who looks at ${at.id} sees a disk that it never was`);
  }

  async #configure(at: ExerciseMachine): Promise<void> {
    if (this.#options.hasSecondDisks === true && !this.#disks.oneIn(4)) return this.#changeSecond(at);
    const { machine } = at;
    const before = machine.record.config;
    const ramMiB = this.#random.pick([64, 128, 256]);
    await machine.configure({ ...before, ramMiB }).then(
      () => this.#assertEqual(machine.record.config.ramMiB, ramMiB, "memory configured"),
      (cause: unknown) => {
        this.#tolerateRefusal(cause);
        this.#assertEqual(machine.record.config.ramMiB, before.ramMiB, "S5: memory after a failure");
      },
    );
  }

  async #reopen(): Promise<void> {
    this.#note("reopen");
    await this.#quiesce();
    this.#hasFaults = false;
    for (const at of this.#machines) {
      await at.machine.flush();
      at.durable(at.state);
    }
    const seen = (): string =>
      JSON.stringify(
        this.#machines.map(({ machine }) => [machine.record.name, machine.snapshots.map(({ id }) => id)]),
      );
    const before = seen();
    await this.#settle();
    await this.#openAgain();
    this.#assertEqual(seen(), before, "machines and snapshots in their order after a reopening");
    await this.#check();
  }

  /** Dies with whatever is under way, and looks at what is left. */
  async #crash(at: ExerciseMachine): Promise<void> {
    await this.#beginFatal(at);
    for (let wait = this.#races.below(60); wait > 0; wait--) await Promise.resolve();
    if (this.#races.oneIn(3)) await nextTurn();
    this.#watched.die();
    await this.#quiesce();
    await this.#openAgain();
    for (const each of this.#machines) this.#lookAtRemains(each);
    for (const each of this.#machines) await this.#matchRemains(each);
    this.#hasFaults = false;
    this.#fingerprints.clear();
    await this.#check();
  }

  /** Begins something that the death will interrupt. What it may change counts as unknown. */
  async #beginFatal(at: ExerciseMachine): Promise<void> {
    const { machine } = at;
    if (this.#options.hasSecondDisks === true && this.#disks.oneIn(4)) return this.#dieConfiguring(at);
    const kinds = [
      "nothing",
      "flush",
      "snapshot",
      "revert",
      "copy",
      "remove",
      "branch",
      "merge",
      "flatten",
      "clone",
    ];
    const inFlight = this.#random.pick(kinds);
    this.#note(`die during ${inFlight}`);
    const fatal = (work: Promise<unknown>): void =>
      this.#later(work.then(() => undefined, this.#tolerateRefusal));
    if (inFlight === "flush") return fatal(machine.flush());
    if (inFlight === "copy") return fatal(machine.copyImage({ mode: "allocated" }));
    if (inFlight === "snapshot" && !machine.space.isBusy) return this.#snapshot(at);
    if (inFlight === "nothing") return;
    await this.#quiesce();
    if (inFlight === "revert") {
      const target = this.#random.pick([null, ...at.existing]);
      const reverted = at.revertedTo(target, this.#bare());
      const reverting = machine.revertTo((target?.id ?? null) as SnapshotId | null);
      at.versions.push(reverted);
      return fatal(reverting.then(() => at.settle(reverted)));
    }
    if (at.existing.length === 0) return;
    const snapshot = this.#random.pick(at.existing);
    const id = snapshot.id as SnapshotId;
    const unsure = (snapshots: readonly ModelSnapshot[]): void => {
      for (const each of snapshots) each.exists = null;
    };
    const tolerate = (cause: unknown): void => {
      if (
        cause instanceof StrataError &&
        ["branch-in-use", "merge-refused", "wipe-incomplete"].includes(cause.code)
      )
        return;
      throw cause;
    };
    if (inFlight === "remove") {
      fatal(machine.removeSnapshot(id, { wipe: this.#random.oneIn(2) }).catch(tolerate));
      unsure([snapshot]);
    } else if (inFlight === "branch") {
      const branch = at.branchOf(snapshot);
      fatal(machine.removeBranch(id, { wipe: this.#random.oneIn(2) }).catch(tolerate));
      unsure(branch);
    } else if (inFlight === "merge") {
      const parent = at.parentOf(snapshot);
      fatal(machine.mergeIntoParent(id).catch(tolerate));
      unsure(parent === null ? [] : [parent]);
    } else if (inFlight === "flatten") fatal(machine.flatten(id));
    else if (inFlight === "clone") {
      const name = `clone ${this.#nextId}`;
      const isLinked = this.#random.oneIn(2);
      this.#unsureClone = { name, snapshot, isLinked };
      fatal(isLinked ? machine.cloneLinked(id, name) : machine.cloneFully(id, name));
    }
  }

  /** Begins to add a disk that is thin, or to remove the one that is there. */
  async #dieConfiguring(at: ExerciseMachine): Promise<void> {
    if (!(await this.#flushed(at))) return;
    const { machine, state } = at;
    const { config } = machine.record;
    const [system] = config.disks;
    this.#note(`die while ${at.id} is configured`);
    const byteLength = this.#disks.pick(secondSizes);
    const added = { bus: "primary-slave", image: null, byteLength, provisioning: "thin" } as const;
    const second = state.second === null ? { range: state.freeRange, byteLength } : null;
    at.versions.push(state.withSecond(second));
    const disks: MachineConfig["disks"] = second === null ? [system] : [system, added];
    this.#later(machine.configure({ ...config, disks }).catch(this.#tolerateRefusal));
  }

  #unsureClone: {
    readonly name: string;
    readonly snapshot: ModelSnapshot;
    readonly isLinked: boolean;
  } | null = null;

  /** What of the machine's snapshots is left after a death. */
  #lookAtRemains(at: ExerciseMachine): void {
    for (const snapshot of at.snapshots) {
      const exists = at.hasStored(snapshot);
      if (snapshot.exists !== null) this.#assertEqual(exists, snapshot.exists, `P5: ${snapshot.id} exists`);
      snapshot.exists = exists;
      if (exists && this.#standsAlone(at.machine.snapshot(snapshot.id as SnapshotId).layer))
        snapshot.flat ??= snapshot.state.storedBlocks();
    }
  }

  #standsAlone(layer: LayerId): boolean {
    return this.#standingAlone.has(layer);
  }

  /** Layers that stand alone, as the reopened store has them. */
  #standingAlone = new Set<unknown>();

  async #matchRemains(at: ExerciseMachine): Promise<void> {
    const { machine } = at;
    const found = await machine.disk.read(0, this.#byteLength);
    const [, second] = machine.record.config.disks;
    const secondBytes = second && (await machine.diskAt(1).read(0, second.byteLength));
    const match = at.versions.find(
      (state) =>
        this.#hasLayersOf(at, state) &&
        firstDifference(found, state.read(0, this.#byteLength)) === -1 &&
        second?.range === state.second?.range &&
        (secondBytes === undefined || firstDifference(secondBytes, state.readSecond()) === -1),
    );
    if (match === undefined)
      throw new Error(
        `P1: after a death the disk is none of the ${at.versions.length} states that it may be`,
      );
    at.settle(match);
  }

  async #openAgain(): Promise<void> {
    this.#watched = this.#watch();
    this.#store = await this.#openStore();
    const layers = await recordsIn<LayerRecord>(this.#watched, "layers");
    this.#standingAlone = new Set(layers.filter(({ standsAlone }) => standsAlone).map(({ id }) => id));
    await this.#store.settled();
    for (const at of this.#machines)
      at.machine = await this.#store.openMachine(at.id as MachineId, this.#base);
    const unsure = this.#unsureClone;
    this.#unsureClone = null;
    const cloned = this.#store.machines().find(({ name }) => name === unsure?.name);
    if (unsure !== null && cloned !== undefined) {
      const origin = unsure.isLinked ? unsure.snapshot : beginningOf(cloned.id, unsure.snapshot);
      const machine = await this.#store.openMachine(cloned.id, this.#base);
      this.#machines.push(new ExerciseMachine(machine, origin.state.frozenBy(origin), origin));
    }
    this.#assertEqual(this.#store.machines().length, this.#machines.length, "machines after a reopening");
    const complaints = await referenceComplaints(this.#watched, this.#options.checksum, {
      freedExtentCount: this.#hasFaults ? null : this.#store.freedExtentCount,
    });
    this.#assertEqual(complaints.join("; "), "", "references after a reopening");
    await this.#checkKeys();
  }

  #hasLayersOf({ id, machine }: ExerciseMachine, state: DiskState): boolean {
    const expected = state.layers();
    const found = machine.layers();
    return (
      machine.record.currentSnapshot === (state.currentOf(id)?.id ?? null) &&
      expected.length === found.length &&
      expected.every(({ blocks }, index) => blocks.size === found[index]?.blockCount)
    );
  }

  /** Compares everything that can be seen, with nothing under way. */
  async #check(): Promise<void> {
    await this.#quiesce();
    for (const at of this.#machines) await this.#checkMachine(at);
    await this.#checkFrozenLayers();
    const complaints = await referenceComplaints(this.#watched, this.#options.checksum, {
      freedExtentCount: null,
    });
    this.#assertEqual(complaints.join("; "), "", "references");
    const traces = await recordsWith(this.#watched, SECRET);
    this.#assertEqual(traces.join(), "", "E5: records that hold plainly what an encrypted machine wrote");
    if (this.#random.oneIn(3)) await this.#checkUsage();
  }

  /** After an opening the vault has the keys that machines and images need, and no others. */
  async #checkKeys(): Promise<void> {
    const images = (await recordsIn<LayerRecord>(this.#watched, "layers")).map(({ key }) => key);
    const machines = this.#store.machines().map(({ key }) => key);
    const needed = [...new Set([...machines, ...images])].filter((key) => key !== null && key !== undefined);
    const found = await this.#vault.list();
    this.#assertEqual(found.sort().join(), needed.sort().join(), "E6: keys after an opening");
  }

  async #checkMachine(at: ExerciseMachine): Promise<void> {
    const { disk } = at.machine;
    const { byteLength, blockCount } = at.state;
    this.#assertSame(await disk.read(0, byteLength), at.state.read(0, byteLength), "C1: the whole disk");
    this.#assertEqual(at.machine.disks().length, at.state.second === null ? 1 : 2, `disks of ${at.id}`);
    if (at.state.second !== null) {
      const second = await at.machine.diskAt(1).read(0, at.state.second.byteLength);
      this.#assertSame(second, at.state.readSecond(), `C1: the second disk of ${at.id}`);
    }
    const layers = at.machine.layers();
    const expected = at.state.layers();
    const counts = (list: readonly { blockCount: number }[]): string =>
      list.map((layer) => layer.blockCount).join();
    this.#assertEqual(
      counts(layers),
      counts(expected.map(({ blocks }) => ({ blockCount: blocks.size }))),
      `L2: blocks by layer of ${at.id}`,
    );
    const current = at.state.currentOf(at.id)?.id ?? null;
    this.#assertEqual(at.machine.record.currentSnapshot, current, `current snapshot of ${at.id}`);
    for (let block = 0; block < blockCount; block++) {
      const owner = layers[at.state.ownerOf(block)]?.id ?? null;
      this.#assertEqual(disk.locate(block as BlockIndex), owner, `C1: layer of block ${block}`);
      this.#assertEqual(
        disk.isStored(block as BlockIndex),
        at.state.isStored(block),
        `L2: block ${block} is stored`,
      );
      if (blockCount > 100) block += this.#random.below(20);
    }
    for (const [index, { snapshot }] of expected.entries()) {
      if (snapshot === null || snapshot.owner !== at.id || snapshot.exists !== true) continue;
      const { layer } = at.machine.snapshot(snapshot.id as SnapshotId);
      this.#assertEqual(layers[index]?.id, layer, `S2: layer frozen by ${snapshot.id}`);
    }
    this.#assertEqual(
      at.machine.snapshots.map(({ id, parent }) => `${id} of ${parent}`).join(),
      at.existing.map((each) => `${each.id} of ${at.parentOf(each)?.id ?? null}`).join(),
      "M3: the tree",
    );
    if (at.existing.length > 0) await this.#checkSnapshot(at, this.#random.pick(at.existing));
  }

  async #checkSnapshot(at: ExerciseMachine, snapshot: ModelSnapshot): Promise<void> {
    const view = await at.machine.viewSnapshot(snapshot.id as SnapshotId);
    const found = await readView(view).finally(() => view.release());
    this.#assertSame(found, snapshot.state.read(0, this.#byteLength), `M2 M3: disk of ${snapshot.id}`);
    if (snapshot.state.second !== null) {
      const second = await at.machine.viewSnapshot(snapshot.id as SnapshotId, 1);
      const bytes = await readView(second).finally(() => second.release());
      this.#assertSame(bytes, snapshot.state.readSecond(), `M2 M3: second disk of ${snapshot.id}`);
    }
    const picture = at.machine.pictureOf(at.machine.snapshot(snapshot.id as SnapshotId));
    this.#assertEqual(
      picture,
      snapshot.pages === null ? null : at.isEncrypted ? `data:,${SECRET}` : "data:,plain",
      `picture of ${snapshot.id}`,
    );
    const live = await at.machine.loadLive(snapshot.id as SnapshotId);
    const pages = live && (await allPages(live));
    this.#assertEqual(pages?.size, snapshot.pages?.size, `S3: pages of ${snapshot.id}`);
    for (const [page, bytes] of snapshot.pages ?? [])
      this.#assertSame(pages?.get(page as BlockIndex) ?? new Uint8Array(), bytes, `S3: page ${page}`);
  }

  async #checkFrozenLayers(): Promise<void> {
    for (const { machine } of this.#machines) {
      for (const { layer } of machine.snapshots) {
        const fingerprint = await layerFingerprint(this.#watched, this.#options.checksum, layer);
        const before = this.#fingerprints.get(layer);
        if (before !== undefined) this.#assertEqual(fingerprint, before, `O3: frozen layer ${layer}`);
        this.#fingerprints.set(layer, fingerprint);
      }
    }
  }

  /** Compares what everything is said to take with sets of places. */
  async #checkUsage(): Promise<void> {
    const usage = await this.#store.usage();
    const read = await placesRead(this.#watched, this.#options.checksum);
    const readerCounts = new Map<number, number>();
    for (const places of read.values())
      for (const place of places) readerCounts.set(place, (readerCounts.get(place) ?? 0) + 1);
    const exclusive = (key: string): number =>
      [...(read.get(key) ?? [])].filter((place) => readerCounts.get(place) === 1).length * BLOCK;
    let states = 0;
    for (const machine of usage.machines) {
      this.#assertEqual(
        machine.present.exclusiveBytes,
        exclusive(machine.id),
        `bytes only ${machine.id} reads`,
      );
      for (const { id, exclusiveBytes, sharedBytes } of machine.snapshots) {
        const stored = (await this.#watched.get("states", id)) as Uint8Array | undefined;
        const stateBytes = stored?.byteLength ?? 0;
        states += stateBytes;
        this.#assertEqual(exclusiveBytes, exclusive(id) + stateBytes, `bytes that only ${id} reads`);
        const all = (read.get(id)?.size ?? 0) * BLOCK;
        this.#assertEqual(sharedBytes, all - exclusive(id), `bytes that ${id} shares`);
      }
    }
    this.#assertEqual(usage.liveBytes, readerCounts.size * BLOCK + states, "bytes that something reads");
  }

  /** Looks at every snapshot and every image, and at what is left when all is at rest. */
  async #finish(): Promise<void> {
    await this.#reopen();
    for (const at of this.#machines) {
      for (const snapshot of at.existing) {
        this.#note(`in the end, ${snapshot.id}`);
        await at.machine.revertTo(snapshot.id as SnapshotId);
        at.settle(at.revertedTo(snapshot, this.#bare()));
        await this.#checkMachine(at);
        await this.#checkSnapshot(at, snapshot);
      }
    }
    await this.#checkUsage();
    for (const { layer, state } of this.#images) {
      this.#assertSame(await this.#imageBytes(layer), state.read(0, state.byteLength), `image ${layer}`);
      await this.#pickMachine().machine.removeImage(layer);
    }
    await this.#clearAway();
  }

  /** Removes everything but the first machine, in one of many ways, and looks whether anything is left. */
  async #clearAway(): Promise<void> {
    for (const at of this.#machines) {
      await at.machine.revertTo(null);
      at.settle(at.revertedTo(null, this.#bare()));
    }
    while (this.#machines.length > 1) {
      const at = this.#random.pick(this.#machines);
      at.machine.close();
      await this.#store.removeMachine(at.machine.record.id);
      at.removed();
      this.#fingerprints.clear();
      this.#machines = this.#machines.filter((other) => other !== at);
      await this.#check();
    }
    const [last] = this.#machines as [ExerciseMachine];
    while (last.existing.length > 0) {
      const snapshot = this.#random.pick(last.existing);
      await last.machine.removeSnapshot(snapshot.id as SnapshotId);
      snapshot.exists = false;
      this.#fingerprints.clear();
      await this.#checkMachine(last);
    }
    await this.#check();
    await this.#settle();
    const { freedExtentCount } = this.#store;
    const complaints = await referenceComplaints(this.#watched, this.#options.checksum, { freedExtentCount });
    this.#assertEqual(complaints.join("; "), "", "references in the end");
    await this.#store.giveBackFreed();
    const layers = await recordsIn<LayerRecord>(this.#watched, "layers");
    // A copy during which the program died may have been finished; a full clone keeps its beginning.
    if (last.origin !== null || layers.some(({ machine }) => machine === null)) return;
    const left = await this.#watched.keys("extents");
    this.#assertEqual(left.length, 0, "extents left when nothing was written");
  }

  async #imageBytes(image: LayerId): Promise<Uint8Array> {
    const view = await (this.#machines[0] as ExerciseMachine).machine.viewImage(image);
    return readView(view).finally(() => view.release());
  }

  #watch(): WatchedDatastore {
    const watched = new WatchedDatastore(this.#options.datastore);
    watched.latency = () => this.#latency();
    watched.fateOf = () => (this.#hasFaults && this.#races.oneIn(3) ? "refuse" : "hold");
    return watched;
  }

  #openStore(): Promise<Store> {
    return Store.open(this.#watched, {
      keptExtentCount: this.#keptExtentCount,
      newId: () => `id-${this.#nextId++}`,
      now: () => 1_000 + this.#nextId,
      vault: this.#vault,
    });
  }

  async #latency(): Promise<void> {
    for (let count = this.#races.below(7); count > 0; count--) await Promise.resolve();
  }

  async #quiesce(): Promise<void> {
    const pending = this.#pending;
    this.#pending = [];
    await Promise.all(pending);
  }

  /** Waits for what goes on behind the operations. */
  async #settle(): Promise<void> {
    await nextTurn();
    await this.#store.settled();
  }

  #later(work: Promise<void>): void {
    work.catch(() => undefined);
    this.#pending.push(work);
  }

  readonly #tolerateRefusal = (cause: unknown): void => {
    const code = cause instanceof StrataError ? cause.code : null;
    if (code === "storage-full" && this.#watched.commitCount > 0) return;
    if (code === "storage-failed" && this.#watched.isDead) return;
    throw cause;
  };

  #note(operation: string): void {
    this.#log.push(operation);
  }

  #assertSame(found: Uint8Array, expected: Uint8Array, what: string): void {
    const index = firstDifference(found, expected);
    if (index !== -1)
      throw new Error(`${what}: differs from byte ${index} on (block ${Math.floor(index / BLOCK)})`);
  }

  #assertEqual(found: unknown, expected: unknown, what: string): void {
    if (found !== expected) throw new Error(`${what}: found ${String(found)}, wanted ${String(expected)}`);
  }

  #assertThrows(work: () => unknown, code: string): void {
    try {
      work();
    } catch (cause) {
      this.#assertEqual((cause as StrataError).code, code, "refused with");
      return;
    }
    throw new Error(`Nothing was refused, wanted ${code}`);
  }

  async #assertRejects(work: Promise<unknown>, code: string): Promise<void> {
    const found = await work.then(
      () => "nothing",
      (cause: StrataError) => cause.code,
    );
    this.#assertEqual(found, code, "refused with");
  }
}

const isWipeIncomplete = (cause: unknown): boolean =>
  cause instanceof StrataError && cause.code === "wipe-incomplete";

/** What a full clone of `snapshot` begins on: a layer of its own that stands alone. */
const beginningOf = (owner: string, snapshot: ModelSnapshot): ModelSnapshot => ({
  id: `beginning of ${owner}`,
  owner,
  state: snapshot.state.ofDisks(),
  pages: null,
  exists: false,
  cloneCount: 0,
  flat: snapshot.state.ofDisks().storedBlocks(),
});
