import type { CancelSignal } from "../core/cancel-signal.ts";

/** What freed extents hold. */
export interface FreedReport {
  readonly extentCount: number;
  /** Bytes of blocks that they have room for. */
  readonly byteLength: number;
  /** Bytes in extents that still hold something other than zeros: what was deleted can be read there. */
  readonly unwipedByteLength: number;
}

export interface WipeReport extends FreedReport {
  /** Bytes overwritten with zeros. */
  readonly bytesWritten: number;
  readonly bytesRead: number;
}

export interface WipeOptions {
  readonly signal?: CancelSignal | undefined;
  /** Extents dealt with, of all. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}
