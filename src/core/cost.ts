/** What an operation cost, measured while it ran. Times are milliseconds, sizes bytes. */
export interface Cost {
  /** From the call to its end, everything included. */
  readonly elapsedMs: number;
  /** How long the guest stood still; 0 when it was not running. */
  readonly pauseMs: number;
  /** From the call until the result would survive the browser's death. */
  readonly durableMs: number;
  /** Bytes read from the store. */
  readonly bytesRead: number;
  /** Bytes written to the store. */
  readonly bytesWritten: number;
  /** Disk blocks copied, or 0 where the operation moves none. */
  readonly blockCount: number;
}
