import { StrataError } from "../../core/strata-error.ts";

/**
 * Makes this page the one that writes to the store, until it is closed (SPEC P3). Where the browser has no locks, as on
 * pages without HTTPS, nothing is held, and one page at a time is left to the person.
 * On failure: rejects with `store-in-use`.
 */
export function lockStore(name: string): Promise<void> {
  if (navigator.locks === undefined) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const holding = navigator.locks.request(`${name}-writer`, { ifAvailable: true }, (lock) => {
      if (lock === null) {
        throw new StrataError(
          "store-in-use",
          "Open storage: another tab has the machine open, wanted that tab closed",
        );
      }
      resolve();
      return new Promise<never>(() => undefined);
    });
    holding.catch(reject);
  });
}
