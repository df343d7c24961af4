import { REGION_BLOCK_COUNT } from "../../../src/core/block-map.ts";
import { BLOCK_BYTE_LENGTH } from "../../../src/core/geometry.ts";
import { Random } from "../../support/random.ts";
import type { Sample } from "../samples.ts";
import { BenchMachine } from "./bench-machine.ts";
import type { Filling } from "./filling.ts";
import { inTurn, timed } from "./in-turn.ts";
import { scattered } from "./scattered.ts";

const DISK_BYTE_LENGTH = 64 * 2 ** 20;
const BLOCK_COUNT = DISK_BYTE_LENGTH / BLOCK_BYTE_LENGTH;
const LAYER_COUNT = 1000;
const BLOCKS_PER_LAYER = 16;
const BATCH_COUNT = 8;
const READS_PER_BATCH = 250;

/** The blocks of each layer: all different, each layer's within one region of the map, as a program's writes are near one another. */
function layersOfBlocks(): number[][] {
  const random = new Random(1);
  return scattered(LAYER_COUNT, BLOCK_COUNT / BLOCKS_PER_LAYER, random).map((part) => {
    const region = Math.floor((part * BLOCKS_PER_LAYER) / REGION_BLOCK_COUNT);
    const position = part - (region * REGION_BLOCK_COUNT) / BLOCKS_PER_LAYER;
    // Every so-manieth block of the region, beginning at the layer's own position.
    return Array.from(
      { length: BLOCKS_PER_LAYER },
      (_, index) => region * REGION_BLOCK_COUNT + position + (index * REGION_BLOCK_COUNT) / BLOCKS_PER_LAYER,
    );
  });
}

/**
 * Two disks with the same blocks in the same extents: one has each extent in a layer of its own, a thousand of them one
 * upon the other, and one has all in one layer.
 */
export class Depths {
  readonly #deep: BenchMachine;
  readonly #flat: BenchMachine;
  readonly #blocks: readonly number[];

  private constructor(deep: BenchMachine, flat: BenchMachine, blocks: readonly number[]) {
    this.#deep = deep;
    this.#flat = flat;
    this.#blocks = blocks;
  }

  static async make(filling: Filling): Promise<Depths> {
    const deep = await BenchMachine.create("bench-deep", DISK_BYTE_LENGTH);
    const flat = await BenchMachine.create("bench-flat", DISK_BYTE_LENGTH);
    const layers = layersOfBlocks();
    for (const [height, own] of layers.entries()) {
      await deep.write(own, filling);
      // The last layer is the active one.
      if (height < LAYER_COUNT - 1) await deep.snapshot(null);
      else await deep.stored.flush();
      await flat.write(own, filling);
      await flat.stored.flush();
    }
    const blocks = layers.flat();
    return new Depths(deep, flat, blocks);
  }

  /** Reads of random blocks, one after the other, with nothing in memory at first. */
  async measure(random: Random): Promise<Sample[]> {
    await this.#deep.reopen();
    await this.#flat.reopen();
    const batches = Array.from({ length: BATCH_COUNT }, () =>
      Array.from({ length: READS_PER_BATCH }, () => random.pick(this.#blocks) * BLOCK_BYTE_LENGTH),
    );
    const read = ({ stored }: BenchMachine, batch: number): Promise<number> =>
      timed(async () => {
        for (const offset of batches[batch] ?? []) await stored.disk.read(offset, BLOCK_BYTE_LENGTH);
      });
    const [deepMs, flatMs] = await inTurn(
      BATCH_COUNT,
      (batch) => read(this.#deep, batch),
      (batch) => read(this.#flat, batch),
    );
    return [
      { name: "depth1000.read", unit: "ms", value: deepMs / READS_PER_BATCH },
      { name: "depth1.read", unit: "ms", value: flatMs / READS_PER_BATCH },
    ];
  }

  async destroy(): Promise<void> {
    await this.#deep.destroy();
    await this.#flat.destroy();
  }
}
