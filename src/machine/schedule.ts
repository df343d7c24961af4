import type { Unsubscribe } from "../core/emitter.ts";

/** A timer as a port: calls `callback` once after `delayMs`, unless the returned function is called before. */
export type Schedule = (delayMs: number, callback: () => void) => Unsubscribe;

/** The platform's own timer. */
export const scheduleWithTimeout: Schedule = (delayMs, callback) => {
  const handle = setTimeout(callback, delayMs);
  return () => clearTimeout(handle);
};
