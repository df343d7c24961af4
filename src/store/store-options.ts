import type { KeyVault } from "./key-vault.ts";
import type { RoomMeasurement } from "./room.ts";

export interface StoreOptions {
  /** A name never given before. */
  readonly newId: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Freed extents that are kept for reuse, 4,096 by default. */
  readonly keptExtentCount?: number;
  /** Bytes of what was read or written that are kept in memory for reading, 32 MiB by default. */
  readonly cacheByteLength?: number;
  /** Asks the browser what is stored, and how much may be. */
  readonly measureRoom?: () => Promise<RoomMeasurement>;
  /** Resolves after so many milliseconds: a full storage is then given time to count what was given back. */
  readonly delay?: (milliseconds: number) => Promise<void>;
  /** Whether another page writes, and this one only looks. */
  readonly isReadOnly?: boolean;
  /** Where the keys of encrypted machines are; null, the default, where there is no place for keys. */
  readonly vault?: KeyVault | null;
}
