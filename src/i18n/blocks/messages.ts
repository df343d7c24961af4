import type { Quantity } from "../messages.ts";

/** Texts of the block map, of one block in detail, and of the walk through a read. */
export interface BlockMessages {
  readonly title: string;
  readonly drives: string;
  readonly drive: readonly [string, string];
  readonly zoom: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly whole: string;
  readonly seen: (first: string, last: string) => string;
  readonly scale: (blocks: Quantity, bytes: string) => string;
  readonly reading: string;
  readonly hint: string;
  readonly howToRead: string;
  readonly rule: string;
  readonly keys: string;
  readonly legend: string;
  readonly show: (layer: string) => string;
  readonly nothing: string;
  readonly oneCell: (block: string, layer: string) => string;
  readonly manyCells: (first: string, last: string, layer: string, share: string) => string;
  readonly emptyCells: (first: string, last: string) => string;
  readonly read: string;
  readonly written: string;
  readonly counts: (read: string, written: string, copiedUp: string, flushes: Quantity) => string;
  /** A sentence behind that of what the guest has read and written. */
  readonly copiedUp: (blocks: Quantity) => string;
  readonly columnAnswered: string;
  readonly inspector: {
    readonly title: string;
    readonly number: string;
    readonly range: (last: string) => string;
    readonly look: string;
    readonly when: string;
    readonly now: string;
    readonly outside: (last: string) => string;
    /** Where the block lies: its bytes, counted from the disk's beginning. */
    readonly bytes: (first: string, last: string) => string;
    readonly answeredBy: (layer: string) => string;
    readonly answeredByNobody: string;
    readonly hidesOlder: (layer: string) => string;
    readonly wouldCopyUp: (layer: string) => string;
    readonly wouldNotCopyUp: string;
    readonly past: string;
    readonly table: string;
    readonly columnLayer: string;
    readonly columnHolds: string;
    readonly columnAnswers: string;
    readonly holds: string;
    readonly waits: string;
    readonly holdsNot: string;
    readonly answers: string;
    readonly hidden: string;
    readonly contents: string;
    readonly contentsOf: (layer: string) => string;
    readonly zeros: string;
    readonly readTime: (time: string, reads: Quantity) => string;
  };
  readonly walk: {
    readonly title: string;
    readonly explanation: string;
    readonly thisBlock: (block: string) => string;
    readonly nextRead: string;
    readonly waiting: string;
    readonly giveUp: string;
    readonly machineOff: string;
    readonly steps: string;
    readonly play: string;
    readonly pause: string;
    readonly again: string;
    readonly back: string;
    readonly next: string;
    readonly close: string;
    readonly step: (step: string, steps: string) => string;
    readonly guest: string;
    readonly asks: (block: string) => string;
    readonly notHere: (layer: string) => string;
    readonly here: (layer: string) => string;
    /** Layers in the middle of a high stack, always several. */
    readonly passed: (layers: Quantity) => string;
    readonly passedName: (layers: Quantity) => string;
    readonly zeros: string;
    readonly zerosName: string;
    readonly answerName: string;
    readonly answer: (layer: string) => string;
    readonly answerOfZeros: string;
    readonly mark: Record<"here" | "not-here", string>;
    readonly slowed: string;
    readonly measured: (time: string, reads: Quantity) => string;
  };
}
