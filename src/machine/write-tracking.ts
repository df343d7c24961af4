import {
  extended,
  functionNames,
  importCounts,
  joined,
  number,
  Reader,
  SECTION,
  section,
  sectionsOf,
  text,
  typesOf,
} from "./webassembly-binary.ts";

const EMPTY = new Uint8Array(0);
/** Names, as v86's program has them (mangled by Rust's compiler), and types of the functions that are wrapped. */
const PAGE_WALK = { name: /3cpu3cpu12do_page_walk$/, parameterCount: 5, resultCount: 1 };
const DIRTY_PAGE = { name: /3jit18jit_dirty_page_ctx$/, parameterCount: 2, resultCount: 0 };

/** The globals that the changed program exports; all 0 at first, and then it notes nothing. */
export interface WriteTrackingGlobals {
  /** Address of one byte a page of the guest's memory, which is set to 1 when the page may be written. */
  readonly strata_marks: WebAssembly.Global;
  /** The guest's memory's own address, in pages. */
  readonly strata_ram_page: WebAssembly.Global;
  /** Pages of the guest's memory. */
  readonly strata_page_count: WebAssembly.Global;
}
const GLOBALS = ["strata_marks", "strata_ram_page", "strata_page_count"] as const;

const I32 = 0x7f;
const OP = {
  if: [0x04, 0x40],
  end: [0x0b],
  call: [0x10],
  localGet: [0x20],
  localSet: [0x21],
  localTee: [0x22],
  globalGet: [0x23],
  i32Const: [0x41],
  i32Store8: [0x3a, 0, 0],
  i32Eq: [0x46],
  i32LtU: [0x49],
  i32Add: [0x6a],
  i32Sub: [0x6b],
  i32And: [0x71],
  i32Xor: [0x73],
  i32ShrU: [0x76],
} as const;

/** Bits of an entry of v86's cache of addresses. */
const TLB_VALID = 1;
const TLB_READONLY = 2;
const TLB_IN_MAPPED_RANGE = 8;

/**
 * v86's program, changed to note which pages of the guest's memory are written; null when it is not the program that is
 * known here, and then it is to be used as it is.
 *
 * The guest writes a page through an entry of v86's cache of addresses, and an entry that allows writing is made in one
 * function only, the page walk, because something is about to be written. Whatever writes by physical address (the page
 * walk's accessed and dirty bits, devices) first tells the compiler's cache by another. Both get a function around them
 * that sets the page's mark. So after the marks are cleared and the cache of addresses is emptied, every written page is
 * marked before it is written. Marks cover more than was written, never less: compare what they name.
 *
 * Functions are found by name and type; the originals move to the end of the program, so that all references stay right.
 */
export function withWriteTracking(program: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | null {
  try {
    return rewrite(program);
  } catch (error) {
    // A program that is cut off or of another form: whoever compiles it will say so.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function rewrite(program: Uint8Array): Uint8Array<ArrayBuffer> | null {
  const sections = sectionsOf(program);
  const contentOf = (id: number): Uint8Array =>
    sections.find((section) => section.id === id)?.content ?? EMPTY;
  const types = typesOf(contentOf(SECTION.type));
  const imports = importCounts(contentOf(SECTION.import));
  const typeIndexes = new Reader(contentOf(SECTION.function)).list((reader) => reader.number());
  const names = functionNames(sections);

  const find = ({ name, parameterCount, resultCount }: typeof PAGE_WALK): number | null => {
    const found = [...names]
      .filter(([, text]) => name.test(text))
      .map(([index]) => index - imports.functions);
    const [index] = found;
    if (found.length !== 1 || index === undefined) return null;
    const type = types[typeIndexes[index] ?? -1];
    const fits = type?.parameters.length === parameterCount && type.results.length === resultCount;
    return fits && [...type.parameters, ...type.results].every((kind) => kind === I32) ? index : null;
  };
  const pageWalk = find(PAGE_WALK);
  const dirtyPage = find(DIRTY_PAGE);
  if (pageWalk === null || dirtyPage === null) return null;

  const functionCount = typeIndexes.length;
  const globalCount = new Reader(contentOf(SECTION.global)).number();
  const [marks, ramPage, pageCount] = GLOBALS.map((_name, at) => imports.globals + globalCount + at) as [
    number,
    number,
    number,
  ];
  const globals = { marks, ramPage, pageCount };
  const movedTo = {
    pageWalk: imports.functions + functionCount,
    dirtyPage: imports.functions + functionCount + 1,
  };

  const bodies = new Reader(contentOf(SECTION.code)).list((reader) => reader.bytes(reader.number()));
  bodies.push(bodies[pageWalk] ?? EMPTY, bodies[dirtyPage] ?? EMPTY);
  bodies[pageWalk] = pageWalkWrapper(movedTo.pageWalk, globals);
  bodies[dirtyPage] = dirtyPageWrapper(movedTo.dirtyPage, globals);

  const rewritten = sections
    // What describes the code by its offsets is not true any more.
    .filter((section) => section.id !== SECTION.custom)
    .map(({ id, content }): Uint8Array => {
      switch (id) {
        case SECTION.function:
          return section(
            id,
            extended(
              content,
              [typeIndexes[pageWalk], typeIndexes[dirtyPage]].map((type) => number(type ?? 0)),
            ),
          );
        case SECTION.global:
          return section(
            id,
            extended(
              content,
              GLOBALS.map(() => [I32, 1, ...OP.i32Const, 0, ...OP.end]),
            ),
          );
        case SECTION.export:
          return section(
            id,
            extended(
              content,
              GLOBALS.map((name, at) => [...text(name), 3, ...number(marks + at)]),
            ),
          );
        case SECTION.code:
          return section(
            id,
            joined([number(bodies.length), ...bodies.flatMap((body) => [number(body.length), body])]),
          );
        default:
          return section(id, content);
      }
    });
  return joined([program.subarray(0, 8), ...rewritten]);
}

interface GlobalIndexes {
  readonly marks: number;
  readonly ramPage: number;
  readonly pageCount: number;
}

/** `(address, forWriting, ...) => entry`: an entry that allows writing marks its page. */
function pageWalkWrapper(original: number, globals: GlobalIndexes): Uint8Array {
  const [address, entry, page] = [0, 5, 6];
  return Uint8Array.from([
    ...[1, 2, I32],
    ...[0, 1, 2, 3, 4].flatMap((parameter) => [...OP.localGet, parameter]),
    ...[...OP.call, ...number(original), ...OP.localTee, entry],
    ...[...OP.i32Const, TLB_VALID | TLB_READONLY | TLB_IN_MAPPED_RANGE, ...OP.i32And],
    ...[...OP.i32Const, TLB_VALID, ...OP.i32Eq, ...OP.if],
    // The entry is the page's place in v86's own memory, combined with the guest's address.
    ...[...OP.localGet, entry, ...OP.localGet, address, ...OP.i32Xor, ...OP.i32Const, 12, ...OP.i32ShrU],
    ...[...OP.globalGet, ...number(globals.ramPage), ...OP.i32Sub, ...OP.localSet, page],
    ...markPage(page, globals),
    ...OP.end,
    ...[...OP.localGet, entry, ...OP.end],
  ]);
}

/** `(context, page) => void`: marks the page. */
function dirtyPageWrapper(original: number, globals: GlobalIndexes): Uint8Array {
  const [context, page] = [0, 1];
  return Uint8Array.from([
    0,
    ...markPage(page, globals),
    ...[...OP.localGet, context, ...OP.localGet, page, ...OP.call, ...number(original), ...OP.end],
  ]);
}

/** A device may be told any address, so the page is checked. */
function markPage(page: number, { marks, pageCount }: GlobalIndexes): number[] {
  return [
    ...[...OP.localGet, page, ...OP.globalGet, ...number(pageCount), ...OP.i32LtU, ...OP.if],
    ...[...OP.globalGet, ...number(marks), ...OP.localGet, page, ...OP.i32Add],
    ...[...OP.i32Const, 1, ...OP.i32Store8, ...OP.end],
  ];
}
