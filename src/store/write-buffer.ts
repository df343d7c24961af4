import { REGION_BLOCK_COUNT } from "../core/block-map.ts";
import { BLOCK_BYTE_LENGTH } from "../core/geometry.ts";
import type { BlockIndex, LayerId } from "../core/identity.ts";

/** Blocks that share one piece of memory: one by one they would keep the garbage collector busy while a guest writes. */
const BLOCKS_PER_PIECE = 64;

/** Blocks written to one layer, in memory only so far. */
export interface Stage {
  readonly layer: LayerId;
  readonly blocks: Map<BlockIndex, Uint8Array<ArrayBuffer>>;
}

/**
 * Whole blocks that were written and are not yet durable: a stack of stages, the newest on top taking the writes, the
 * others on their way into the store. A stage leaves when its commit has held, so a failed commit loses nothing.
 */
export class WriteBuffer {
  /** Oldest first; the last one takes writes. */
  #stages: Stage[];
  /** Memory that no block has yet, all zeros. */
  #piece = new Uint8Array(0);

  constructor(layer: LayerId) {
    this.#stages = [{ layer, blocks: new Map() }];
  }

  /** Bytes that are not yet durable. */
  get byteLength(): number {
    return this.#stages.reduce((sum, stage) => sum + stage.blocks.size, 0) * BLOCK_BYTE_LENGTH;
  }

  /** The newest content of `block`; a view, not to be kept or written. */
  get(block: BlockIndex): Uint8Array<ArrayBuffer> | undefined {
    for (let index = this.#stages.length - 1; index >= 0; index--) {
      const bytes = this.#stages[index]?.blocks.get(block);
      if (bytes !== undefined) return bytes;
    }
    return undefined;
  }

  /** The layer that the newest content of `block` belongs to, or undefined. */
  layerOf(block: BlockIndex): LayerId | undefined {
    for (let index = this.#stages.length - 1; index >= 0; index--) {
      const stage = this.#stages[index];
      if (stage?.blocks.has(block)) return stage.layer;
    }
    return undefined;
  }

  /** The newest content of `block` that waits for `layer`; a view, not to be kept or written. */
  contentFor(layer: LayerId, block: BlockIndex): Uint8Array<ArrayBuffer> | undefined {
    return this.#stages
      .findLast((stage) => stage.layer === layer && stage.blocks.has(block))
      ?.blocks.get(block);
  }

  /** The layer that takes writes. */
  get openLayer(): LayerId {
    return this.#top().layer;
  }

  /** The layers that something waits for or that takes writes, the oldest first. */
  get layers(): readonly LayerId[] {
    return [...new Set(this.#stages.map((stage) => stage.layer))];
  }

  /** The regions of a map in which anything waits. Costs the blocks that wait. */
  get regions(): Set<number> {
    const regions = new Set<number>();
    for (const { blocks } of this.#stages)
      for (const block of blocks.keys()) regions.add(Math.floor(block / REGION_BLOCK_COUNT));
    return regions;
  }

  /** Blocks waiting for `layer`. */
  *blocksOf(layer: LayerId): Generator<BlockIndex> {
    for (const stage of this.#stages) if (stage.layer === layer) yield* stage.blocks.keys();
  }

  /** Writes part of a block over `whole`, its content so far; `whole` is not kept. Reads nothing (SPEC O1). */
  write(block: BlockIndex, start: number, bytes: Uint8Array, whole: Uint8Array | null): void {
    const { blocks } = this.#top();
    let content = blocks.get(block);
    if (content === undefined) {
      content = this.#takeBlock();
      if (whole !== null) content.set(whole);
      blocks.set(block, content);
    }
    content.set(bytes, start);
  }

  /** Closes the stage that takes writes; the next one belongs to `layer`. */
  seal(layer: LayerId): void {
    this.#stages.push({ layer, blocks: new Map() });
  }

  /** The content waiting for `layer` in closed stages, the newest of each block, and the stages that it came from. */
  gather(layer: LayerId): {
    readonly stages: readonly Stage[];
    readonly blocks: Map<BlockIndex, Uint8Array>;
  } {
    const stages = this.#stages.slice(0, -1).filter((stage) => stage.layer === layer);
    const blocks = new Map<BlockIndex, Uint8Array>();
    for (const stage of stages) for (const [block, bytes] of stage.blocks) blocks.set(block, bytes);
    return { stages, blocks };
  }

  /** Forgets stages whose content is durable now. */
  release(stages: readonly Stage[]): void {
    this.#stages = this.#stages.filter((stage) => !stages.includes(stage));
  }

  /** Gives everything that waits for layer `from` to layer `to`: a snapshot could not be taken. */
  reassign(from: LayerId, to: LayerId): void {
    this.#stages = this.#stages.map((stage) =>
      stage.layer === from ? { layer: to, blocks: stage.blocks } : stage,
    );
  }

  /** Throws away all that waits; writes go to `layer` from now on (SPEC M4). */
  reset(layer: LayerId): void {
    this.#stages = [{ layer, blocks: new Map() }];
  }

  /** Memory for one block, all zeros. */
  #takeBlock(): Uint8Array<ArrayBuffer> {
    if (this.#piece.byteLength === 0) this.#piece = new Uint8Array(BLOCKS_PER_PIECE * BLOCK_BYTE_LENGTH);
    const block = this.#piece.subarray(0, BLOCK_BYTE_LENGTH);
    this.#piece = this.#piece.subarray(BLOCK_BYTE_LENGTH);
    return block;
  }

  #top(): Stage {
    const top = this.#stages.at(-1);
    if (top === undefined) throw new RangeError("Write a block: no stage, wanted one at least");
    return top;
  }
}
