// Long because one exercise is one state: its operations and checks share all of it.
import { BLOCK_BYTE_LENGTH, SECTOR_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { BlockIndex, LayerId, SnapshotId } from "../../src/core/identity.ts";
import type { MachineConfig } from "../../src/core/machine-config.ts";
import { StrataError } from "../../src/core/strata-error.ts";
import type { Datastore } from "../../src/store/datastore.ts";
import type { LiveCapture } from "../../src/store/live-state.ts";
import type { Checksum } from "../../src/store/sealed-bytes.ts";
import { Store } from "../../src/store/store.ts";
import type { StoredMachine } from "../../src/store/stored-machine.ts";
import { Random } from "../support/random.ts";
import { DiskState, type ModelSnapshot } from "./disk-model.ts";
import { eventually, nextTurn } from "./eventually.ts";
import { allPages } from "./machine-setup.ts";
import { MadeBaseImage } from "./made-base-image.ts";
import { readView } from "./read-view.ts";
import { firstDifference } from "./same-bytes.ts";
import { layerFingerprint, referenceComplaints } from "./stored-records.ts";
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
  check: 5,
};

/** A sequence takes well under a second; one that takes this long waits for something that never comes. */
const STUCK_MS = 20_000;
const BLOCK = BLOCK_BYTE_LENGTH;
/** Sizes at which something begins or ends; the large ones, around the border of a region, come less often. */
const smallSizes = [512, BLOCK, BLOCK + 512, 2 * BLOCK, 7 * BLOCK, 8 * BLOCK + 1536, 16 * BLOCK, 37 * BLOCK];
const largeSizes = [1023 * BLOCK, 1024 * BLOCK, 1024 * BLOCK + 512, 1025 * BLOCK + 3584, 2049 * BLOCK];

/** Runs random operations on a machine in a store, and compares all that can be seen with a model. */
export class MachineExercise {
  readonly #random: Random;
  /** Its own numbers for what happens behind the operations, so that these stay the same where timing differs. */
  readonly #races: Random;
  readonly #options: ExerciseOptions;
  readonly #base: MadeBaseImage;
  readonly #config: MachineConfig;
  readonly #log: string[] = [];
  readonly #snapshots: ModelSnapshot[] = [];
  readonly #fingerprints = new Map<LayerId, string>();
  #images: { readonly layer: LayerId; readonly state: DiskState }[] = [];
  #watched: WatchedDatastore;
  #machine!: StoredMachine;
  #state: DiskState;
  /** The state after the last write that was acknowledged. */
  #acknowledged: DiskState;
  /** States that a death may leave: the last one known to be durable, and all that came after it. */
  #versions: DiskState[];
  #pending: Promise<void>[] = [];
  #hasFaults = false;
  #nextId = 0;

  constructor(options: ExerciseOptions) {
    this.#options = options;
    this.#random = new Random(options.seed);
    this.#races = new Random(options.seed ^ 0x5eed);
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
    this.#state = DiskState.bare(this.#base, byteLength);
    this.#acknowledged = this.#state;
    this.#versions = [this.#state];
    this.#watched = this.#watch();
    this.#note(`disk of ${byteLength} bytes over ${baseByteLength}`);
  }

  /** Runs it all. Rejects with what was found, the seed and the operations that led there. */
  async run(): Promise<void> {
    let watchdog: ReturnType<typeof setTimeout> | undefined;
    const stuck = new Promise<never>((_, reject) => {
      watchdog = setTimeout(() => reject(new Error("Nothing moves any more")), STUCK_MS);
    });
    try {
      await Promise.race([this.#runAll(), stuck]);
    } catch (cause) {
      const operations = this.#log.slice(-25).join("\n  ");
      throw new Error(`STRATA_SEED=${this.#options.seed}: ${String(cause)}\n  ${operations}`, { cause });
    } finally {
      clearTimeout(watchdog);
    }
  }

  async #runAll(): Promise<void> {
    const store = await this.#openStore();
    const { id } = await store.createMachine("exercise", this.#config, this.#base);
    this.#machine = await store.openMachine(id, this.#base);
    for (let index = 0; index < this.#options.operationCount; index++) {
      await this.#operate();
      await this.#latency();
    }
    await this.#finish();
  }

  async #operate(): Promise<void> {
    switch (this.#random.weighted({ ...usualWeights, ...this.#options.weights })) {
      case "write":
        return this.#write();
      case "read":
        return this.#read();
      case "flush":
        return this.#flush();
      case "snapshot":
        return this.#snapshot();
      case "revert":
        return this.#revert();
      case "copy":
        return this.#copy();
      case "removeImage":
        return this.#removeImage();
      case "configure":
        return this.#configure();
      case "reopen":
        return this.#reopen();
      case "crash":
        return this.#crash();
      case "faults":
        this.#hasFaults = !this.#hasFaults;
        return this.#note(`commits ${this.#hasFaults ? "may be refused" : "hold"}`);
      case "check":
        return this.#check();
    }
  }

  #range(): { offset: number; length: number } {
    const { byteLength } = this.#state;
    const sectors = byteLength / SECTOR_BYTE_LENGTH;
    const near = this.#random.pick([0, sectors, this.#random.below(sectors), 1024 * 8, 8, 16]);
    const start = Math.min(Math.max(0, near - this.#random.below(12)), sectors - 1);
    const kind = this.#random.below(3);
    const first = kind === 0 ? start - (start % 8) : start;
    const length = kind === 0 ? 8 * this.#random.between(1, 5) : this.#random.between(1, 20);
    const offset = first * SECTOR_BYTE_LENGTH;
    return { offset, length: Math.min(length * SECTOR_BYTE_LENGTH, byteLength - offset) };
  }

  async #write(): Promise<void> {
    const { offset, length } = this.#range();
    const bytes = this.#random.bytes(length);
    this.#note(`write ${length} at ${offset}`);
    const state = this.#state.write(offset, bytes);
    const writing = this.#machine.disk.write(offset, bytes);
    this.#became(state);
    bytes.fill(0xee); // The caller's buffer is the caller's again.
    this.#later(writing.then(() => this.#acknowledge(state)));
    if (!this.#random.oneIn(3)) await writing;
  }

  async #read(): Promise<void> {
    const { offset, length } = this.#range();
    this.#note(`read ${length} at ${offset}`);
    const expected = this.#state.read(offset, length);
    const reading = this.#machine.disk.read(offset, length).then((found) => {
      this.#assertSame(found, expected, `C1: read of ${length} at ${offset}`);
    });
    this.#later(reading);
    if (this.#random.oneIn(2)) await reading;
  }

  async #flush(): Promise<void> {
    this.#note("flush");
    const state = this.#acknowledged;
    const flushing = this.#machine.flush().then(() => this.#durable(state), this.#tolerateRefusal);
    this.#later(flushing);
    if (this.#random.oneIn(2)) await flushing;
  }

  async #snapshot(): Promise<void> {
    const { disk } = this.#machine;
    const live = this.#random.oneIn(2) ? this.#capture() : null;
    const name = `snapshot ${this.#snapshots.length}`;
    const request = { name, config: this.#machine.record.config, live, picture: null };
    if (disk.isBusy) {
      this.#note("snapshot refused while busy");
      this.#assertThrows(() => this.#machine.takeSnapshot(request), "machine-busy");
      return;
    }
    const { id, durable } = this.#machine.takeSnapshot(request);
    this.#note(`${id} is ${live === null ? "powered off" : "live"} "${name}"`);
    const snapshot: ModelSnapshot = { id, state: this.#state, pages: live?.pages ?? null, exists: null };
    this.#snapshots.push(snapshot);
    const frozen = this.#state.frozenBy(snapshot);
    this.#became(frozen);
    this.#acknowledge(frozen);
    const publishing = durable.then(
      () => {
        snapshot.exists = true;
        this.#durable(frozen);
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

  #capture(): LiveCapture {
    const pages = new Map<BlockIndex, Uint8Array>();
    for (let count = this.#random.below(20); count > 0; count--)
      pages.set(this.#random.below(3000) as BlockIndex, this.#random.bytes(BLOCK));
    const devices = this.#random.bytes(100);
    return { build: "made", devices, ramByteLength: 3000 * BLOCK, base: null, pages, zeroPages: [] };
  }

  async #revert(): Promise<void> {
    const target = this.#random.oneIn(4)
      ? null
      : this.#random.pick([null, ...this.#snapshots.filter(({ exists }) => exists !== null)]);
    this.#note(`revert to ${target?.id ?? "the base image"}`);
    const id = (target?.id ?? null) as SnapshotId | null;
    if (target?.exists === false) return this.#assertRejects(this.#machine.revertTo(id), "snapshot-unknown");
    if (this.#machine.disk.isBusy) return this.#assertRejects(this.#machine.revertTo(id), "machine-busy");
    const before = this.#state;
    await this.#machine
      .revertTo((target?.id ?? null) as SnapshotId | null)
      .then(({ discardedBlockCount }) => {
        this.#reverted(target);
        const discarded = before.layers().at(-1)?.blocks.size;
        this.#assertEqual(discardedBlockCount, discarded, "M4: blocks discarded");
      }, this.#tolerateRefusal);
  }

  #reverted(target: ModelSnapshot | null): void {
    this.#state = this.#revertedState(target);
    this.#acknowledged = this.#state;
    this.#versions = [this.#state];
  }

  #revertedState(target: ModelSnapshot | null): DiskState {
    return target?.state.frozenBy(target) ?? DiskState.bare(this.#base, this.#state.byteLength);
  }

  async #copy(): Promise<void> {
    const mode = this.#random.pick(["every-byte", "allocated"] as const);
    const controller = new AbortController();
    const isAborted = this.#random.oneIn(5);
    this.#note(`copy ${mode}${isAborted ? ", cancelled" : ""}`);
    await this.#quiesce();
    const candidates = [this.#state];
    const copying = this.#machine.copyImage({ mode, signal: controller.signal });
    copying.catch(() => undefined);
    for (let count = this.#random.below(4); count > 0; count--) {
      await this.#latency();
      await this.#write();
      candidates.push(this.#state);
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
      (candidate) => firstDifference(found, candidate.read(0, candidate.byteLength)) === -1,
    );
    if (state === undefined) throw new Error("A copy holds the disk at no moment since it was asked for");
    const indices = Array.from({ length: state.blockCount }, (_, block) => block);
    const copiedBlockCount = indices.filter((block) => mode === "every-byte" || state.isStored(block)).length;
    this.#assertEqual(copied.blockCount, copiedBlockCount, `blocks copied by ${mode}`);
    this.#images.push({ layer: copied.layer, state });
  }

  async #removeImage(): Promise<void> {
    if (this.#images.length === 0) return;
    const image = this.#random.pick(this.#images);
    this.#note(`remove image ${image.layer}`);
    await this.#machine.removeImage(image.layer).catch(this.#tolerateRefusal);
    if ((await this.#watched.get("layers", image.layer)) !== undefined) return;
    this.#images = this.#images.filter((other) => other !== image);
  }

  async #configure(): Promise<void> {
    const before = this.#machine.record.config;
    const ramMiB = this.#random.pick([64, 128, 256]);
    await this.#machine.configure({ ...before, ramMiB }).then(
      () => this.#assertEqual(this.#machine.record.config.ramMiB, ramMiB, "memory configured"),
      (cause: unknown) => {
        this.#tolerateRefusal(cause);
        this.#assertEqual(this.#machine.record.config.ramMiB, before.ramMiB, "S5: memory after a failure");
      },
    );
  }

  async #reopen(): Promise<void> {
    this.#note("reopen");
    await this.#quiesce();
    this.#hasFaults = false;
    await this.#machine.flush();
    this.#durable(this.#state);
    const name = this.#snapshots.length;
    await this.#settle();
    await this.#openAgain();
    this.#assertEqual(this.#snapshots.length, name, "snapshots after a reopening");
    await this.#check();
  }

  /** Dies with whatever is under way, and looks at what is left. */
  async #crash(): Promise<void> {
    const inFlight = this.#random.pick(["nothing", "flush", "snapshot", "revert", "copy"]);
    this.#note(`die during ${inFlight}`);
    const candidates = (): DiskState[] => [...this.#versions];
    let alternative: DiskState | null = null;
    if (inFlight === "flush") this.#later(this.#machine.flush().catch(this.#tolerateRefusal));
    else if (inFlight === "copy")
      this.#later(
        this.#machine.copyImage({ mode: "allocated" }).then(() => undefined, this.#tolerateRefusal),
      );
    else if (inFlight === "snapshot" && !this.#machine.disk.isBusy) {
      await this.#snapshot();
    } else if (inFlight === "revert") {
      await this.#quiesce();
      const target = this.#random.pick([null, ...this.#snapshots.filter(({ exists }) => exists === true)]);
      alternative = this.#revertedState(target);
      this.#later(
        this.#machine
          .revertTo((target?.id ?? null) as SnapshotId | null)
          .then(() => this.#reverted(target), this.#tolerateRefusal),
      );
    }
    for (let wait = this.#races.below(30); wait > 0; wait--) await Promise.resolve();
    if (this.#races.oneIn(3)) await nextTurn();
    this.#watched.die();
    await this.#quiesce();
    await this.#openAgain();
    for (const snapshot of this.#snapshots) {
      const exists = this.#machine.snapshots.some(({ id }) => id === snapshot.id);
      if (snapshot.exists !== null) this.#assertEqual(exists, snapshot.exists, `P5: ${snapshot.id} exists`);
      snapshot.exists = exists;
    }
    const possible = alternative === null ? candidates() : [...candidates(), alternative];
    const found = await this.#machine.disk.read(0, this.#state.byteLength);
    const match = possible.find(
      (state) => this.#hasLayersOf(state) && firstDifference(found, state.read(0, state.byteLength)) === -1,
    );
    if (match === undefined)
      throw new Error(`P1: after a death the disk is none of the ${possible.length} states that it may be`);
    this.#state = match;
    this.#acknowledged = match;
    this.#versions = [match];
    this.#hasFaults = false;
    await this.#check();
  }

  async #openAgain(): Promise<void> {
    const { id } = this.#machine.record;
    this.#watched = this.#watch();
    this.#machine = await (await this.#openStore()).openMachine(id, this.#base);
    const complaints = await referenceComplaints(this.#watched, this.#options.checksum, {
      isSettled: !this.#hasFaults,
    });
    this.#assertEqual(complaints.join("; "), "", "references after a reopening");
  }

  #hasLayersOf(state: DiskState): boolean {
    const expected = state.layers();
    const found = this.#machine.layers();
    const top = expected.at(-2)?.snapshot?.id ?? null;
    return (
      this.#machine.record.currentSnapshot === top &&
      expected.length === found.length &&
      expected.every(({ blocks }, index) => blocks.size === found[index]?.blockCount)
    );
  }

  /** Compares everything that can be seen, with nothing under way. */
  async #check(): Promise<void> {
    await this.#quiesce();
    const { disk } = this.#machine;
    const { byteLength, blockCount } = this.#state;
    this.#assertSame(await disk.read(0, byteLength), this.#state.read(0, byteLength), "C1: the whole disk");
    const layers = this.#machine.layers();
    const expected = this.#state.layers();
    const counts = (list: readonly { blockCount: number }[]): string =>
      list.map((layer) => layer.blockCount).join();
    this.#assertEqual(
      counts(layers),
      counts(expected.map(({ blocks }) => ({ blockCount: blocks.size }))),
      "L2: blocks by layer",
    );
    for (let block = 0; block < blockCount; block++) {
      const owner = layers[this.#state.ownerOf(block)]?.id ?? null;
      this.#assertEqual(disk.locate(block as BlockIndex), owner, `C1: layer of block ${block}`);
      const { isStored } = { isStored: disk.isStored(block as BlockIndex) };
      this.#assertEqual(isStored, this.#state.isStored(block), `L2: block ${block} is stored`);
      if (blockCount > 100) block += this.#random.below(20);
    }
    for (const [index, { snapshot }] of expected.entries()) {
      if (snapshot === null) continue;
      const { layer } = this.#machine.snapshot(snapshot.id as SnapshotId);
      this.#assertEqual(layers[index]?.id, layer, `S2: layer frozen by ${snapshot.id}`);
    }
    await this.#checkFrozenLayers();
    const complaints = await referenceComplaints(this.#watched, this.#options.checksum, { isSettled: false });
    this.#assertEqual(complaints.join("; "), "", "references");
  }

  async #checkFrozenLayers(): Promise<void> {
    for (const { layer } of this.#machine.snapshots) {
      const fingerprint = await layerFingerprint(this.#watched, this.#options.checksum, layer);
      const before = this.#fingerprints.get(layer);
      if (before !== undefined) this.#assertEqual(fingerprint, before, `O3: frozen layer ${layer}`);
      this.#fingerprints.set(layer, fingerprint);
    }
  }

  /** Looks at every snapshot and every image, and at what is left when all is at rest. */
  async #finish(): Promise<void> {
    await this.#reopen();
    for (const snapshot of this.#snapshots.filter(({ exists }) => exists === true)) {
      this.#note(`in the end, ${snapshot.id}`);
      await this.#machine.revertTo(snapshot.id as SnapshotId);
      this.#reverted(snapshot);
      await this.#check();
      const live = await this.#machine.loadLive(snapshot.id as SnapshotId);
      const pages = live && (await allPages(live));
      this.#assertEqual(pages?.size, snapshot.pages?.size, `S3: pages of ${snapshot.id}`);
      for (const [page, bytes] of snapshot.pages ?? [])
        this.#assertSame(pages?.get(page as BlockIndex) ?? new Uint8Array(), bytes, `S3: page ${page}`);
    }
    for (const { layer, state } of this.#images)
      this.#assertSame(await this.#imageBytes(layer), state.read(0, state.byteLength), `image ${layer}`);
    for (const { layer } of this.#images) await this.#machine.removeImage(layer);
    await this.#machine.revertTo(null);
    this.#reverted(null);
    await this.#check();
    await this.#settle();
    const complaints = await referenceComplaints(this.#watched, this.#options.checksum, { isSettled: true });
    this.#assertEqual(complaints.join("; "), "", "references in the end");
  }

  async #imageBytes(image: LayerId): Promise<Uint8Array> {
    const view = await this.#machine.viewImage(image);
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
      newId: () => `id-${this.#nextId++}`,
      now: () => 1_000 + this.#nextId,
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

  /** Waits for reclaiming that goes on behind the operations. What a refused commit left over waits for the opening. */
  async #settle(): Promise<void> {
    let before = -1;
    await eventually(async () => {
      const { length } = await this.#watched.getAll("freed");
      const isSettled = length === before;
      before = length;
      await nextTurn();
      return isSettled;
    }, "reclaiming has settled");
  }

  #became(state: DiskState): void {
    this.#state = state;
    this.#versions.push(state);
  }

  #acknowledge(state: DiskState): void {
    if (this.#versions.includes(state)) this.#acknowledged = state;
  }

  #durable(state: DiskState): void {
    const index = this.#versions.indexOf(state);
    if (index > 0) this.#versions.splice(0, index);
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
