import type { LayerId, MachineId, Place, SnapshotId } from "../core/identity.ts";
import { extentOf } from "../core/place.ts";
import type { Write } from "./datastore.ts";
import type { RecordTable } from "./record-shapes.ts";
import type { LayerRecord, MachineRecord, SnapshotRecord } from "./records.ts";
import type { Reshape } from "./reshape.ts";
import type { Checksum } from "./sealed-bytes.ts";
import { putRecord } from "./sealed-record.ts";
import type { StoreContext } from "./store-context.ts";
import { noteWipe, noteWorn } from "./wipe-notes.ts";

/**
 * A change of the store that is being put together, and becomes one commit (SPEC P1): drafts of the small records, writes
 * to the other tables, and which references to extents come and go.
 *
 * It is made, filled and committed within one task of the store's queue, so that nothing else changes meanwhile.
 */
export class StoreChange {
  readonly machines: Map<MachineId, MachineRecord>;
  readonly snapshots: Map<SnapshotId, SnapshotRecord>;
  readonly layers: Map<LayerId, LayerRecord>;
  /** Told to the open machines when the commit has held, in this order. */
  readonly reshapes: Reshape[] = [];
  readonly #context: StoreContext;
  readonly #writes: Write[] = [];
  readonly #references = new Map<number, number>();
  readonly #unused: number[] = [];
  /** References by place, where they are wanted. */
  readonly #placeReferences: Map<number, number> | null;

  /** @param options.isWiping whether what nothing refers to any more is to be overwritten: see `commit`. */
  constructor(context: StoreContext, { isWiping = false }: { readonly isWiping?: boolean } = {}) {
    this.#context = context;
    this.#placeReferences = isWiping ? new Map() : null;
    this.machines = new Map(context.catalog.machines);
    this.snapshots = new Map(context.catalog.snapshots);
    this.layers = new Map(context.catalog.layers);
  }

  /** Adds writes; layer records among them go to the draft. */
  add(writes: readonly Write[]): void {
    for (const write of writes) {
      if (write.kind === "put" && write.table === "layers")
        this.layers.set(write.key as LayerId, write.value as LayerRecord);
      else this.#writes.push(write);
    }
  }

  /** Counts `change` more references to the extent of `place`, or fewer. */
  refer(place: Place | number, change: number): void {
    this.#placeReferences?.set(place, (this.#placeReferences.get(place) ?? 0) + change);
    this.referToExtent(extentOf(place as Place), change);
  }

  /** Counts `change` more references to `extent`, or fewer. */
  referToExtent(extent: number, change: number): void {
    this.#references.set(extent, (this.#references.get(extent) ?? 0) + change);
  }

  /** Frees extents that were written and that nothing has referred to so far. */
  dispose(extents: Iterable<number>): void {
    this.#unused.push(...extents);
  }

  /**
   * Commits. On success: resolves when it is durable, with the bytes of blocks, maps and states written, and the extents
   * that nothing refers to any more. These are kept for reuse, unless `keepsFreed` is false: then the caller deals with
   * them, and `isWiping` notes in the commit that they are to be overwritten, and that others are to be when they go
   * which hold something that nothing refers to any more beside what stays. A change that `makesRoom` may use up the
   * reserve for its few records.
   * On failure: rejects with `storage-damaged` (`isWiping`, and nobody knows what is free), `storage-full` or
   * `storage-failed`; nothing has changed.
   */
  async commit({ keepsFreed = true, isWiping = false, makesRoom = false } = {}): Promise<Committed> {
    const { checksum, extents, catalog, use, reshaped } = this.#context;
    if (isWiping) extents.freed.assertKnown("Wipe");
    const writes = [
      ...this.#writes,
      ...differences("machines", catalog.machines, this.machines, checksum),
      ...differences("snapshots", catalog.snapshots, this.snapshots, checksum),
      ...differences("layers", catalog.layers, this.layers, checksum),
    ];
    const freed = this.#freed();
    const [first, ...others] = freed;
    if (isWiping && first !== undefined) writes.push(noteWipe([first, ...others], checksum));
    const worn = isWiping ? this.#worn(new Set(freed)) : [];
    writes.push(...noteWorn(worn, checksum));
    await extents.commit(writes, { makesRoom });
    extents.freed.wear(worn);
    for (const [extent, change] of this.#references) use.add(extent, change);
    catalog.machines = this.machines;
    catalog.snapshots = this.snapshots;
    catalog.layers = this.layers;
    for (const reshape of this.reshapes) reshaped.emit(reshape);
    if (keepsFreed && !isWiping) void extents.free(freed);
    return { bytesWritten: writes.reduce((sum, write) => sum + byteLengthOf(write), 0), freed };
  }

  /** What `commit` would do, without doing it. */
  foresee(): Committed {
    return {
      bytesWritten: this.#writes.reduce((sum, write) => sum + byteLengthOf(write), 0),
      freed: this.#freed(),
    };
  }

  /** Places that fewer layers refer to than before. Prerequisites: `isWiping`, since they are not counted otherwise. */
  lostPlaces(): Set<number> {
    const lost = new Set<number>();
    for (const [place, change] of this.#placeReferences ?? []) if (change < 0) lost.add(place);
    return lost;
  }

  /** Extents that nothing refers to any more. */
  #freed(): number[] {
    const freed = [...this.#unused];
    for (const [extent, change] of this.#references) {
      const count = this.#context.use.count(extent) + change;
      if (count < 0)
        throw new RangeError(`Commit: ${count} references to extent ${extent}, wanted 0 or more`);
      if (change < 0 && count === 0) freed.push(extent);
    }
    return freed;
  }

  /** Extents that lose a reference to one of their places, and are not freed by that. */
  #worn(freed: ReadonlySet<number>): number[] {
    const worn = new Set<number>();
    for (const place of this.lostPlaces()) {
      const extent = extentOf(place as Place);
      if (!freed.has(extent)) worn.add(extent);
    }
    return [...worn];
  }
}

/** What a commit did. */
export interface Committed {
  /** Bytes of blocks, maps and states. */
  readonly bytesWritten: number;
  /** Extents that nothing refers to any more. */
  readonly freed: readonly number[];
}

function differences<Id extends string, Value>(
  table: RecordTable,
  before: ReadonlyMap<Id, Value>,
  after: ReadonlyMap<Id, Value>,
  checksum: Checksum,
): Write[] {
  const writes: Write[] = [];
  for (const [key, value] of after)
    if (before.get(key) !== value) writes.push(putRecord(table, key, value, checksum));
  for (const key of before.keys()) if (!after.has(key)) writes.push({ kind: "delete", table, key });
  return writes;
}

const byteLengthOf = (write: Write): number =>
  write.kind === "put" && write.value instanceof Uint8Array ? write.value.byteLength : 0;
