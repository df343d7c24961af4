declare const brand: unique symbol;
type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

/** Index of a block within an address space: byte offset divided by the block size. */
export type BlockIndex = Branded<number, "BlockIndex">;
/** Where one block's bytes lie in the store (see place.ts). */
export type Place = Branded<number, "Place">;
/** Names a layer: the blocks written to one address space since a point in time. */
export type LayerId = Branded<string, "LayerId">;
/** Names a snapshot: a point in time of one machine. */
export type SnapshotId = Branded<string, "SnapshotId">;
/** Names a machine kept in the store. */
export type MachineId = Branded<string, "MachineId">;
/** Names a medium: an imported image of a CD-ROM or a floppy disk, which machines share. */
export type MediumId = Branded<string, "MediumId">;
/** Names a key under which machines are encrypted: 128 bits, as 32 hexadecimal digits in lower case. */
export type KeyId = Branded<string, "KeyId">;
