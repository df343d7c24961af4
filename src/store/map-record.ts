import { REGION_BLOCK_COUNT } from "../core/block-map.ts";
import type { ErrorDetails } from "../core/strata-error.ts";
import { type Checksum, seal, unseal } from "./sealed-bytes.ts";

/*
 * A region of an allocation map as a record: 32-bit numbers in the machine's own order (little endian wherever browsers
 * run), either all 1,024 places, or pairs of block and place when fewer than half are taken. A dense record has exactly
 * 1,024 numbers, a sparse one always fewer, so the length tells them apart.
 */
const SPARSE_LIMIT = REGION_BLOCK_COUNT / 2;

/** Encodes one region of a map. */
export function encodeRegion(places: Readonly<Uint32Array>, checksum: Checksum): Uint8Array<ArrayBuffer> {
  const pairs: number[] = [];
  for (let block = 0; block < REGION_BLOCK_COUNT; block++) {
    const place = places[block] ?? 0;
    if (place !== 0) pairs.push(block, place);
  }
  const numbers = pairs.length / 2 < SPARSE_LIMIT ? Uint32Array.from(pairs) : places;
  return seal([new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)], checksum);
}

/** The places of one region. Throws `storage-damaged` when the record is not as it was written. */
export function decodeRegion(
  record: unknown,
  checksum: Checksum,
  name: string,
  about?: ErrorDetails,
): Uint32Array<ArrayBuffer> {
  const numbers = new Uint32Array(unseal(record, checksum, name, about).slice().buffer);
  if (numbers.length === REGION_BLOCK_COUNT) return numbers;
  const places = new Uint32Array(REGION_BLOCK_COUNT);
  for (let index = 0; index + 1 < numbers.length; index += 2)
    places[numbers[index] ?? 0] = numbers[index + 1] ?? 0;
  return places;
}
