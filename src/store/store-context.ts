import type { Emitter } from "../core/emitter.ts";
import type { LayerId, MachineId } from "../core/identity.ts";
import type { Catalog } from "./catalog.ts";
import type { Datastore } from "./datastore.ts";
import type { ExtentUse } from "./extent-use.ts";
import type { Extents } from "./extents.ts";
import type { Keyring } from "./keyring.ts";
import type { Reshape } from "./reshape.ts";
import type { Room } from "./room.ts";
import type { Checksum } from "./sealed-bytes.ts";
import type { SerialQueue } from "./serial-queue.ts";

/** What every part of the store works with. */
export interface StoreContext {
  readonly datastore: Datastore;
  readonly extents: Extents;
  readonly checksum: Checksum;
  /** A name never given before, for layers, snapshots and machines. */
  readonly newId: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly catalog: Catalog;
  readonly use: ExtentUse;
  readonly keys: Keyring;
  /** How much more can be stored. */
  readonly room: Room;
  /** Whatever changes the store runs here, of all machines one after another. */
  readonly queue: SerialQueue;
  /** Tells open machines, after the commit, that layers below them were rearranged. */
  readonly reshaped: Emitter<Reshape>;
  /** Machines that are open. */
  readonly opened: Set<MachineId>;
  /** Layers of the media that are being read, and how often. */
  readonly openMedia: Map<LayerId, number>;
}
