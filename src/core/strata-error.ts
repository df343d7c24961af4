/** Every failure that a caller may want to tell apart. The page shows a translated sentence for each. */
export type StrataErrorCode =
  | "address-unreachable"
  | "agent-silent"
  | "branch-in-use"
  | "browser-unsupported"
  | "cancelled"
  | "clipboard-refused"
  | "configuration-invalid"
  | "copy-damaged"
  | "disk-changed"
  | "disk-unknown"
  | "encryption-unavailable"
  | "file-damaged"
  | "file-missing"
  | "file-refused"
  | "file-unreadable"
  | "file-unsuitable"
  | "file-unwritable"
  | "guest-broken"
  | "guest-full"
  | "image-damaged"
  | "image-file-invalid"
  | "image-unknown"
  | "image-unreachable"
  | "install-incomplete"
  | "key-missing"
  | "key-remains"
  | "lesson-action"
  | "lesson-invalid"
  | "lesson-unknown"
  | "lesson-unsolved"
  | "machine-busy"
  | "machine-failed"
  | "machine-in-use"
  | "machine-state"
  | "machine-unknown"
  | "medium-in-use"
  | "medium-unknown"
  | "merge-refused"
  | "name-invalid"
  | "note-invalid"
  | "output-too-long"
  | "page-incomplete"
  | "path-invalid"
  | "range-invalid"
  | "shelf-full"
  | "snapshot-file-invalid"
  | "snapshot-foreign"
  | "snapshot-incompatible"
  | "snapshot-unknown"
  | "storage-damaged"
  | "storage-failed"
  | "storage-full"
  | "storage-lost"
  | "storage-newer"
  | "storage-refused"
  | "store-in-use"
  | "store-unnamed"
  | "text-untypable"
  | "system-unknown"
  | "timeout"
  | "wipe-incomplete"
  | "writes-waiting";

/** Facts of a failure, by name. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/**
 * A failure with a `code` for programs, `details` for reports, and a message for people who read logs:
 * the action that failed, a colon, the state found, the state wanted.
 */
export class StrataError extends Error {
  override readonly name = "StrataError";
  readonly code: StrataErrorCode;
  readonly details: ErrorDetails;

  constructor(
    code: StrataErrorCode,
    message: string,
    options: { cause?: unknown; details?: ErrorDetails } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
  }
}
