import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { BlockIndex } from "../../src/core/identity.ts";
import { RemoteImage } from "../../src/images/remote-image.ts";
import { Random } from "../support/random.ts";
import { PublishedParts } from "./published-parts.ts";

const BLOCK = BLOCK_BYTE_LENGTH;
const PART = 4 * BLOCK;
const block = (index: number): BlockIndex => index as BlockIndex;

/** Five parts of four blocks; the second is all zeros, the last is short and ends within a block. */
function publish(bootOrder: readonly number[] = []): PublishedParts {
  const content = new Random(5).bytes(4 * PART + BLOCK + 1024);
  content.fill(0, PART, 2 * PART);
  content.fill(0, 2 * PART, 2 * PART + BLOCK);
  return new PublishedParts(content, PART, bootOrder);
}

const open = (published: PublishedParts): Promise<RemoteImage> => RemoteImage.open(published.fetchFile);

function blockOf(published: PublishedParts, index: number): Uint8Array {
  const whole = new Uint8Array(BLOCK);
  whole.set(published.content.subarray(index * BLOCK, (index + 1) * BLOCK));
  return whole;
}

describe("a remote image", () => {
  test("gives every block of the image, the last one filled up with zeros", async () => {
    const published = publish();
    const image = await open(published);
    expect(image.byteLength).toBe(published.content.byteLength);
    expect(image.name).toBe("made");
    expect(image.sha256).toBe(published.manifest["sha256"]);
    for (let index = 0; index < 18; index++) {
      expect(await image.load(block(index)), `block ${index}`).toEqual(blockOf(published, index));
      expect(image.peek(block(index)) ?? new Uint8Array(BLOCK), `block ${index}`).toEqual(
        blockOf(published, index),
      );
    }
  });

  test("G2: gives zeros past its end, for a disk that is larger than the image", async () => {
    const image = await open(publish());
    for (const index of [18, 19, 20, 1000])
      expect(await image.load(block(index))).toEqual(new Uint8Array(BLOCK));
    expect(image.isStored(block(20))).toBe(false);
  });

  test("knows a part of zeros without fetching it", async () => {
    const published = publish();
    const image = await open(published);
    expect([0, 3, 4, 7, 8, 16, 17].map((index) => image.isStored(block(index)))).toEqual([
      true,
      true,
      false,
      false,
      true,
      true,
      true,
    ]);
    expect(await image.load(block(5))).toEqual(new Uint8Array(BLOCK));
    expect(published.fetched).toEqual(["manifest.json"]);
    expect(image.storedByteLength).toBe(4 * PART);
  });

  test("fetches a part when one of its blocks is first read, and once only", async () => {
    const published = publish();
    const image = await open(published);
    expect(image.peek(block(12))).toBeNull();
    await image.load(block(12));
    await image.load(block(13));
    expect(image.peek(block(15))).toEqual(blockOf(published, 15));
    expect(image.peek(block(0))).toBeNull();
    expect(published.fetched).toEqual(["manifest.json", "part-3.gz"]);
  });

  test("fetches a part once for all that ask for it at the same time", async () => {
    const published = publish();
    const image = await open(published);
    const contents = await Promise.all([0, 1, 2, 3, 0].map((index) => image.load(block(index))));
    contents.forEach((content, index) => {
      expect(content).toEqual(blockOf(published, index % 4));
    });
    expect(published.fetched).toEqual(["manifest.json", "part-0.gz"]);
  });

  test("a part that can't be had gives image-unreachable, and a later call succeeds", async () => {
    const published = publish();
    const image = await open(published);
    published.unreachable.add("part-0.gz");
    await expect(image.load(block(0))).rejects.toMatchObject({
      code: "image-unreachable",
      details: { file: "part-0.gz" },
    });
    expect(image.peek(block(0))).toBeNull();
    published.unreachable.clear();
    expect(await image.load(block(0))).toEqual(blockOf(published, 0));
  });

  test("an attempt after a failure is shared, too, by all that ask for it", async () => {
    const published = publish();
    const image = await open(published);
    published.unreachable.add("part-0.gz");
    const again = async (): Promise<unknown> => {
      await image.load(block(0)).catch(() => published.unreachable.clear());
      return image.load(block(0));
    };
    published.wait = async () => {
      for (let count = 0; count < 10; count++) await Promise.resolve();
    };
    await Promise.all([again(), again(), again(), again()]);
    expect(published.fetched).toEqual(["manifest.json", "part-0.gz", "part-0.gz"]);
  });

  test.each<[string, (stored: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>]>([
    ["cut short", (stored) => stored.slice(0, -20)],
    ["empty", () => new Uint8Array()],
    ["not gzip", () => new TextEncoder().encode("<!doctype html><title>Not found</title>")],
    ["followed by something else", (stored) => Uint8Array.from([...stored, 1, 2, 3])],
    ["of other content", () => Uint8Array.from(gzipSync(new Uint8Array(PART).fill(1)))],
    ["too short", () => Uint8Array.from(gzipSync(new Uint8Array(PART - 512)))],
    ["too long", () => Uint8Array.from(gzipSync(new Uint8Array(PART + 512)))],
  ])("I1: a part that is %s gives image-damaged, naming it, and never its bytes", async (_, damage) => {
    const published = publish();
    const image = await open(published);
    published.damage("part-0.gz", damage);
    await expect(image.load(block(0))).rejects.toMatchObject({
      code: "image-damaged",
      details: { file: "part-0.gz" },
      message: expect.stringContaining("part-0.gz"),
    });
    expect(image.peek(block(0))).toBeNull();
  });

  test("I1: a flipped bit anywhere in a part's content or its gzip frame is found, or changes nothing", async () => {
    const published = publish();
    const intact = published.files.get("part-4.gz") ?? new Uint8Array();
    const image = await open(published);
    const random = new Random(6);
    let foundCount = 0;
    for (let round = 0; round < 60; round++) {
      const index = round < 20 ? round : random.below(intact.byteLength);
      published.files.set("part-4.gz", intact.slice());
      published.damage("part-4.gz", (stored) => stored.map((byte, at) => (at === index ? byte ^ 4 : byte)));
      const fresh = await open(published);
      const content = await fresh.load(block(16)).catch((cause: { code?: string }) => cause.code);
      if (content === "image-damaged") foundCount++;
      else expect(content).toEqual(blockOf(published, 16));
    }
    // A few bits of a gzip header mean nothing: the time, the operating system.
    expect(foundCount).toBeGreaterThan(45);
    expect(image.peek(block(16))).toBeNull();
  });

  test("fetches the boot's parts in their order, a few at a time, and tells how many were read", async () => {
    const published = publish([4, 0, 3, 1, 2, 99]);
    let concurrent = 0;
    let most = 0;
    published.wait = async () => {
      most = Math.max(most, ++concurrent);
      for (let count = 0; count < 20; count++) await Promise.resolve();
      concurrent--;
    };
    const image = await open(published);
    await image.prefetchBoot();
    // Part 1 is zeros and part 99 does not exist: nothing is fetched for them.
    expect(published.fetched.slice(1)).toEqual(["part-4.gz", "part-0.gz", "part-3.gz", "part-2.gz"]);
    expect(most).toBeLessThanOrEqual(4);
    expect(image.bootProgress).toEqual({ done: 0, total: 4 });
    expect(image.peek(block(17))).toEqual(blockOf(published, 17));
    expect(image.bootProgress).toEqual({ done: 1, total: 4 });
    await image.prefetchBoot();
    expect(published.fetched.length).toBe(5);
    image.beginBoot();
    expect(image.bootProgress).toEqual({ done: 0, total: 4 });
  });

  test("fetching ahead leaves failures to the read that needs the part", async () => {
    const published = publish([0, 2]);
    const image = await open(published);
    published.unreachable.add("part-0.gz");
    await image.prefetchBoot();
    expect(image.peek(block(8))).toEqual(blockOf(published, 8));
    await expect(image.load(block(0))).rejects.toMatchObject({ code: "image-unreachable" });
  });
});
