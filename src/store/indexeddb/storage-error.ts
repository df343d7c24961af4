import { StrataError } from "../../core/strata-error.ts";

export const isQuotaExceeded = (cause: unknown): boolean =>
  (cause instanceof Error || cause instanceof DOMException) && cause.name === "QuotaExceededError";

/** What IndexedDB says, as an error of ours; `action` is what was being done. */
export function toStrataError(action: string, cause: unknown): StrataError {
  if (cause instanceof StrataError) return cause;
  const name = cause instanceof Error || cause instanceof DOMException ? cause.name : String(cause);
  // The fence alone adds what may be there already.
  if (name === "ConstraintError") return takenOver();
  const text = cause instanceof Error || cause instanceof DOMException ? cause.message : "";
  if (isQuotaExceeded(cause)) {
    return new StrataError(
      "storage-full",
      `${action}: the browser's storage is full, wanted room for the write`,
      { cause },
    );
  }
  return new StrataError("storage-failed", `${action}: ${name} ${text}`, { cause, details: { name } });
}

/** Another page has claimed the store. */
export const takenOver = (): StrataError =>
  new StrataError(
    "store-in-use",
    "Write to storage: another page has taken it over, wanted it to be this one's",
  );
