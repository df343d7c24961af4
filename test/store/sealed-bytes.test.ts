import { describe, expect, test } from "vitest";
import { REGION_BLOCK_COUNT } from "../../src/core/block-map.ts";
import { decodeRegion, encodeRegion } from "../../src/store/map-record.ts";
import { createChecksum, SEAL_BYTE_LENGTH, seal, unseal } from "../../src/store/sealed-bytes.ts";
import { Random } from "../support/random.ts";

const checksum = await createChecksum();

describe("sealed bytes", () => {
  test("give back what was sealed, joined", () => {
    const random = new Random(1);
    for (const lengths of [[], [0], [1], [4096, 4096], [3, 0, 5]]) {
      const chunks = lengths.map((length) => random.bytes(length));
      const record = seal(chunks, checksum);
      expect(record.byteLength).toBe(lengths.reduce((sum, length) => sum + length, 0) + SEAL_BYTE_LENGTH);
      expect([...unseal(record, checksum, "record")]).toEqual(chunks.flatMap((chunk) => [...chunk]));
    }
  });

  test("I1: every flipped bit of a record is found, in the content and in the checksum", () => {
    const record = seal([new Random(2).bytes(600)], checksum);
    for (let index = 0; index < record.byteLength; index++) {
      for (let bit = 0; bit < 8; bit++) {
        const damaged = record.slice();
        damaged[index] = (damaged[index] ?? 0) ^ (1 << bit);
        expect(() => unseal(damaged, checksum, "extent 7"), `byte ${index}`).toThrow(
          expect.objectContaining({ code: "storage-damaged", details: { record: "extent 7" } }),
        );
      }
    }
  });

  test("I1: a record that is missing, shortened, lengthened or no bytes at all is found and named", () => {
    const record = seal([new Random(3).bytes(100)], checksum);
    const longer = new Uint8Array(record.byteLength + 1);
    longer.set(record);
    for (const found of [
      undefined,
      null,
      "text",
      {},
      [],
      new Uint8Array(3),
      record.subarray(1),
      record.slice(0, -1),
      longer,
    ])
      expect(() => unseal(found, checksum, "the map of layer 3")).toThrow(/Read the map of layer 3:/);
  });
});

describe("a region of a map as a record", () => {
  test("L2: comes back as it was, at every density", () => {
    const random = new Random(4);
    for (const count of [0, 1, 2, 510, 511, 512, 513, 1023, 1024]) {
      const places = new Uint32Array(REGION_BLOCK_COUNT);
      const blocks = Array.from({ length: REGION_BLOCK_COUNT }, (_, block) => ({
        block,
        order: random.word(),
      }));
      for (const { block } of blocks.sort((left, right) => left.order - right.order).slice(0, count))
        places[block] = random.pick([1, 2 ** 32 - 1, random.between(1, 2 ** 31)]);
      const record = encodeRegion(places, checksum);
      expect(decodeRegion(record, checksum, "map"), `${count} places`).toEqual(places);
      expect(record.byteLength).toBeLessThanOrEqual(REGION_BLOCK_COUNT * 4 + SEAL_BYTE_LENGTH);
    }
  });

  test("takes little where little is mapped", () => {
    const places = new Uint32Array(REGION_BLOCK_COUNT);
    places[1000] = 5;
    expect(encodeRegion(places, checksum).byteLength).toBe(8 + SEAL_BYTE_LENGTH);
  });

  test("I1: is refused by name when it is damaged", () => {
    const record = encodeRegion(new Uint32Array(REGION_BLOCK_COUNT).fill(3), checksum);
    record[17] = (record[17] ?? 0) ^ 1;
    expect(() => decodeRegion(record, checksum, "map of layer 3, region 0")).toThrow(
      expect.objectContaining({ code: "storage-damaged", details: { record: "map of layer 3, region 0" } }),
    );
  });
});
