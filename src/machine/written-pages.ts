import type { WriteTrackingGlobals } from "./write-tracking.ts";

/** Pages at the start of memory that v86's scripts write past the processor: BIOS and the ROM's copies. */
const ALWAYS_WRITTEN_COUNT = 256;
const WEBASSEMBLY_PAGE_BYTE_LENGTH = 65_536;

/** Neighbouring pages. */
export interface PageRun {
  readonly first: number;
  readonly count: number;
}

/**
 * Which pages of a guest's memory may have been written since somebody last asked, by the marks that the changed program
 * sets (`write-tracking.ts`). With a program that sets none, all may have been, always.
 */
export class WrittenPages {
  readonly #pageCount: number;
  readonly #memory: WebAssembly.Memory;
  readonly #globals: WriteTrackingGlobals | null;
  readonly #clearAddressCache: () => void;
  /** Address of one byte a page. */
  readonly #address: number;
  #isAllWritten = true;

  private constructor(
    memory: WebAssembly.Memory,
    globals: WriteTrackingGlobals | null,
    clearAddressCache: () => void,
    address: number,
    pageCount: number,
  ) {
    this.#memory = memory;
    this.#globals = globals;
    this.#clearAddressCache = clearAddressCache;
    this.#address = address;
    this.#pageCount = pageCount;
  }

  /**
   * Reserves room for the marks of `pageCount` pages in the emulator's memory, which is grown. To be called before the
   * emulator has made views of it.
   * @param program what the emulator's program exports.
   */
  static reserve(program: WebAssembly.Exports, pageCount: number): WrittenPages {
    const memory = program["memory"] as WebAssembly.Memory;
    const globals = "strata_marks" in program ? (program as unknown as WriteTrackingGlobals) : null;
    const address = memory.buffer.byteLength;
    if (globals !== null) memory.grow(Math.ceil(pageCount / WEBASSEMBLY_PAGE_BYTE_LENGTH));
    const clearAddressCache = program["full_clear_tlb"] as () => void;
    return new WrittenPages(memory, globals, clearAddressCache, address, pageCount);
  }

  /** Says where the guest's memory lies. Before, all pages count as written. */
  begin(ramAddress: number): void {
    if (this.#globals === null) return;
    this.#globals.strata_marks.value = this.#address;
    this.#globals.strata_ram_page.value = ramAddress >>> 12;
    this.#globals.strata_page_count.value = this.#pageCount;
  }

  /** Marks `pages`, or all of them for null: something else than the guest has written them. */
  mark(pages: Iterable<number> | null): void {
    if (pages === null) this.#isAllWritten = true;
    else for (const page of pages) this.#marks()[page] = 1;
  }

  /**
   * The pages that may have been written since the last call, all of them at first; forgets them.
   * Prerequisites: not within a slice of the processor's work.
   */
  take(): PageRun[] {
    if (this.#globals === null) return [{ first: 0, count: this.#pageCount }];
    const marks = this.#marks();
    const runs = this.#isAllWritten ? [{ first: 0, count: this.#pageCount }] : runsOf(marks);
    this.#isAllWritten = false;
    marks.fill(0);
    marks.fill(1, 0, Math.min(ALWAYS_WRITTEN_COUNT, this.#pageCount));
    // What may be written without asking again is forgotten: the next write of each page marks it.
    this.#clearAddressCache();
    return runs;
  }

  #marks(): Uint8Array {
    return this.#globals === null
      ? new Uint8Array(0)
      : new Uint8Array(this.#memory.buffer, this.#address, this.#pageCount);
  }
}

function runsOf(marks: Uint8Array): PageRun[] {
  const runs: PageRun[] = [];
  for (let first = marks.indexOf(1); first !== -1; ) {
    let end = marks.indexOf(0, first);
    if (end === -1) end = marks.length;
    runs.push({ first, count: end - first });
    first = marks.indexOf(1, end);
  }
  return runs;
}
