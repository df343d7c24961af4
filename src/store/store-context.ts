import type { Datastore } from "./datastore.ts";
import type { Extents } from "./extents.ts";
import type { Checksum } from "./sealed-bytes.ts";

/** What every part of the store works with. */
export interface StoreContext {
  readonly datastore: Datastore;
  readonly extents: Extents;
  readonly checksum: Checksum;
  /** A name never given before, for layers, snapshots and machines. */
  readonly newId: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}
