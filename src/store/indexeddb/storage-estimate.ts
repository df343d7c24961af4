/** What the browser tells of this site's storage, in bytes; null where it does not tell. */
export interface StorageEstimate {
  readonly usage: number | null;
  readonly quota: number | null;
  /** Whether the browser has promised not to evict it by itself. */
  readonly isPersisted: boolean;
}

/** Asks the browser. Its figures lag, and include what is not yet compacted. */
export async function measureStorage(): Promise<StorageEstimate> {
  if (navigator.storage === undefined) return { usage: null, quota: null, isPersisted: false };
  const [{ usage = null, quota = null }, isPersisted] = await Promise.all([
    navigator.storage.estimate(),
    navigator.storage.persisted(),
  ]);
  return { usage, quota, isPersisted };
}

/** Asks the browser not to evict what is stored here; it decides by its own rules, some ask the person. */
export async function requestPersistence(): Promise<void> {
  await navigator.storage?.persist();
}
