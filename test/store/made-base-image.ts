import { BLOCK_BYTE_LENGTH, blockCountOf } from "../../src/core/geometry.ts";
import type { BlockIndex } from "../../src/core/identity.ts";
import { StrataError } from "../../src/core/strata-error.ts";
import type { MachineImage } from "../../src/lab/machine-images.ts";
import type { Random } from "../support/random.ts";

/** A base image made up for a test: random blocks, some of them known to be zeros, each at hand only once loaded. */
export class MadeBaseImage implements MachineImage {
  readonly name: string;
  readonly sha256: string;
  readonly byteLength: number;
  /** How often a block was fetched. */
  loadCount = 0;
  /** Blocks that can't be fetched. */
  readonly unreachable = new Set<number>();
  readonly #blocks = new Map<number, Uint8Array<ArrayBuffer>>();
  readonly #atHand = new Set<number>();
  readonly #latency: () => Promise<void>;
  readonly bootProgress = { done: 0, total: 0 };

  constructor(
    byteLength: number,
    random: Random,
    latency: () => Promise<void> = () => Promise.resolve(),
    name = "made",
  ) {
    this.name = name;
    this.byteLength = byteLength;
    this.#latency = latency;
    this.sha256 = random.word().toString(16).padStart(64, "0");
    for (let block = 0; block < blockCountOf(byteLength); block++) {
      if (random.oneIn(3)) continue;
      const bytes = random.bytes(BLOCK_BYTE_LENGTH);
      bytes.fill(0, Math.min(BLOCK_BYTE_LENGTH, byteLength - block * BLOCK_BYTE_LENGTH));
      this.#blocks.set(block, bytes);
    }
  }

  get storedByteLength(): number {
    return this.byteLength;
  }

  beginBoot(): void {}

  async prefetchBoot(): Promise<void> {}

  isStored(block: BlockIndex): boolean {
    return this.#blocks.has(block);
  }

  peek(block: BlockIndex): Uint8Array | null {
    if (!this.#blocks.has(block)) return new Uint8Array(BLOCK_BYTE_LENGTH);
    return this.#atHand.has(block) ? this.content(block) : null;
  }

  async load(block: BlockIndex): Promise<Uint8Array> {
    this.loadCount++;
    await this.#latency();
    if (this.unreachable.has(block)) {
      throw new StrataError("image-unreachable", `Fetch block ${block}: made unreachable, wanted it`);
    }
    this.#atHand.add(block);
    return this.content(block);
  }

  /** The block's bytes, for the oracle. */
  content(block: number): Uint8Array {
    return this.#blocks.get(block) ?? new Uint8Array(BLOCK_BYTE_LENGTH);
  }
}
