import { StrataError } from "./strata-error.ts";

/** Whether work should be given up; an `AbortSignal` is one. */
export interface CancelSignal {
  readonly aborted: boolean;
}

/** Throws `cancelled` when the work is to be given up; `action` is what was being done. */
export function throwIfCancelled(signal: CancelSignal | undefined, action: string): void {
  if (signal?.aborted === true) throw new StrataError("cancelled", `${action}: cancelled`);
}
