import { PageFingerprints } from "./page-fingerprints.ts";
import { WrittenPages } from "./written-pages.ts";

const PAGE_BYTE_LENGTH = 4096;
/** 32-bit words of a fingerprint. */
const WORDS = 4;

/**
 * The fingerprints of all of a guest's memory, kept from one time to the next: only pages that may have been written
 * since then are looked at again.
 */
export class RamFingerprints {
  readonly #fingerprints: PageFingerprints;
  readonly #written: WrittenPages;
  readonly #known: Uint32Array<ArrayBuffer>;

  private constructor(fingerprints: PageFingerprints, written: WrittenPages, pageCount: number) {
    this.#fingerprints = fingerprints;
    this.#written = written;
    this.#known = new Uint32Array(pageCount * WORDS);
  }

  /**
   * Reserves what it needs in the emulator's memory; to be called before the emulator has made views of it.
   * @param program what the emulator's program exports.
   * @param pageFingerprints the assembled page-fingerprints.wat, or null to do without.
   */
  static reserve(
    program: WebAssembly.Exports,
    pageFingerprints: WebAssembly.Module | null,
    pageCount: number,
  ): RamFingerprints {
    const memory = program["memory"] as WebAssembly.Memory;
    const fingerprints = PageFingerprints.reserve(memory, pageFingerprints, pageCount);
    return new RamFingerprints(fingerprints, WrittenPages.reserve(program, pageCount), pageCount);
  }

  /** Whether a page in the emulator's memory has a byte that is not zero. */
  get isUsed(): (page: Uint8Array) => boolean {
    return this.#fingerprints.isUsed;
  }

  /** Says where the guest's memory lies, before the processor runs for the first time. */
  begin(ram: Uint8Array<ArrayBuffer>): void {
    this.#written.begin(ram.byteOffset);
  }

  /** Something else than the guest has written `pages`; null stands for all. */
  wrote(pages: Iterable<number> | null): void {
    this.#written.mark(pages);
  }

  /** Four words for each page of `ram`, in an array that the caller may keep. Not within a slice of the processor's work. */
  of(ram: Uint8Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
    for (const { first, count } of this.#written.take()) {
      const pages = ram.subarray(first * PAGE_BYTE_LENGTH, (first + count) * PAGE_BYTE_LENGTH);
      this.#known.set(this.#fingerprints.of(pages), first * WORDS);
    }
    return this.#known.slice();
  }
}
