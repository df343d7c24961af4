import type { Place } from "./identity.ts";

/** Blocks that an extent holds at most: 16 of 4 KiB make records of 64 KiB, the size that IndexedDB serves best. */
export const SLOTS_PER_EXTENT = 16;

/**
 * Where a block's bytes lie: a slot of an extent. Extents are numbered from 1, so that 0 can stand for "nowhere";
 * 28 bits of extent and 4 of slot fit an unsigned 32-bit number, enough for 16 TiB.
 */
export const placeAt = (extent: number, slot: number): Place => (extent * SLOTS_PER_EXTENT + slot) as Place;
export const extentOf = (place: Place): number => Math.floor(place / SLOTS_PER_EXTENT);
export const slotOf = (place: Place): number => place % SLOTS_PER_EXTENT;

/** The highest extent number that a place can name. */
export const LAST_EXTENT = 2 ** 28 - 1;
