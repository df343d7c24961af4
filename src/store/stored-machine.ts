// Long because every operation of a machine shares one queue and one state: its disk, its layers, its snapshots.
import type { BaseImage } from "../core/base-image.ts";
import type { BlockMap } from "../core/block-map.ts";
import { Chain } from "../core/chain.ts";
import type { Cost } from "../core/cost.ts";
import { Emitter } from "../core/emitter.ts";
import type { BlockIndex, LayerId, MachineId, SnapshotId } from "../core/identity.ts";
import { assertValidConfig, type MachineConfig } from "../core/machine-config.ts";
import { StrataError } from "../core/strata-error.ts";
import { ActiveLayer, type LayerChange } from "./active-layer.ts";
import type { Write } from "./datastore.ts";
import { Disk } from "./disk.ts";
import { DiskView } from "./disk-view.ts";
import { type CopiedImage, type CopyOptions, copyImage, removeImage, viewImage } from "./full-copy.ts";
import { deleteLayerMap, loadLayerMap } from "./layer-maps.ts";
import { type LiveCapture, type LiveState, loadLive, writeLive } from "./live-state.ts";
import { assertName } from "./name.ts";
import type { LayerRecord, MachineRecord, SnapshotRecord } from "./records.ts";
import { SerialQueue } from "./serial-queue.ts";
import type { StoreContext } from "./store-context.ts";

/** Written and not yet durable bytes at which a write-back starts by itself. */
const WRITE_BACK_BYTE_LENGTH = 4 * 1024 * 1024;
/** Written and not yet durable bytes at which a guest's write has to wait for the store. */
const WRITE_LIMIT_BYTE_LENGTH = 32 * 1024 * 1024;

/** What a snapshot is to keep, apart from the disk. */
export interface SnapshotRequest {
  readonly name: string;
  readonly config: MachineConfig;
  /** Memory and devices of a stopped, quiesced machine; null when it is powered off (SPEC S7). */
  readonly live: LiveCapture | null;
  readonly picture: string | null;
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

/**
 * One machine in the store: its disk and its snapshots. Every operation is one commit, so that a crash at any moment
 * leaves the state before it or after it (SPEC P1); operations queue up behind one another.
 */
export class StoredMachine {
  readonly disk: Disk;
  readonly base: BaseImage;
  readonly #context: StoreContext;
  readonly #queue = new SerialQueue();
  readonly #writeBackFailed = new Emitter<unknown>();
  /** A write-back that started by itself failed; the bytes wait in memory, and the next flush tries again. */
  readonly onWriteBackFailed = this.#writeBackFailed.subscribe;
  readonly #layers: Map<LayerId, LayerRecord>;
  readonly #snapshots: Map<SnapshotId, SnapshotRecord>;
  /** Folded disks of snapshots already seen: a revert to one of them reads no map. */
  readonly #chains = new Map<SnapshotId, Chain>();
  #record: MachineRecord;
  #active: ActiveLayer;
  /** Takes the writes; another than `#active` while a snapshot is on its way into the store. */
  #topLayer: LayerId;
  #isWritingBack = false;
  #isReverting = false;

  private constructor(
    context: StoreContext,
    record: MachineRecord,
    base: BaseImage,
    layers: Map<LayerId, LayerRecord>,
    snapshots: Map<SnapshotId, SnapshotRecord>,
    chain: Chain,
    active: ActiveLayer,
  ) {
    this.#context = context;
    this.#record = record;
    this.base = base;
    this.#layers = layers;
    this.#snapshots = snapshots;
    this.#active = active;
    this.#topLayer = active.id;
    const byteLength = record.config.disks[0]?.byteLength ?? base.byteLength;
    this.disk = new Disk(byteLength, chain, active.id, { extents: context.extents, base });
    this.disk.onWritten(() => this.#writeBackWhenDue());
  }

  /** See `Store.openMachine`. */
  static async open(context: StoreContext, id: MachineId, base: BaseImage): Promise<StoredMachine> {
    const record = (await context.datastore.get("machines", id)) as MachineRecord | undefined;
    if (record === undefined) {
      throw new StrataError(
        "storage-damaged",
        `Open machine ${id}: no such record, wanted a machine of this store`,
      );
    }
    if (record.image.sha256 !== base.sha256) {
      throw new StrataError(
        "disk-changed",
        `Open machine ${record.name}: its layers stand on another version of the image ${record.image.name}, wanted ${record.image.sha256}`,
        { details: { image: record.image.name, wanted: record.image.sha256, found: base.sha256 } },
      );
    }
    const ofMachine = <Value extends { machine: MachineId | null }>(entries: { value: unknown }[]): Value[] =>
      entries.map((entry) => entry.value as Value).filter((value) => value.machine === id);
    const layers = ofMachine<LayerRecord>(await context.datastore.getAll("layers"));
    const snapshots = ofMachine<SnapshotRecord>(await context.datastore.getAll("snapshots"));
    snapshots.sort((left, right) => left.takenAt - right.takenAt);
    const layersById = new Map(layers.map((layer) => [layer.id, layer]));
    const mapped = await loadChain(context, layersById, record.activeLayer);
    return new StoredMachine(
      context,
      record,
      base,
      layersById,
      new Map(snapshots.map((snapshot) => [snapshot.id, snapshot])),
      Chain.fold(mapped),
      new ActiveLayer(record.activeLayer, mapped.at(-1)?.map),
    );
  }

  get record(): MachineRecord {
    return this.#record;
  }

  /** Snapshots, the oldest first. */
  get snapshots(): readonly SnapshotRecord[] {
    return [...this.#snapshots.values()];
  }

  /** Bytes read from the datastore since the store was opened. */
  get bytesRead(): number {
    return this.#context.extents.bytesRead;
  }

  /** Throws `snapshot-unknown`. */
  snapshot(id: SnapshotId): SnapshotRecord {
    const record = this.#snapshots.get(id);
    if (record !== undefined) return record;
    throw new StrataError(
      "snapshot-unknown",
      `Find snapshot: ${JSON.stringify(id)} is unknown, wanted one of this machine`,
      {
        details: { id: String(id) },
      },
    );
  }

  /** Blocks that one committed layer of this machine holds, those still in memory included. */
  blockCountOf(layer: LayerId): number {
    return layer === this.#active.id ? this.#activeBlockCount() : (this.#layers.get(layer)?.blockCount ?? 0);
  }

  /** The layers from the oldest to the active one, with the blocks that each holds, those in memory included. */
  layers(): { readonly id: LayerId; readonly blockCount: number }[] {
    const counts = this.disk.chain.layers.map((id) => ({ id, blockCount: this.blockCountOf(id) }));
    // A layer stands above each snapshot that is on its way into the store.
    const waiting = this.disk.buffer.layers.filter((id) => !this.disk.chain.layers.includes(id));
    return [
      ...counts,
      ...waiting.map((id) => ({ id, blockCount: new Set(this.disk.buffer.blocksOf(id)).size })),
    ];
  }

  /**
   * Makes everything written so far durable (SPEC P4).
   * On failure: rejects with `storage-full` or `storage-failed`; the bytes stay in memory, and a later call tries again.
   */
  flush(): Promise<void> {
    return this.#queue.run(async () => {
      this.disk.buffer.seal(this.#topLayer);
      const { stages, blocks } = this.disk.buffer.gather(this.#active.id);
      if (blocks.size > 0) {
        const change = await this.#prepare(blocks);
        await this.#context.datastore.commit(change.writes);
        this.#apply(change);
      }
      this.disk.buffer.release(stages);
    });
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
    this.disk.buffer.seal(newLayer);
    this.#topLayer = newLayer;
    return { id, durable: this.#queue.run(() => this.#publish(id, newLayer, takenAt, request)) };
  }

  /** Notes in a snapshot what it cost; known only when it is durable. */
  recordCost(id: SnapshotId, cost: Cost): Promise<void> {
    return this.#queue.run(async () => {
      const record = { ...this.snapshot(id), cost };
      await this.#context.datastore.commit([{ kind: "put", table: "snapshots", key: id, value: record }]);
      this.#snapshots.set(id, record);
    });
  }

  /**
   * Memory and devices of a snapshot, read and verified; null when it was taken of a powered-off machine.
   * On failure: rejects with `snapshot-unknown`, `storage-damaged` or `storage-failed`.
   */
  async loadLive(id: SnapshotId): Promise<LiveState | null> {
    const { live } = this.snapshot(id);
    return live === null ? null : loadLive(this.#context, id, live);
  }

  /**
   * Makes the disk what it was at a snapshot, or the bare base image for null: the active layer is dropped and an empty
   * one stands over the snapshot's (SPEC S3, S6, M4). The configuration becomes the snapshot's (SPEC S8).
   *
   * Prerequisites: no disk request in flight, none made until it is done; no other revert under way.
   * On success: resolves with how many blocks were discarded; their space is reclaimed behind the operation.
   * On failure: rejects with `snapshot-unknown`, `machine-busy`, `storage-damaged`, `storage-full` or `storage-failed`,
   * and nothing has changed.
   */
  async revertTo(id: SnapshotId | null): Promise<{ discardedBlockCount: number }> {
    const snapshot = id === null ? null : this.snapshot(id);
    this.#assertQuiet("Revert");
    this.#isReverting = true;
    return this.#queue
      .run(() => this.#revert(snapshot))
      .finally(() => {
        this.#isReverting = false;
      });
  }

  /**
   * Changes the configuration that the machine starts with.
   * On failure: rejects with `configuration-invalid`, `storage-full` or `storage-failed`, and nothing has changed.
   */
  configure(config: MachineConfig): Promise<void> {
    return this.#queue.run(async () => {
      assertValidConfig(config);
      const record = { ...this.#record, config };
      await this.#context.datastore.commit([
        { kind: "put", table: "machines", key: record.id, value: record },
      ]);
      this.#record = record;
    });
  }

  /** The disk as it stands, whatever the guest writes afterwards. Flushes first, and rejects as `flush` does. */
  async view(): Promise<DiskView> {
    await this.flush();
    return new DiskView(this.disk.byteLength, this.disk.chain.copy(), this.base, this.#context.extents);
  }

  /**
   * The disk as it was at a snapshot. Rejects with `snapshot-unknown`, `storage-damaged` or `storage-failed`.
   */
  async viewSnapshot(id: SnapshotId): Promise<DiskView> {
    const chain = await this.#chainOf(this.snapshot(id));
    return new DiskView(this.disk.byteLength, chain, this.base, this.#context.extents);
  }

  /** Copies the disk as it stands into a second image of this store: see `copyImage`. */
  async copyImage(options: CopyOptions): Promise<CopiedImage> {
    const view = await this.view();
    try {
      return await copyImage(this.#context, view, options);
    } finally {
      view.release();
    }
  }

  /** A copied image as a disk that can be read: see `viewImage`. */
  viewImage(image: LayerId): Promise<DiskView> {
    return viewImage(this.#context, image, this.disk.byteLength);
  }

  /** Removes a copied image: see `removeImage`. */
  removeImage(image: LayerId): Promise<void> {
    return removeImage(this.#context, image);
  }

  async #publish(
    id: SnapshotId,
    newLayer: LayerId,
    takenAt: number,
    request: SnapshotRequest,
  ): Promise<DurableSnapshot> {
    const { datastore, extents } = this.#context;
    const frozen = this.#active.id;
    try {
      const { stages, blocks } = this.disk.buffer.gather(frozen);
      const change = await this.#prepare(blocks, { isCleaning: false });
      const live = request.live === null ? null : writeLive(this.#context, id, this.#record.id, request.live);
      const layer: LayerRecord = {
        id: newLayer,
        machine: this.#record.id,
        parent: frozen,
        space: "disk",
        blockCount: 0,
      };
      const snapshot: SnapshotRecord = {
        id,
        machine: this.#record.id,
        parent: this.#record.currentSnapshot,
        name: request.name,
        takenAt,
        config: request.config,
        layer: frozen,
        live: live?.record ?? null,
        picture: request.picture,
        cost: { elapsedMs: 0, pauseMs: 0, durableMs: 0, bytesRead: 0, bytesWritten: 0, blockCount: 0 },
      };
      const record: MachineRecord = { ...this.#record, activeLayer: newLayer, currentSnapshot: id };
      await datastore.commit([
        ...change.writes,
        ...(live?.writes ?? []),
        { kind: "put", table: "layers", key: newLayer, value: layer },
        { kind: "put", table: "snapshots", key: id, value: snapshot },
        { kind: "put", table: "machines", key: record.id, value: record },
      ]);
      this.#apply(change);
      this.disk.buffer.release(stages);
      this.#chains.set(id, this.disk.chain.copy());
      this.disk.chain.push(newLayer);
      this.#active = new ActiveLayer(newLayer);
      this.#layers.set(newLayer, layer);
      this.#snapshots.set(id, snapshot);
      this.#record = record;
      if (live !== null) extents.remember(live.packed);
      return {
        record: snapshot,
        blockCount: blocks.size,
        bytesWritten: change.packed.byteLength + (live?.byteLength ?? 0),
        ram: live === null ? null : { layer: live.record.ramLayer, places: live.places },
      };
    } catch (cause) {
      this.disk.buffer.reassign(newLayer, frozen);
      if (this.#topLayer === newLayer) this.#topLayer = frozen;
      throw cause;
    }
  }

  async #revert(snapshot: SnapshotRecord | null): Promise<{ discardedBlockCount: number }> {
    const { datastore, extents, newId } = this.#context;
    const chain = snapshot === null ? Chain.fold([]) : await this.#chainOf(snapshot);
    const dropped = this.#active;
    const discardedBlockCount = this.#activeBlockCount();
    const layer: LayerRecord = {
      id: newId() as LayerId,
      machine: this.#record.id,
      parent: snapshot?.layer ?? null,
      space: "disk",
      blockCount: 0,
    };
    const record: MachineRecord = {
      ...this.#record,
      config: snapshot?.config ?? this.#record.config,
      activeLayer: layer.id,
      currentSnapshot: snapshot?.id ?? null,
    };
    await datastore.commit([
      { kind: "delete", table: "layers", key: dropped.id },
      deleteLayerMap(dropped.id),
      extents.freeing(dropped.id, dropped.extents),
      { kind: "put", table: "layers", key: layer.id, value: layer },
      { kind: "put", table: "machines", key: record.id, value: record },
    ]);
    this.#layers.delete(dropped.id);
    this.#layers.set(layer.id, layer);
    this.#record = record;
    const current = chain.copy();
    current.push(layer.id);
    this.#active = new ActiveLayer(layer.id);
    this.#topLayer = layer.id;
    this.disk.replace(current, layer.id);
    this.#reclaim(dropped.id);
    return { discardedBlockCount };
  }

  async #prepare(
    blocks: ReadonlyMap<BlockIndex, Uint8Array>,
    options?: { readonly isCleaning: boolean },
  ): Promise<LayerChange> {
    const { extents, checksum } = this.#context;
    const change = await this.#active.prepare(blocks, extents, checksum, options);
    const layer = this.#layers.get(this.#active.id);
    const writes: Write[] = [
      ...change.writes,
      {
        kind: "put",
        table: "layers",
        key: this.#active.id,
        value: { ...layer, blockCount: change.map.count },
      },
    ];
    if (change.deadExtents.length > 0) writes.push(extents.freeing(tokenOf(change), change.deadExtents));
    return { ...change, writes };
  }

  #apply(change: LayerChange): void {
    this.#active.apply(change);
    for (const [block, place] of change.places) this.disk.chain.record(block, place);
    const layer = this.#layers.get(this.#active.id);
    if (layer !== undefined) this.#layers.set(layer.id, { ...layer, blockCount: change.map.count });
    this.#context.extents.remember(change.packed);
    if (change.deadExtents.length > 0) this.#reclaim(tokenOf(change));
  }

  /** In the background; what fails here is left to the next opening, and no operation depends on it. */
  #reclaim(token: string): void {
    this.#context.extents.reclaim(token).catch(() => undefined);
  }

  async #chainOf(snapshot: SnapshotRecord): Promise<Chain> {
    const known = this.#chains.get(snapshot.id);
    if (known !== undefined) return known;
    const chain = Chain.fold(await loadChain(this.#context, this.#layers, snapshot.layer));
    this.#chains.set(snapshot.id, chain);
    return chain;
  }

  #activeBlockCount(): number {
    const waiting = new Set(this.disk.buffer.blocksOf(this.#active.id));
    let count = this.#active.blockCount;
    for (const block of waiting) if (!this.#active.holds(block)) count++;
    return count;
  }

  #assertQuiet(action: string): void {
    if (!this.disk.isBusy && !this.#isReverting) return;
    const found = this.#isReverting ? "a revert is under way" : "a disk request is in flight";
    throw new StrataError("machine-busy", `${action}: ${found}, wanted a machine at rest`);
  }

  #writeBackWhenDue(): void {
    if (this.disk.buffer.byteLength < WRITE_BACK_BYTE_LENGTH || this.#isWritingBack) return;
    this.#isWritingBack = true;
    this.flush()
      .catch((cause: unknown) => this.#writeBackFailed.emit(cause))
      .finally(() => {
        this.#isWritingBack = false;
      });
  }

  /** Whether the guest may write on without waiting for the store. */
  get hasRoom(): boolean {
    return this.disk.buffer.byteLength < WRITE_LIMIT_BYTE_LENGTH;
  }

  /** Resolves at once while memory is free, and otherwise when the store has caught up. Rejects as `flush` does. */
  async waitForRoom(): Promise<void> {
    if (!this.hasRoom) await this.flush();
  }
}

/** Layers are named once only, and so is what a commit frees: its first dead extent is freed by no other. */
const tokenOf = (change: LayerChange): string => `extent ${change.deadExtents[0]}`;

/** The layers from the oldest down to `top`, with their maps. Rejects with `storage-damaged` when one is missing. */
async function loadChain(
  context: StoreContext,
  layers: ReadonlyMap<LayerId, LayerRecord>,
  top: LayerId,
): Promise<{ id: LayerId; map: BlockMap }[]> {
  const lineage: LayerId[] = [];
  for (let id: LayerId | null = top; id !== null; ) {
    const layer: LayerRecord | undefined = layers.get(id);
    if (layer === undefined || lineage.includes(id)) {
      throw new StrataError(
        "storage-damaged",
        `Open layer ${id}: missing or its own ancestor, wanted a whole chain`,
        {
          details: { record: `layer ${id}` },
        },
      );
    }
    lineage.unshift(id);
    id = layer.parent;
  }
  return Promise.all(
    lineage.map(async (id) => {
      const blockCount = layers.get(id)?.blockCount;
      return { id, map: await loadLayerMap(context.datastore, id, context.checksum, blockCount) };
    }),
  );
}
