/** Every failure that a caller may want to tell apart. The page shows a translated sentence for each. */
export type StrataErrorCode =
  | "agent-silent"
  | "branch-in-use"
  | "browser-unsupported"
  | "cancelled"
  | "configuration-invalid"
  | "copy-damaged"
  | "disk-changed"
  | "encryption-unavailable"
  | "image-damaged"
  | "image-unreachable"
  | "key-missing"
  | "key-remains"
  | "machine-busy"
  | "machine-failed"
  | "machine-in-use"
  | "machine-state"
  | "machine-unknown"
  | "merge-refused"
  | "name-invalid"
  | "note-invalid"
  | "range-invalid"
  | "snapshot-incompatible"
  | "snapshot-unknown"
  | "storage-damaged"
  | "storage-failed"
  | "storage-full"
  | "storage-lost"
  | "storage-newer"
  | "storage-refused"
  | "store-in-use"
  | "timeout"
  | "wipe-incomplete";

/**
 * A failure with a `code` for programs, `details` for reports, and a message for people who read logs:
 * the action that failed, a colon, the state found, the state wanted.
 */
export class StrataError extends Error {
  override readonly name = "StrataError";
  readonly code: StrataErrorCode;
  readonly details: Readonly<Record<string, string | number | boolean>>;

  constructor(
    code: StrataErrorCode,
    message: string,
    options: { cause?: unknown; details?: Record<string, string | number | boolean> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }
}
