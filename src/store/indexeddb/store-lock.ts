import { StrataError } from "../../core/strata-error.ts";

/** How long the page that has the lock may take to step aside before the lock is taken from it, in milliseconds. */
const PATIENCE_MS = 5_000;
const REQUEST = "step-aside";

export interface StoreLockOptions {
  /** Asks the page that has the store to step aside, instead of giving up; one that does not answer loses it. */
  readonly takesOver: boolean;
  /** Another page asks for the store: resolve when nothing more will be written. */
  readonly stepAside: () => Promise<void>;
}

/**
 * Makes this page the one that writes to the store, until it is closed or steps aside (SPEC P3). Where the browser has
 * no locks, as on pages without HTTPS, nothing is held, and one page at a time is left to the person.
 * On failure: rejects with `store-in-use`.
 */
export async function lockStore(name: string, { takesOver, stepAside }: StoreLockOptions): Promise<void> {
  if (navigator.locks === undefined) return;
  const channel = new BroadcastChannel(`${name}-lock`);
  const lockName = `${name}-writer`;
  if (takesOver) channel.postMessage(REQUEST);
  const isHeld =
    (await hold(
      lockName,
      takesOver ? { signal: AbortSignal.timeout(PATIENCE_MS) } : { ifAvailable: true },
      channel,
      stepAside,
    )) ||
    (takesOver && (await hold(lockName, { steal: true }, channel, stepAside)));
  if (isHeld) return;
  channel.close();
  throw new StrataError(
    "store-in-use",
    "Open storage: another tab has the machine open, wanted that tab closed",
  );
}

/** Resolves with whether the lock was granted; it is then held until another page asks for it. */
function hold(
  lockName: string,
  options: LockOptions,
  channel: BroadcastChannel,
  stepAside: () => Promise<void>,
): Promise<boolean> {
  return new Promise((resolve) => {
    navigator.locks
      .request(lockName, options, async (lock) => {
        resolve(lock !== null);
        if (lock === null) return;
        await new Promise<void>((asked) => {
          channel.onmessage = ({ data }) => {
            if (data === REQUEST) asked();
          };
        });
        await stepAside();
        channel.close();
      })
      // Not granted in time, or stolen later; then the claim in the store keeps this page from writing.
      .catch(() => resolve(false));
  });
}
