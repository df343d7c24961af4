/** What the soak waits for takes far less. */
const STUCK_MS = 60_000;

/** Rejects when it takes so long that it can only wait for something that never comes. */
export function notStuck<Value>(what: string, work: Promise<Value>): Promise<Value> {
  const stuck = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error(`Wait for "${what}": nothing moves any more`)), STUCK_MS).unref();
  });
  return Promise.race([work, stuck]);
}
