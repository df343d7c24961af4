// Long because every operation of a machine shares one queue and one state: its disk, its layers, its snapshots.
import type { BaseImage } from "../core/base-image.ts";
import { BlockMap } from "../core/block-map.ts";
import { type BlockRun, runsOf } from "../core/block-runs.ts";
import { Chain, type MappedLayer } from "../core/chain.ts";
import type { Cost } from "../core/cost.ts";
import { Emitter } from "../core/emitter.ts";
import { blockCountOf, DISK_RANGE_BLOCK_COUNT } from "../core/geometry.ts";
import type { BlockIndex, LayerId, MachineId, Place, SnapshotId } from "../core/identity.ts";
import {
  assertValidConfig,
  type DiskConfig,
  diskConfigs,
  type FloppyConfig,
  type MachineConfig,
} from "../core/machine-config.ts";
import { StrataError } from "../core/strata-error.ts";
import { ActiveLayer, type LayerChange } from "./active-layer.ts";
import { inspectBlock, type LayerCopy } from "./block-inspection.ts";
import { nextOrder, snapshotsOf } from "./catalog.ts";
import { type ComparedDisk, type CompareOptions, compareDisk, type DiskDifference } from "./comparison.ts";
import { Disk, firstBlockOf } from "./disk.ts";
import { diskSource } from "./disk-source.ts";
import { DiskSpace } from "./disk-space.ts";
import { DiskView } from "./disk-view.ts";
import { blocksOfBase, flattenChain } from "./flatten.ts";
import { floppyBlocks } from "./floppy-blocks.ts";
import {
  type CopiedImage,
  type CopyOptions,
  copyImage,
  type ProgressOptions,
  removeImage,
  viewImage,
} from "./full-copy.ts";
import type { Cipher } from "./key-vault.ts";
import { type PartedRange, storedDensity } from "./layer-density.ts";
import { lineageOf } from "./layer-lineage.ts";
import { deleteLayerMap, loadLayerMap } from "./layer-maps.ts";
import { type LiveCapture, type LiveState, loadLive, writeLive } from "./live-state.ts";
import { diskOf, nextRange, settleDisks } from "./machine-disks.ts";
import { assertName, assertNote } from "./name.ts";
import { Pictures } from "./pictures.ts";
import { NO_COST, type PredictedOperation, type Prediction, predictChange } from "./prediction.ts";
import { RecentCache } from "./recent-cache.ts";
import type { LayerRecord, MachineRecord, SnapshotRecord } from "./records.ts";
import { type Removed, type RemoveOptions, runRemoval } from "./removal.ts";
import type { Reshape } from "./reshape.ts";
import { exportSnapshot, importSnapshot } from "./snapshot-transfer.ts";
import { addMerge, branchOf, type Moved, mergeIntoParent, removeSnapshots } from "./snapshot-tree.ts";
import { StoreChange } from "./store-change.ts";
import type { StoreContext } from "./store-context.ts";
import { ThickBlocks } from "./thick-blocks.ts";

/** Written and not yet durable bytes at which a write-back starts by itself. */
const WRITE_BACK_BYTE_LENGTH = 4 * 1024 * 1024;
/** Written and not yet durable bytes at which a guest's write has to wait for the store. */
const WRITE_LIMIT_BYTE_LENGTH = 32 * 1024 * 1024;
/** Bytes of memory for the folded disks of snapshots, whatever their number and the size of the disks. */
const CHAINS_BYTE_LENGTH = 32 * 1024 * 1024;

/** What a snapshot is to keep, apart from the disk. */
export interface SnapshotRequest {
  readonly name: string;
  readonly config: MachineConfig;
  /**
   * Gives memory and devices of a stopped, quiesced machine; null when it is powered off (SPEC S7). Called when the
   * machine may run again: what was copied out of it is put into its form then.
   */
  readonly live: (() => Promise<LiveCapture>) | null;
}

/** A snapshot that is taken, and whose bytes are on their way into the store. */
export interface PendingSnapshot {
  readonly id: SnapshotId;
  /** Settles when it is durable, or when it failed and everything is as it was before (SPEC S5). */
  readonly durable: Promise<DurableSnapshot>;
}

export interface DurableSnapshot {
  readonly record: SnapshotRecord;
  /** Blocks of the disk that were still in memory and went along. */
  readonly blockCount: number;
  readonly bytesWritten: number;
  /** The memory as it lies in the store; null for a snapshot of a powered-off machine. */
  readonly ram: { readonly layer: LayerId; readonly places: BlockMap } | null;
}

/** A machine's disks at a moment. */
interface PointInTime {
  readonly config: MachineConfig;
  readonly chain: Chain;
}

/** A machine made from a snapshot of another. */
export interface ClonedMachine extends Moved {
  readonly machine: MachineRecord;
}

/**
 * One machine in the store: its disks and its snapshots. Every operation is one commit, so that a crash at any moment
 * leaves the state before it or after it (SPEC P1); operations queue up behind one another and those of other machines.
 */
export class StoredMachine {
  /** What all of its disks are parts of. */
  readonly space: DiskSpace;
  /** The disk that it boots from, whose size never changes. */
  readonly disk: Disk;
  readonly base: BaseImage;
  readonly #context: StoreContext;
  readonly #id: MachineId;
  readonly #writeBackFailed = new Emitter<unknown>();
  /** A write-back that started by itself failed; the bytes wait in memory, and the next flush tries again. */
  readonly onWriteBackFailed = this.#writeBackFailed.subscribe;
  /** Folded disks of snapshots lately seen, and of the beginning (null): a revert to one of them reads no map. */
  readonly #chains = new RecentCache<SnapshotId | null, Chain>(CHAINS_BYTE_LENGTH);
  readonly #stopListening: () => void;
  /** What all that this machine writes is encrypted with; null for a plain one. */
  readonly #cipher: Cipher | null;
  readonly #pictures: Pictures;
  #active: ActiveLayer;
  /** Takes the writes; another than `#active` while a snapshot is on its way into the store. */
  #topLayer: LayerId;
  #isWritingBack = false;
  #isReverting = false;

  private constructor(
    context: StoreContext,
    record: MachineRecord,
    base: BaseImage,
    chain: Chain,
    active: ActiveLayer,
    cipher: Cipher | null,
    pictures: Pictures,
  ) {
    this.#context = context;
    this.#id = record.id;
    this.base = base;
    this.#cipher = cipher;
    this.#pictures = pictures;
    this.#active = active;
    this.#topLayer = active.id;
    this.space = new DiskSpace(chain, active.id, diskSource(context, base));
    this.disk = new Disk(this.space, record.config.disks[0]);
    this.space.onWritten(() => this.#writeBackWhenDue());
    this.#stopListening = context.reshaped.subscribe((reshape) => this.#follow(reshape));
    context.opened.add(record.id);
  }

  /** See `Store.openMachine`. Runs within the store's queue. */
  static async open(context: StoreContext, record: MachineRecord, base: BaseImage): Promise<StoredMachine> {
    if (context.opened.has(record.id)) {
      throw new StrataError("machine-in-use", `Open machine ${record.name}: it is open, wanted it closed`, {
        details: { name: record.name },
      });
    }
    if (record.image.sha256 !== base.sha256) {
      throw new StrataError(
        "disk-changed",
        `Open machine ${record.name}: its layers stand on another version of the image ${record.image.name}, wanted ${record.image.sha256}`,
        { details: { image: record.image.name, wanted: record.image.sha256, found: base.sha256 } },
      );
    }
    const cipher =
      record.key === null
        ? null
        : await context.keys.open(record.key, `Open machine ${record.name}`, { machine: record.name });
    const pictures = await Pictures.load(cipher, snapshotsOf(context.catalog, record.id));
    const mapped = await loadChain(context, record.activeLayer);
    const active = new ActiveLayer(record.activeLayer, context.use, mapped.at(-1)?.map);
    return new StoredMachine(context, record, base, Chain.fold(mapped), active, cipher, pictures);
  }

  /**
   * Ends the work with this machine; what waits in memory is lost unless it was flushed. Nothing may be called afterwards.
   */
  close(): void {
    this.#stopListening();
    this.#context.opened.delete(this.#id);
  }

  get record(): MachineRecord {
    return this.#context.catalog.machines.get(this.#id) as MachineRecord;
  }

  /** One of its present disks, as `diskOf` numbers them. Throws `disk-unknown`. */
  diskAt(drive: number): Disk {
    return new Disk(this.space, diskOf(this.record.config, drive));
  }

  /** The disks of a machine built from `config`, by default the present configuration: parts of one space. */
  disks(config: MachineConfig = this.record.config): readonly Disk[] {
    return diskConfigs(config).map((disk) => new Disk(this.space, disk));
  }

  /** Snapshots, the oldest first. */
  get snapshots(): readonly SnapshotRecord[] {
    return snapshotsOf(this.#context.catalog, this.#id);
  }

  /** Bytes read from the datastore since the store was opened. */
  get bytesRead(): number {
    return this.#context.extents.bytesRead;
  }

  /** Throws `snapshot-unknown`. */
  snapshot(id: SnapshotId): SnapshotRecord {
    const record = this.#context.catalog.snapshots.get(id);
    if (record?.machine === this.#id) return record;
    throw new StrataError(
      "snapshot-unknown",
      `Find snapshot: ${JSON.stringify(id)} is unknown, wanted one of this machine`,
      {
        details: { id: String(id) },
      },
    );
  }

  /** The screen of a snapshot as a data URL, or null. */
  pictureOf(snapshot: SnapshotRecord): string | null {
    return this.#pictures.of(snapshot);
  }

  /** Whether the store has this layer; one whose snapshot was removed may be gone. */
  hasLayer(layer: LayerId): boolean {
    return this.#context.catalog.layers.has(layer);
  }

  /** Blocks that one committed layer holds, those still in memory included. */
  blockCountOf(layer: LayerId): number {
    if (layer === this.#active.id) return this.#activeBlockCount();
    return this.#context.catalog.layers.get(layer)?.blockCount ?? 0;
  }

  /** The layers from the oldest to the active one, with the blocks that each holds, those in memory included. */
  layers(): { readonly id: LayerId; readonly blockCount: number }[] {
    const counts = this.space.chain.layers.map((id) => ({ id, blockCount: this.blockCountOf(id) }));
    // A layer stands above each snapshot that is on its way into the store.
    const waiting = this.space.buffer.layers.filter((id) => !this.space.chain.layers.includes(id));
    return [
      ...counts,
      ...waiting.map((id) => ({ id, blockCount: new Set(this.space.buffer.blocksOf(id)).size })),
    ];
  }

  /**
   * Makes everything written so far durable (SPEC P4).
   * On failure: rejects with `storage-full` or `storage-failed`; the bytes stay in memory, and a later call tries again.
   */
  flush(): Promise<void> {
    return this.#context.queue.run(async () => {
      this.space.buffer.seal(this.#topLayer);
      const { stages, blocks } = this.space.buffer.gather(this.#active.id);
      if (blocks.size > 0) {
        const change = new StoreChange(this.#context);
        const layerChange = await this.#prepare(change, blocks);
        await change.commit();
        this.#apply(layerChange);
      }
      this.space.buffer.release(stages);
    });
  }

  /** Blocks that the active layer holds, of all disks, those still in memory included. */
  get activeBlockCount(): number {
    return this.#activeBlockCount();
  }

  /** Whether some layer holds every block of the disk, so that the base image answers no read of it. */
  get hidesBase(): boolean {
    const blockCount = blockCountOf(this.disk.byteLength);
    return this.layers().some((layer) => layer.blockCount >= blockCount);
  }

  /**
   * Writes whole blocks, by their place among all disks, into the active layer: one commit, past the write buffer.
   *
   * Prerequisites: the machine is off, and nothing waits in memory for these blocks.
   * On success: resolves with the bytes written when they are durable.
   * On failure: rejects with `storage-full` or `storage-failed`, and nothing has changed.
   */
  writeBlocks(blocks: ReadonlyMap<BlockIndex, Uint8Array>): Promise<{ readonly bytesWritten: number }> {
    return this.#context.queue.run(async () => {
      const change = new StoreChange(this.#context);
      const layerChange = await this.#prepare(change, blocks);
      const { bytesWritten } = await change.commit();
      this.space.tellWriting(blocks.keys());
      this.#apply(layerChange);
      this.space.tellWritten();
      return { bytesWritten };
    });
  }

  /** Rejects with `storage-full` when so many more blocks can't fit, as far as the browser tells (SPEC P6). */
  async assertRoomFor(blockCount: number, action: string): Promise<void> {
    await this.#context.room.refresh();
    this.#context.extents.assertRoomFor(blockCount, action);
  }

  /**
   * Takes a snapshot of this moment. The disk is frozen when the call returns, and the machine may run on at once; its
   * further writes go to a new layer (SPEC S1, S2).
   *
   * Prerequisites: no disk request in flight (SPEC S4), no revert under way.
   * On success: `durable` resolves when the snapshot would survive the browser's death.
   * On failure: throws `name-invalid` or `machine-busy`, or `durable` rejects with `storage-full` or `storage-failed`;
   * then the two layers are one again and nothing was lost (SPEC S5).
   */
  takeSnapshot(request: SnapshotRequest): PendingSnapshot {
    assertName(request.name);
    this.#assertQuiet("Take a snapshot");
    const id = this.#context.newId() as SnapshotId;
    const newLayer = this.#context.newId() as LayerId;
    const takenAt = this.#context.now();
    this.space.buffer.seal(newLayer);
    this.#topLayer = newLayer;
    return { id, durable: this.#context.queue.run(() => this.#publish(id, newLayer, takenAt, request)) };
  }

  /** Notes in a snapshot what it cost; known only when it is durable. */
  recordCost(id: SnapshotId, cost: Cost): Promise<void> {
    return this.#amend(id, { cost });
  }

  /**
   * Gives a snapshot another name.
   * On failure: rejects with `name-invalid`, `snapshot-unknown`, `storage-full` or `storage-failed`; nothing has changed.
   */
  async rename(id: SnapshotId, name: string): Promise<void> {
    assertName(name);
    await this.#amend(id, { name });
  }

  /**
   * Notes a text of at most 2,000 characters with a snapshot, in place of the one before.
   * On failure: rejects with `note-invalid`, `snapshot-unknown`, `storage-full` or `storage-failed`; nothing has changed.
   */
  async note(id: SnapshotId, note: string): Promise<void> {
    assertNote(note);
    await this.#amend(id, { note });
  }

  /**
   * Removes a snapshot, wherever it stands in the tree: its layer's blocks go, as references, into each layer that stands
   * on it and does not hold them itself; without such a layer they are dropped. What descended from the snapshot descends
   * from its parent. A layer on which a linked clone began stays for the clone.
   *
   * On success: resolves with what was moved; every other snapshot and the running machine read the same bytes (SPEC M2,
   * M3); with `wipe` what became free is overwritten.
   * On failure: rejects with `snapshot-unknown`, `storage-damaged`, `storage-full` or `storage-failed`; nothing has
   * changed. With `wipe-incomplete` the removal has held: see `runRemoval`.
   */
  removeSnapshot(id: SnapshotId, options: RemoveOptions = {}): Promise<Removed> {
    return runRemoval(this.#context, options, async (change) =>
      removeSnapshots(this.#context, change, [this.snapshot(id)]),
    );
  }

  /**
   * Removes a snapshot and all that descend from it.
   *
   * Prerequisites: the machine's present state does not descend from it.
   * On success: resolves with what was moved (nothing, but for clones that began within the branch); everything else reads
   * the same bytes (SPEC M2).
   * On failure: rejects with `snapshot-unknown`, `branch-in-use` (its details name the snapshot that the machine stands
   * on), `storage-damaged`, `storage-full` or `storage-failed`; nothing has changed. With `wipe-incomplete` the
   * removal has held: see `runRemoval`.
   */
  removeBranch(id: SnapshotId, options: RemoveOptions = {}): Promise<Removed> {
    return runRemoval(this.#context, options, async (change) =>
      removeSnapshots(this.#context, change, branchOf(this.#context, this.snapshot(id))),
    );
  }

  /**
   * Puts a snapshot's layer into its parent's, which is overwritten by it; the parent disappears, and the snapshot stands
   * in its place (SPEC M1). Moves the layer's blocks, as references, and no others.
   *
   * Prerequisites: nothing else stands on the parent.
   * On success: resolves with what was moved; every other snapshot reads the same bytes (SPEC M2).
   * On failure: rejects with `snapshot-unknown`, `merge-refused` (its details say why: `no-parent`, `parent-in-use`,
   * `stands-alone`), `storage-damaged`, `storage-full` or `storage-failed`; nothing has changed.
   */
  mergeIntoParent(id: SnapshotId): Promise<Moved> {
    return this.#context.queue.run(async () => mergeIntoParent(this.#context, this.snapshot(id)));
  }

  /**
   * Makes a snapshot's layer stand alone: it gets references to all that the chain below it holds, and copies of the
   * blocks that only the base image has. Nothing below it is consulted any more; everything else stays as it is. The
   * machine may be used meanwhile.
   *
   * On success: resolves with the blocks that came into the layer; everything reads the same bytes (SPEC M2).
   * On failure or abort (`cancelled`): rejects with `snapshot-unknown`, `image-unreachable`, `image-damaged`,
   * `storage-damaged`, `storage-full` or `storage-failed`; nothing has changed, and what was written is given back.
   */
  flatten(id: SnapshotId, options: ProgressOptions = {}): Promise<Moved> {
    const { base } = this;
    const { byteLength } = this.disk;
    const chain = async (): Promise<Chain> => this.#chainOf(this.snapshot(id));
    return flattenChain(this.#context, { base, byteLength, chain, cipher: this.#cipher }, options);
  }

  /**
   * What an operation on a snapshot would cost, from the maps alone; null stands for the beginning, to which only a revert
   * leads. As long as nothing is written meanwhile the operation reports the same blocks.
   * On failure: rejects as the operation would before it changes anything.
   */
  predict(id: SnapshotId | null, operation: PredictedOperation): Promise<Prediction> {
    const context = this.#context;
    return context.queue.run(async () => {
      if (operation === "revert") {
        if (id !== null) this.snapshot(id);
        const blockCount = this.#activeBlockCount();
        return { ...NO_COST, blockCount, droppedBlockCount: blockCount };
      }
      const snapshot = this.snapshot(id as SnapshotId);
      switch (operation) {
        case "remove":
          return predictChange(context, (change) => removeSnapshots(context, change, [snapshot]));
        case "remove-branch":
          return predictChange(context, async (change) =>
            removeSnapshots(context, change, branchOf(context, snapshot)),
          );
        case "merge":
          return predictChange(context, (change) => addMerge(context, change, snapshot));
        case "flatten":
          return this.#predictFlatten(snapshot);
        case "linked-clone":
          return NO_COST;
        case "full-clone":
          return this.#predictFullClone(snapshot);
      }
    });
  }

  async #predictFlatten(snapshot: SnapshotRecord): Promise<Prediction> {
    const chain = await this.#chainOf(snapshot);
    const { base } = this;
    const copiedBlockCount = blocksOfBase({ base, byteLength: this.disk.byteLength }, chain).length;
    const blockCount = chain.blockCount + copiedBlockCount - this.blockCountOf(snapshot.layer);
    return { ...NO_COST, blockCount, copiedBlockCount, mapBytes: null, layerCount: blockCount > 0 ? 1 : 0 };
  }

  async #predictFullClone(snapshot: SnapshotRecord): Promise<Prediction> {
    const views = this.#viewsOf(snapshot.config, (await this.#chainOf(snapshot)).copy());
    try {
      const blockCount = views.reduce((sum, view) => sum + view.storedBlockCount(), 0);
      return { ...NO_COST, blockCount, copiedBlockCount: blockCount, mapBytes: null, layerCount: 1 };
    } finally {
      for (const view of views) view.release();
    }
  }

  /**
   * The blocks of each disk in which two points in time differ; null stands for the present. Disks that only one of them
   * has are left out. Costs the blocks of both, and with `isVerifying` reading what is kept apart.
   * On failure or abort (`cancelled`): rejects with `snapshot-unknown`, `storage-damaged`, `image-unreachable`,
   * `image-damaged`, `storage-full` or `storage-failed` (the present is made durable first).
   */
  async compareDisks(
    first: SnapshotId | null,
    second: SnapshotId | null,
    options: CompareOptions = {},
  ): Promise<readonly DiskDifference[]> {
    if (first === null || second === null) await this.flush();
    const compared = await this.#context.queue.run(async () =>
      this.#comparedDisks(await this.#pointInTime(first), await this.#pointInTime(second)),
    );
    const differences: DiskDifference[] = [];
    try {
      for (const disk of compared) differences.push(await compareDisk(disk, options));
    } finally {
      for (const { views } of compared) for (const view of views) view.release();
    }
    return differences;
  }

  #comparedDisks(first: PointInTime, second: PointInTime): ComparedDisk[] {
    const compared: ComparedDisk[] = [];
    for (const [drive, config] of diskConfigs(first.config).entries()) {
      const same = diskConfigs(second.config)[drive];
      if (same === undefined || firstBlockOf(same) !== firstBlockOf(config)) continue;
      const views = [this.#viewOf(config, first.chain), this.#viewOf(same, second.chain)] as const;
      compared.push({ drive, chains: [first.chain, second.chain], views });
    }
    return compared;
  }

  /** Runs within the store's queue. */
  async #pointInTime(id: SnapshotId | null): Promise<PointInTime> {
    if (id === null) return { config: this.record.config, chain: this.space.chain.copy() };
    const snapshot = this.snapshot(id);
    return { config: snapshot.config, chain: (await this.#chainOf(snapshot)).copy() };
  }

  /**
   * Where each page of a snapshot's memory lies; pages of zeros lie nowhere. Null when it was taken of a powered-off
   * machine. On failure: rejects with `snapshot-unknown`, `storage-damaged` or `storage-failed`.
   */
  ramPlaces(id: SnapshotId): Promise<BlockMap | null> {
    return this.#context.queue.run(async () => {
      const { live } = this.snapshot(id);
      if (live === null) return null;
      const { datastore, checksum } = this.#context;
      return loadLayerMap(datastore, live.ramLayer, checksum, live.ramPageCount);
    });
  }

  /**
   * The blocks that a snapshot's own layer holds of each of its disks, in ascending order as runs.
   * On failure: rejects with `snapshot-unknown`, `storage-damaged` or `storage-failed`.
   */
  layerRuns(
    id: SnapshotId,
  ): Promise<readonly { readonly blockCount: number; readonly runs: readonly BlockRun[] }[]> {
    return this.#context.queue.run(async () => {
      const { layer, config } = this.snapshot(id);
      const { datastore, checksum } = this.#context;
      const map = await loadLayerMap(datastore, layer, checksum, this.blockCountOf(layer));
      return diskConfigs(config).map((disk) => {
        const first = firstBlockOf(disk);
        const blockCount = blockCountOf(disk.byteLength);
        return { blockCount, runs: runsOf(blocksWithin(map, first, first + blockCount), first) };
      });
    });
  }

  /**
   * The bytes of a file from which `importSnapshot` makes the snapshot again, for any machine of the same base image: see
   * `exportSnapshot`. They have to be read, or returned early. Rejects with `snapshot-unknown` too.
   */
  async exportSnapshot(
    id: SnapshotId,
    options: ProgressOptions = {},
  ): Promise<AsyncGenerator<Uint8Array<ArrayBuffer>>> {
    const exported = await this.#context.queue.run(async () => {
      const record = this.snapshot(id);
      const chain = (await this.#chainOf(record)).copy();
      const isEncrypted = this.#cipher !== null;
      const live =
        record.live === null ? null : await loadLive(this.#context, id, record.live, { isEncrypted });
      const held = this.#context.extents.hold();
      return { record, image: this.record.image, chain, live, picture: this.pictureOf(record), held };
    });
    return exportSnapshot(this.#context, exported, options);
  }

  /** Makes a snapshot of this machine from the bytes of its file, beside those that are there: see `importSnapshot`. */
  importSnapshot(
    file: AsyncIterable<Uint8Array>,
    options: ProgressOptions = {},
  ): Promise<{ readonly record: SnapshotRecord; readonly bytesWritten: number }> {
    const target = { machine: this.#id, cipher: this.#cipher, pictures: this.#pictures };
    return importSnapshot(this.#context, target, file, options);
  }

  /**
   * Makes a machine whose disk begins as it was at a snapshot, by standing on the snapshot's layer: costs no block
   * (a linked clone). It is off, and has no snapshots. Of an encrypted machine it shares the key.
   *
   * On failure: rejects with `name-invalid`, `snapshot-unknown`, `storage-full` or `storage-failed`; none was made.
   */
  async cloneLinked(id: SnapshotId, name: string): Promise<ClonedMachine> {
    assertName(name);
    return this.#context.queue.run(async () => {
      const change = new StoreChange(this.#context);
      const machine = this.#addClone(change, this.snapshot(id), name, this.snapshot(id).layer, this.#cipher);
      const { bytesWritten } = await change.commit();
      return { machine, blockCount: 0, bytesRead: 0, bytesWritten };
    });
  }

  /**
   * Makes a machine whose disk is a whole copy of what it was at a snapshot, and stands alone (a full clone). It is off,
   * and has no snapshots. Of an encrypted machine it is encrypted under a key of its own. This machine may be used
   * meanwhile.
   *
   * On failure or abort (`cancelled`): rejects with `name-invalid`, `snapshot-unknown`, `storage-damaged`,
   * `image-unreachable`, `image-damaged`, `storage-full` or `storage-failed`; none was made, and what was written is
   * given back.
   */
  async cloneFully(id: SnapshotId, name: string, options: ProgressOptions = {}): Promise<ClonedMachine> {
    assertName(name);
    const snapshot = this.snapshot(id);
    const views = await this.#context.queue.run(async () =>
      this.#viewsOf(snapshot.config, (await this.#chainOf(snapshot)).copy()),
    );
    let cipher: Cipher | null = null;
    try {
      // Made ahead; when the copy fails the next opening sweeps it.
      cipher = this.#cipher && (await this.#context.keys.create());
    } catch (cause) {
      for (const view of views) view.release();
      throw cause;
    }
    let machine: MachineRecord | null = null;
    const copying = { ...options, mode: "allocated", cipher } as const;
    const copied = await this.#copy(views, copying, (change, { key: _, ...layer }) => {
      machine = this.#addClone(change, snapshot, name, layer.id, cipher);
      change.layers.set(layer.id, { ...layer, machine: machine.id });
    });
    return { ...copied, machine: machine as unknown as MachineRecord };
  }

  /**
   * Memory and devices of a snapshot, read and verified; null when it was taken of a powered-off machine.
   * On failure: rejects with `snapshot-unknown`, `storage-damaged` or `storage-failed`.
   */
  async loadLive(id: SnapshotId): Promise<LiveState | null> {
    return this.#context.queue.run(async () => {
      const { live } = this.snapshot(id);
      return live === null ? null : loadLive(this.#context, id, live, { isEncrypted: this.#cipher !== null });
    });
  }

  /**
   * Makes the disk what it was at a snapshot, or for null what it was in the beginning, the bare base image or what a
   * clone was made from: the active layer is dropped and an empty one stands over the snapshot's (SPEC S3, S6, M4). The
   * configuration becomes the snapshot's (SPEC S8).
   *
   * Prerequisites: no disk request in flight, none made until it is done; no other revert under way.
   * On success: resolves with how many blocks were discarded; their space is kept for reuse.
   * On failure: rejects with `snapshot-unknown`, `machine-busy`, `storage-damaged`, `storage-full` or `storage-failed`,
   * and nothing has changed.
   */
  async revertTo(id: SnapshotId | null): Promise<{ discardedBlockCount: number }> {
    if (id !== null) this.snapshot(id);
    this.#assertQuiet("Revert");
    this.#isReverting = true;
    return this.#context.queue
      .run(() => this.#revert(id))
      .finally(() => {
        this.#isReverting = false;
      });
  }

  /**
   * Changes the configuration that the machine starts with. The disks that it has keep their size; a second one can be
   * added, which is new and empty, or thick with what freed extents hold (SPEC E4), or removed (SPEC G4).
   * On failure or abort (`cancelled`): rejects with `configuration-invalid`, `storage-damaged` (a thick disk, and nobody
   * knows what is free), `storage-full` or `storage-failed`, and nothing has changed.
   */
  async configure(config: MachineConfig, options: ProgressOptions = {}): Promise<void> {
    assertValidConfig(config);
    const thick = await this.#allocate(config, options);
    let isUsed = false;
    try {
      isUsed = await this.#context.queue.run(() => this.#configure(config, thick));
    } finally {
      if (isUsed) thick?.published();
      else await thick?.giveUp();
    }
  }

  /**
   * Puts a floppy into the empty drive: its blocks go into the active layer, in a range of their own, and are the machine's
   * from then on. `content` is as long as the floppy; null makes a blank one.
   *
   * Prerequisites: the machine is off.
   * On failure: rejects with `configuration-invalid` (no such floppy, or there is one in the drive), `storage-full` or
   * `storage-failed`; nothing has changed.
   */
  async insertFloppy(
    { byteLength, label }: Pick<FloppyConfig, "byteLength" | "label">,
    content: Uint8Array | null,
  ): Promise<void> {
    await this.#context.room.refresh();
    await this.#context.queue.run(async () => {
      const { config } = this.record;
      if (config.floppy !== undefined) {
        throw new StrataError(
          "configuration-invalid",
          "Insert floppy: there is one in the drive, wanted none",
          {
            details: { found: String(config.floppy.label) },
          },
        );
      }
      const range = nextRange(config, this.space.freeRange);
      const floppy: FloppyConfig = { bus: "floppy", image: null, byteLength, label, range };
      assertValidConfig({ ...config, floppy });
      const blocks = floppyBlocks(floppy, content);
      this.#context.extents.assertRoomFor(blocks.size, "Insert floppy");
      const change = new StoreChange(this.#context);
      change.machines.set(this.#id, { ...this.record, config: { ...config, floppy } });
      const layerChange = blocks.size > 0 ? await this.#prepare(change, blocks) : null;
      await change.commit();
      if (layerChange !== null) this.#apply(layerChange);
      this.space.tellWritten();
    });
  }

  /** The blocks of a second disk that `config` adds and that has all of them from the beginning; null for none. */
  async #allocate(config: MachineConfig, options: ProgressOptions): Promise<ThickBlocks | null> {
    const [, added] = this.#settle(config).disks;
    if (this.record.config.disks[1] !== undefined || added?.provisioning !== "thick-not-zeroed") return null;
    return ThickBlocks.allocate(this.#context, blockCountOf(added.byteLength), {
      ...options,
      cipher: this.#cipher,
    });
  }

  #settle(config: MachineConfig): MachineConfig {
    return settleDisks(config, this.record.config, () => this.space.freeRange, { isThickMade: true });
  }

  /** Resolves with whether `thick` was used: the disk may have been added by another call meanwhile. */
  async #configure(config: MachineConfig, thick: ThickBlocks | null): Promise<boolean> {
    const isNew = this.record.config.disks[1] === undefined;
    const settled = this.#settle(config);
    const change = new StoreChange(this.#context);
    change.machines.set(this.#id, { ...this.record, config: settled });
    const blocks = new BlockMap();
    const [, added] = settled.disks;
    const isUsed = thick !== null && added !== undefined && isNew;
    if (isUsed) {
      for (const [block, place] of thick.map.entries())
        blocks.set((firstBlockOf(added) + block) as BlockIndex, place);
      const { writes, blockCount } = this.#active.prepareInheriting(blocks, this.#context.checksum);
      const layer = change.layers.get(this.#active.id) as LayerRecord;
      change.layers.set(layer.id, { ...layer, blockCount });
      change.add(writes);
      thick.publish(change);
    }
    await change.commit();
    this.#active.inherit(blocks);
    for (const [block, place] of blocks.entries())
      this.space.chain.record(block as BlockIndex, place as Place);
    if (isUsed) this.space.tellRearranged();
    return isUsed;
  }

  /**
   * A disk as it stands, the first by default, whatever the guest writes afterwards. Flushes first, and rejects as
   * `flush` does, or with `disk-unknown`.
   */
  async view(drive = 0): Promise<DiskView> {
    const config = diskOf(this.record.config, drive);
    await this.flush();
    return this.#viewOf(config, this.space.chain.copy());
  }

  /**
   * A disk as it was at a snapshot, the first by default. Rejects with `snapshot-unknown`, `disk-unknown`,
   * `storage-damaged` or `storage-failed`.
   */
  viewSnapshot(id: SnapshotId, drive = 0): Promise<DiskView> {
    return this.#context.queue.run(async () => {
      const config = diskOf(this.snapshot(id).config, drive);
      return this.#viewOf(config, (await this.#chainOf(this.snapshot(id))).copy());
    });
  }

  /**
   * Which layers hold a block of a disk, with their copies, from the newest to the base image: as it stands, or as it was
   * at a snapshot. See `inspectBlock`; rejects with `snapshot-unknown` or `disk-unknown` too.
   */
  inspectBlock(block: BlockIndex, drive = 0, at: SnapshotId | null = null): Promise<LayerCopy[]> {
    return this.#context.queue.run(() => {
      const snapshot = at === null ? null : this.snapshot(at);
      const config = diskOf(snapshot?.config ?? this.record.config, drive);
      const inSpace = (firstBlockOf(config) + block) as BlockIndex;
      const lineage = lineageOf(this.#context.catalog.layers, snapshot?.layer ?? this.#active.id);
      const isPresent = snapshot === null;
      return inspectBlock(
        this.#context,
        {
          layers: isPresent ? this.layers().map(({ id }) => id) : lineage.map(({ id }) => id),
          standsOnBase: inSpace < DISK_RANGE_BLOCK_COUNT && lineage[0]?.standsAlone !== true,
          buffer: isPresent ? this.space.buffer : null,
          source: diskSource(this.#context, this.base),
        },
        inSpace,
      );
    });
  }

  /**
   * How full equal parts of a range of blocks are with what a layer holds itself, 0 to 1: see `storedDensity`. Of the
   * layers that take writes what waits in memory is left out.
   */
  densityOf(layer: LayerId, range: PartedRange): Promise<Float32Array> {
    if (layer === this.#active.id) return Promise.resolve(this.#active.densityOf(range));
    return storedDensity(this.#context, layer, range);
  }

  /** Copies all disks as they stand into a second image of this store: see `copyImage`. */
  async copyImage(options: CopyOptions): Promise<CopiedImage> {
    await this.flush();
    const views = this.#viewsOf(this.record.config, this.space.chain.copy());
    return this.#copy(views, { ...options, cipher: this.#cipher });
  }

  /** A disk of a copied image, which has the sizes of the present ones: see `viewImage`. Rejects with `disk-unknown` too. */
  async viewImage(image: LayerId, drive = 0): Promise<DiskView> {
    return viewImage(this.#context, image, diskOf(this.record.config, drive));
  }

  /** Removes a copied image: see `removeImage`. */
  removeImage(image: LayerId): Promise<void> {
    return removeImage(this.#context, image);
  }

  #viewOf(config: DiskConfig, chain: Chain): DiskView {
    return new DiskView(config, chain, diskSource(this.#context, this.base));
  }

  #viewsOf(config: MachineConfig, chain: Chain): readonly DiskView[] {
    return diskConfigs(config).map((disk) => this.#viewOf(disk, chain));
  }

  async #copy(
    views: readonly DiskView[],
    options: Parameters<typeof copyImage>[2],
    adopt?: Parameters<typeof copyImage>[3],
  ): Promise<CopiedImage> {
    try {
      return await copyImage(this.#context, views, options, adopt);
    } finally {
      for (const view of views) view.release();
    }
  }

  async #publish(
    id: SnapshotId,
    newLayer: LayerId,
    takenAt: number,
    request: SnapshotRequest,
  ): Promise<DurableSnapshot> {
    const { extents, catalog } = this.#context;
    const frozen = this.#active.id;
    try {
      const { stages, blocks } = this.space.buffer.gather(frozen);
      const capture = (await request.live?.()) ?? null;
      assertBaseIsThere(catalog.layers, capture);
      extents.assertRoomFor(blocks.size + (capture?.pages.size ?? 0), "Take a snapshot");
      const change = new StoreChange(this.#context);
      const layerChange = await this.#prepare(change, blocks, { isCleaning: false });
      const live =
        capture === null ? null : await writeLive(this.#context, id, this.#id, capture, this.#cipher);
      for (const [, place] of live?.places.entries() ?? []) change.refer(place, 1);
      change.add(live?.writes ?? []);
      const snapshot: SnapshotRecord = {
        id,
        machine: this.#id,
        parent: this.record.currentSnapshot,
        name: request.name,
        note: "",
        takenAt,
        order: nextOrder(this.snapshots),
        config: request.config,
        layer: frozen,
        live: live?.record ?? null,
        picture: await this.#pictures.keep(id, capture?.picture ?? null),
        cost: { elapsedMs: 0, pauseMs: 0, durableMs: 0, bytesRead: 0, bytesWritten: 0, blockCount: 0 },
      };
      change.layers.set(newLayer, emptyLayer(newLayer, this.#id, frozen));
      change.snapshots.set(id, snapshot);
      change.machines.set(this.#id, { ...this.record, activeLayer: newLayer, currentSnapshot: id });
      await change.commit();
      this.#apply(layerChange);
      this.space.buffer.release(stages);
      this.#chains.set(id, this.space.chain.copy());
      this.space.chain.push(newLayer);
      this.#active = new ActiveLayer(newLayer, this.#context.use);
      if (live !== null) extents.remember(live.packed);
      void this.#context.room.refresh();
      return {
        record: snapshot,
        blockCount: blocks.size,
        bytesWritten: layerChange.packed.byteLength + (live?.byteLength ?? 0),
        ram: live === null ? null : { layer: live.record.ramLayer, places: live.places },
      };
    } catch (cause) {
      this.space.buffer.reassign(newLayer, frozen);
      if (this.#topLayer === newLayer) this.#topLayer = frozen;
      this.space.tellRearranged();
      throw cause;
    }
  }

  async #revert(id: SnapshotId | null): Promise<{ discardedBlockCount: number }> {
    const snapshot = id === null ? null : this.snapshot(id);
    const chain = await this.#chainOf(snapshot);
    const dropped = this.#active;
    const discardedBlockCount = this.#activeBlockCount();
    const layer = this.#context.newId() as LayerId;
    const change = new StoreChange(this.#context);
    change.layers.delete(dropped.id);
    change.add([deleteLayerMap(dropped.id)]);
    for (const [extent, count] of dropped.references()) change.referToExtent(extent, -count);
    change.layers.set(layer, emptyLayer(layer, this.#id, chain.layers.at(-1) ?? null));
    change.machines.set(this.#id, {
      ...this.record,
      config: snapshot?.config ?? this.record.config,
      activeLayer: layer,
      currentSnapshot: snapshot?.id ?? null,
    });
    await change.commit({ makesRoom: true });
    const current = chain.copy();
    current.push(layer);
    this.#active = new ActiveLayer(layer, this.#context.use);
    this.#topLayer = layer;
    this.space.replace(current, layer);
    return { discardedBlockCount };
  }

  /** Adds to the change what writing `blocks` into the active layer takes. */
  async #prepare(
    change: StoreChange,
    blocks: ReadonlyMap<BlockIndex, Uint8Array>,
    options?: { readonly isCleaning: boolean },
  ): Promise<LayerChange> {
    const { extents, checksum } = this.#context;
    const layerChange = await this.#active.prepare(blocks, extents, checksum, {
      ...options,
      cipher: this.#cipher,
    });
    const layer = change.layers.get(this.#active.id) as LayerRecord;
    change.layers.set(layer.id, { ...layer, blockCount: layerChange.map.count });
    change.add(layerChange.writes);
    for (const [extent, count] of layerChange.references) change.referToExtent(extent, count);
    return layerChange;
  }

  #apply(change: LayerChange): void {
    this.#active.apply(change);
    for (const [block, place] of change.places) this.space.chain.record(block, place);
    this.#context.extents.remember(change.packed);
  }

  /** Layers below this machine were rearranged, maybe by another one. */
  #follow(reshape: Reshape): void {
    reshapeChain(this.space.chain, reshape);
    for (const [id, chain] of this.#chains.entries()) {
      if (id !== null && !this.#context.catalog.snapshots.has(id)) {
        this.#chains.delete(id);
        continue;
      }
      reshapeChain(chain, reshape);
      this.#chains.set(id, chain);
    }
    const inherited = reshape.kind === "merged-up" ? reshape.inherited.get(this.#active.id) : undefined;
    if (inherited !== undefined) this.#active.inherit(inherited);
    this.space.tellRearranged();
  }

  /** Writes a snapshot's record anew. */
  #amend(id: SnapshotId, values: Partial<SnapshotRecord>): Promise<void> {
    return this.#context.queue.run(async () => {
      const change = new StoreChange(this.#context);
      change.snapshots.set(id, { ...this.snapshot(id), ...values });
      await change.commit();
    });
  }

  /** Adds a machine to the change that begins on `origin`, with the configuration of a snapshot. */
  #addClone(
    change: StoreChange,
    snapshot: SnapshotRecord,
    name: string,
    origin: LayerId,
    cipher: Cipher | null,
  ): MachineRecord {
    const { newId, now } = this.#context;
    const machine: MachineRecord = {
      id: newId() as MachineId,
      name,
      config: snapshot.config,
      image: this.record.image,
      activeLayer: newId() as LayerId,
      currentSnapshot: null,
      origin,
      key: cipher?.key ?? null,
      createdAt: now(),
      order: nextOrder(change.machines.values()),
    };
    change.machines.set(machine.id, machine);
    change.layers.set(machine.activeLayer, emptyLayer(machine.activeLayer, machine.id, origin));
    return machine;
  }

  /** The folded disk of a snapshot, or of the beginning for null. Runs within the store's queue. */
  async #chainOf(snapshot: SnapshotRecord | null): Promise<Chain> {
    const key = snapshot?.id ?? null;
    const known = this.#chains.get(key);
    if (known !== undefined) return known;
    const top = snapshot === null ? this.record.origin : snapshot.layer;
    const chain = Chain.fold(top === null ? [] : await loadChain(this.#context, top));
    this.#chains.set(key, chain);
    return chain;
  }

  #activeBlockCount(): number {
    const waiting = new Set(this.space.buffer.blocksOf(this.#active.id));
    let count = this.#active.blockCount;
    for (const block of waiting) if (!this.#active.holds(block)) count++;
    return count;
  }

  #assertQuiet(action: string): void {
    if (!this.space.isBusy && !this.#isReverting) return;
    const found = this.#isReverting ? "a revert is under way" : "a disk request is in flight";
    throw new StrataError("machine-busy", `${action}: ${found}, wanted a machine at rest`);
  }

  #writeBackWhenDue(): void {
    if (this.space.buffer.byteLength < WRITE_BACK_BYTE_LENGTH || this.#isWritingBack) return;
    this.#isWritingBack = true;
    this.flush()
      .catch((cause: unknown) => this.#writeBackFailed.emit(cause))
      .finally(() => {
        this.#isWritingBack = false;
      });
  }

  /** Whether the guest may write on without waiting for the store. */
  get hasRoom(): boolean {
    return this.space.buffer.byteLength < WRITE_LIMIT_BYTE_LENGTH;
  }

  /** Resolves at once while memory is free, and otherwise when the store has caught up. Rejects as `flush` does. */
  async waitForRoom(): Promise<void> {
    if (!this.hasRoom) await this.flush();
  }
}

const emptyLayer = (id: LayerId, machine: MachineId, parent: LayerId | null): LayerRecord => ({
  id,
  machine,
  parent,
  space: "disk",
  blockCount: 0,
});

/** The blocks of a map from `first` to before `end`, in ascending order. */
function* blocksWithin(map: BlockMap, first: number, end: number): Generator<BlockIndex> {
  for (const block of map.differences(new BlockMap())) if (block >= first && block < end) yield block;
}

function reshapeChain(chain: Chain, reshape: Reshape): void {
  if (reshape.kind === "merged-up") chain.mergeUp(reshape.gone);
  else if (reshape.kind === "merged-down") chain.mergeDown(reshape.layer);
  else chain.flatten(reshape.layer, reshape.copies);
}

/** A memory kept by its changes needs the one that they are changes of: its pages may be gone else. */
function assertBaseIsThere(layers: ReadonlyMap<LayerId, LayerRecord>, live: LiveCapture | null): void {
  const base = live?.base?.layer;
  if (base === undefined || layers.has(base)) return;
  throw new StrataError(
    "snapshot-unknown",
    `Take a snapshot: memory ${base}, which it builds on, was removed, wanted it there or all pages`,
    { details: { id: base } },
  );
}

/** The layers from the oldest down to `top`, with their maps. Rejects with `storage-damaged` when one is missing. */
async function loadChain(context: StoreContext, top: LayerId): Promise<MappedLayer[]> {
  const lineage = lineageOf(context.catalog.layers, top);
  const { datastore, checksum } = context;
  return Promise.all(
    lineage.map(async ({ id, blockCount, standsAlone }) => ({
      id,
      map: await loadLayerMap(datastore, id, checksum, blockCount),
      standsAlone,
    })),
  );
}
