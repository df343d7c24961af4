import { StrataError } from "../../core/strata-error.ts";

const isNamed = (cause: unknown): cause is Error | DOMException =>
  cause instanceof Error || cause instanceof DOMException;

/** Whether IndexedDB refused for want of room. */
export const isQuotaExceeded = (cause: unknown): boolean =>
  isNamed(cause) && cause.name === "QuotaExceededError";

/** What IndexedDB says, as an error of ours: `storage-full` or `storage-failed`; `action` is what was being done. */
export function toStrataError(action: string, cause: unknown): StrataError {
  if (cause instanceof StrataError) return cause;
  const name = isNamed(cause) ? cause.name : String(cause);
  const text = isNamed(cause) ? cause.message : "";
  if (isQuotaExceeded(cause)) {
    return new StrataError(
      "storage-full",
      `${action}: the browser's storage is full, wanted room for the write`,
      { cause },
    );
  }
  return new StrataError("storage-failed", `${action}: ${name} ${text}`, { cause, details: { name } });
}
