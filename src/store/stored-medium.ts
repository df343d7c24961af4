import type { BlockMap } from "../core/block-map.ts";
import { assertRange, BLOCK_BYTE_LENGTH, spansOf } from "../core/geometry.ts";
import type { BlockIndex, LayerId, MediumId, Place } from "../core/identity.ts";
import { explainDamage } from "./explain-damage.ts";
import { loadLayerMap } from "./layer-maps.ts";
import type { MediumLayer } from "./media.ts";
import type { MediumKind } from "./records.ts";
import type { StoreContext } from "./store-context.ts";

const ZEROS: Uint8Array = new Uint8Array(BLOCK_BYTE_LENGTH);

/** A medium that is being read, like a disk that is never written to. While it is open it can't be removed: `close` it. */
export class StoredMedium {
  readonly id: MediumId;
  readonly kind: MediumKind;
  readonly name: string;
  readonly byteLength: number;
  readonly #context: StoreContext;
  readonly #map: BlockMap;
  #isClosed = false;

  private constructor(context: StoreContext, { id, medium }: MediumLayer, map: BlockMap) {
    this.#context = context;
    this.id = id as string as MediumId;
    this.kind = medium.kind;
    this.name = medium.name;
    this.byteLength = medium.byteLength;
    this.#map = map;
  }

  /** See `Media.open`. Runs within the store's queue. */
  static async open(context: StoreContext, layer: MediumLayer): Promise<StoredMedium> {
    const map = await loadLayerMap(context.datastore, layer.id, context.checksum, layer.blockCount);
    context.openMedia.set(layer.id, (context.openMedia.get(layer.id) ?? 0) + 1);
    return new StoredMedium(context, layer, map);
  }

  /** Ends the reading; nothing may be called afterwards. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { openMedia } = this.#context;
    const layer = this.id as string as LayerId;
    const count = (openMedia.get(layer) ?? 1) - 1;
    if (count > 0) openMedia.set(layer, count);
    else openMedia.delete(layer);
  }

  /**
   * What `read` would give, when every block is in memory or known to be zeros; null when it would have to wait.
   * Throws `range-invalid`.
   */
  readNow(offset: number, length: number): Uint8Array<ArrayBuffer> | null {
    assertRange(offset, length, this.byteLength);
    const result = new Uint8Array(length);
    for (const { block, start, length: spanLength, position } of spansOf(offset, length)) {
      const bytes = this.#peek(block);
      if (bytes === null) return null;
      result.set(bytes.subarray(start, start + spanLength), position);
    }
    return result;
  }

  /**
   * The `length` bytes at `offset`, in a buffer of the caller's own.
   * On failure: rejects with `range-invalid`, `storage-damaged` or `storage-failed`.
   */
  async read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    assertRange(offset, length, this.byteLength);
    const result = new Uint8Array(length);
    try {
      await Promise.all(
        spansOf(offset, length).map(async ({ block, start, length: spanLength, position }) => {
          const bytes = this.#peek(block) ?? (await this.#load(block));
          result.set(bytes.subarray(start, start + spanLength), position);
        }),
      );
    } catch (cause) {
      throw await explainDamage(this.#context, cause);
    }
    return result;
  }

  #peek(block: BlockIndex): Uint8Array | null {
    const place = this.#map.get(block);
    return place === 0 ? ZEROS : this.#context.extents.peek(place as Place);
  }

  #load(block: BlockIndex): Promise<Uint8Array> {
    return this.#context.extents.load(this.#map.get(block) as Place);
  }
}
