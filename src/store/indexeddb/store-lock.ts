import { StrataError, type StrataErrorCode } from "../../core/strata-error.ts";

/** How long the page that has the lock may take to answer before the lock is taken from it, in milliseconds. */
const PATIENCE_MS = 5_000;
/** How long it may take to step aside once it has answered: it may have a snapshot to take. */
const LONG_PATIENCE_MS = 60_000;

/** What pages that want the lock, and the one that has it, say to each other. */
type LockMessage =
  | { readonly kind: "step-aside"; readonly snapshotFirst: string | null }
  /** It was heard, and is being done. */
  | { readonly kind: "stepping-aside" }
  /** It can't be done as it was asked for. */
  | { readonly kind: "staying"; readonly code: StrataErrorCode; readonly message: string };

export interface StoreLockOptions {
  /** Asks the page that has the store to step aside, instead of giving up; one that does not answer loses it. */
  readonly takesOver: boolean;
  /** Name of the snapshot that the other page is asked to take of its running machine first; null for none. */
  readonly snapshotFirst?: string | null;
  /** Another page asks for the store: resolve when nothing more will be written; reject to keep it. */
  readonly stepAside: (snapshotFirst: string | null) => Promise<void>;
  /** The lock was taken away without waiting. */
  readonly robbed: () => void;
}

/** A lock that is held until it is released. */
export interface StoreLock {
  release(): void;
}

const lockNameOf = (name: string): string => `${name}-writer`;

/**
 * Makes this page the one that writes to the store, until it is closed, steps aside or releases the lock (SPEC P3). Where
 * the browser has no locks, as on pages without HTTPS, nothing is held, and one page at a time is left to the person.
 * On failure: rejects with `store-in-use`, or with why the other page could not take the snapshot and kept the store.
 */
export async function lockStore(name: string, options: StoreLockOptions): Promise<StoreLock> {
  if (navigator.locks === undefined) return { release: () => undefined };
  const channel = new BroadcastChannel(`${name}-lock`);
  const lockName = lockNameOf(name);
  try {
    const lock = options.takesOver
      ? await takeOver(lockName, channel, options)
      : await hold(lockName, { ifAvailable: true }, channel, options);
    if (lock !== null) return lock;
    throw new StrataError(
      "store-in-use",
      "Open storage: another tab has the machine open, wanted that tab closed",
    );
  } catch (cause) {
    channel.close();
    throw cause;
  }
}

/** Resolves when no page has the store, or waits for it: with true, or with false when `signal` ended the waiting. */
export async function untilStoreIsFree(name: string, signal: AbortSignal): Promise<boolean> {
  const lockName = lockNameOf(name);
  const { locks } = navigator;
  if (locks === undefined) return false;
  try {
    for (;;) {
      // Granted when the writer is gone, and given back at once: another page may be waiting to write.
      await locks.request(lockName, { mode: "shared", signal }, () => undefined);
      if (!(await isStoreTaken(name))) return !signal.aborted;
    }
  } catch {
    return false;
  }
}

/** Whether a page has the store, or waits for it. */
async function isStoreTaken(name: string): Promise<boolean> {
  const { held = [], pending = [] } = await navigator.locks.query();
  return [...held, ...pending].some((lock) => lock.name === lockNameOf(name) && lock.mode === "exclusive");
}

/** Asks the page that has the lock for it, waits, and takes it from one that does not answer. */
async function takeOver(
  lockName: string,
  channel: BroadcastChannel,
  options: StoreLockOptions,
): Promise<StoreLock | null> {
  const waiting = new AbortController();
  const stopWaiting = (): void => waiting.abort();
  const answer: { refusal?: StrataError } = {};
  let patience = setTimeout(stopWaiting, PATIENCE_MS);
  channel.onmessage = ({ data }: MessageEvent<LockMessage>) => {
    if (data.kind === "stepping-aside") {
      clearTimeout(patience);
      patience = setTimeout(stopWaiting, LONG_PATIENCE_MS);
    } else if (data.kind === "staying") {
      answer.refusal = new StrataError(data.code, data.message);
      stopWaiting();
    }
  };
  say(channel, { kind: "step-aside", snapshotFirst: options.snapshotFirst ?? null });
  const lock = await hold(lockName, { signal: waiting.signal }, channel, options);
  clearTimeout(patience);
  if (lock !== null) return lock;
  if (answer.refusal !== undefined) throw answer.refusal;
  return hold(lockName, { steal: true }, channel, options);
}

/** Resolves with the lock when it was granted, and with null when it was not. */
function hold(
  lockName: string,
  lockOptions: LockOptions,
  channel: BroadcastChannel,
  options: StoreLockOptions,
): Promise<StoreLock | null> {
  return new Promise((resolve) => {
    const { promise: isReleased, resolve: release } = Promise.withResolvers<void>();
    let isHeld = false;
    navigator.locks
      .request(lockName, lockOptions, async (lock) => {
        if (lock === null) {
          resolve(null);
          return;
        }
        isHeld = true;
        channel.onmessage = stepAsideWhenAsked(channel, options, release);
        resolve({ release });
        await isReleased;
        channel.close();
      })
      .catch(() => {
        // Not granted in time; or stolen later, when the claim in the store keeps this page from writing.
        resolve(null);
        if (!isHeld) return;
        channel.close();
        options.robbed();
      });
  });
}

/** Answers those who ask for the lock, one after another. */
function stepAsideWhenAsked(channel: BroadcastChannel, options: StoreLockOptions, release: () => void) {
  let isAsked = false;
  return ({ data }: MessageEvent<LockMessage>): void => {
    if (data.kind !== "step-aside" || isAsked) return;
    isAsked = true;
    say(channel, { kind: "stepping-aside" });
    options.stepAside(data.snapshotFirst).then(release, (cause: unknown) => {
      isAsked = false;
      const { code, message } =
        cause instanceof StrataError ? cause : new StrataError("machine-failed", String(cause));
      say(channel, { kind: "staying", code, message });
    });
  };
}

const say = (channel: BroadcastChannel, message: LockMessage): void => channel.postMessage(message);
