import { isZero } from "./zero-page-codec.ts";

const PAGE_BYTE_LENGTH = 4096;
/** 32-bit words of a fingerprint. */
const WORDS = 4;
const SECRET_BYTE_LENGTH = 256;
const WEBASSEMBLY_PAGE_BYTE_LENGTH = 65_536;

interface Program {
  fingerprintPages(page: number, count: number, secret: number, out: number): void;
  isUsed(page: number): number;
}

/**
 * 128-bit fingerprints of the pages of a guest's memory: equal for equal pages, different for different ones (short of
 * a collision, one in 2^128), zero for a page of zeros. Good within one session; not to be stored.
 *
 * With the WebAssembly program they are taken where the memory lies, at about memory speed. Without (a browser that
 * lacks SIMD) they are computed in JavaScript, several times slower.
 */
export class PageFingerprints {
  readonly #memory: WebAssembly.Memory;
  readonly #program: Program | null;
  /** Address of the secret in the memory, with room for the fingerprints of `#pageCount` pages behind it. */
  readonly #address: number;

  private constructor(memory: WebAssembly.Memory, program: Program | null, address: number) {
    this.#memory = memory;
    this.#program = program;
    this.#address = address;
  }

  /**
   * Reserves room for `pageCount` fingerprints in the emulator's memory, which is grown. To be called before the
   * emulator has made views of it.
   * @param program the assembled page-fingerprints.wat, or null to do without.
   */
  static reserve(
    memory: WebAssembly.Memory,
    program: WebAssembly.Module | null,
    pageCount: number,
  ): PageFingerprints {
    if (program === null) return new PageFingerprints(memory, null, 0);
    const byteLength = SECRET_BYTE_LENGTH + pageCount * WORDS * Uint32Array.BYTES_PER_ELEMENT;
    const address = memory.buffer.byteLength;
    memory.grow(Math.ceil(byteLength / WEBASSEMBLY_PAGE_BYTE_LENGTH));
    const secret = new Uint8Array(memory.buffer, address, SECRET_BYTE_LENGTH);
    // Any bytes will do that have no pattern: a linear congruential sequence (Knuth's multiplier).
    for (let index = 0, state = 1; index < SECRET_BYTE_LENGTH; index++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      secret[index] = state >>> 24;
    }
    const { exports } = new WebAssembly.Instance(program, { v86: { memory } });
    return new PageFingerprints(memory, exports as unknown as Program, address);
  }

  /** Whether a page has a byte that is not zero; with the program it must lie in the emulator's memory. */
  readonly isUsed = (page: Uint8Array): boolean =>
    this.#program === null ? !isZero(page) : this.#program.isUsed(page.byteOffset) === 1;

  /**
   * Four words for each page of `pages`, a whole number of pages; with the program they must lie in the emulator's
   * memory, and be no more than there was room reserved for.
   */
  of(pages: Uint8Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
    const pageCount = pages.byteLength / PAGE_BYTE_LENGTH;
    if (this.#program === null) return fingerprintsInJavaScript(pages);
    const out = this.#address + SECRET_BYTE_LENGTH;
    this.#program.fingerprintPages(pages.byteOffset, pageCount, this.#address, out);
    return new Uint32Array(this.#memory.buffer, out, pageCount * WORDS).slice();
  }
}

/** Four sums a page, each of all its words with another odd multiplier, after FNV-1a (Fowler, Noll, Vo). */
function fingerprintsInJavaScript(pages: Uint8Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(
    pages.buffer,
    pages.byteOffset,
    pages.byteLength / Uint32Array.BYTES_PER_ELEMENT,
  );
  const wordsPerPage = PAGE_BYTE_LENGTH / Uint32Array.BYTES_PER_ELEMENT;
  const fingerprints = new Uint32Array((words.length / wordsPerPage) * WORDS);
  for (let page = 0, at = 0; at < words.length; page++, at += wordsPerPage) {
    let [one, two, three, four, used] = [0x811c9dc5, 0x9e3779b9, 0x85ebca6b, 0xc2b2ae35, 0];
    for (let index = at; index < at + wordsPerPage; index++) {
      const word = words[index] ?? 0;
      used |= word;
      one = Math.imul(one ^ word, 0x01000193);
      two = Math.imul((two ^ word) + 0x7f4a7c15, 0x9e3779b1);
      three = Math.imul(three + word, 0x85ebca77) ^ (three >>> 15);
      four = Math.imul(four ^ (word >>> 16) ^ (word << 16), 0xc2b2ae3d) ^ (four >>> 13);
    }
    if (used !== 0) fingerprints.set([one, two, three, four], page * WORDS);
  }
  return fingerprints;
}
