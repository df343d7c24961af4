import type { BaseImage } from "../core/base-image.ts";
import type { MachineId } from "../core/identity.ts";
import { StrataError } from "../core/strata-error.ts";
import type { Store } from "./store.ts";
import type { StoredMachine } from "./stored-machine.ts";

/** How often reading begins again before it is given up. */
const ATTEMPT_COUNT = 6;

export interface DiskReading<Found, Value> {
  /** Reads the maps of a point in time. */
  readonly find: (machine: StoredMachine) => Promise<Found>;
  /** Reads the blocks that they refer to. */
  readonly read: (found: Found) => Promise<Value>;
}

/**
 * Reads the disk of a machine to which another page may be writing; `store` was opened read-only.
 *
 * The records are read before and after the maps: when they are the same, the maps belong together, since each is read at
 * one moment. An extent never changes, so what is read by these maps is right; but it may be reclaimed meanwhile, and then
 * reading begins again. Damage is what stays unreadable while the records stay the same.
 *
 * On failure: rejects with `storage-damaged`, with `disk-changed` when it changed faster than it could be read, or as
 * `Store.openMachine` and reading do.
 */
export async function readDiskOfAnother<Found, Value>(
  store: Store,
  id: MachineId,
  base: BaseImage,
  { find, read }: DiskReading<Found, Value>,
): Promise<Value> {
  let unreadable: string | null = null;
  for (let attempt = 0; attempt < ATTEMPT_COUNT; attempt++) {
    await store.reload();
    const { revision } = store;
    try {
      const machine = await store.openMachine(id, base);
      try {
        const found = await find(machine);
        await store.reload();
        if (store.revision === revision) return await read(found);
        unreadable = null;
      } finally {
        machine.close();
      }
    } catch (cause) {
      if (!(cause instanceof StrataError) || cause.code !== "storage-damaged") throw cause;
      await store.reload();
      const record = String(cause.details["record"]);
      if (store.revision === revision && unreadable === record) throw cause;
      unreadable = store.revision === revision ? record : null;
    }
  }
  throw new StrataError(
    "disk-changed",
    `Read the disk: another page changed it ${ATTEMPT_COUNT} times meanwhile, wanted it at rest`,
  );
}
