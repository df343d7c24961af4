import { describe, expect, test } from "vitest";
import type { OriginPorts } from "../../src/images/own/image-origin.ts";
import type { ImageKind } from "../../src/images/own/image-signs.ts";
import { type OpenedImage, openImage } from "../../src/images/own/open-image.ts";
import { sameBytes } from "../store/same-bytes.ts";
import { Random } from "../support/random.ts";
import { gzipped, zstdFrame } from "./made-packing.ts";

const MIB = 2 ** 20;
const FLOPPY = 1440 * 1024;
const given = process.env["STRATA_SEED"];
const seeds = given === undefined ? Array.from({ length: 12 }, (_, index) => index + 1) : [Number(given)];

const nowhere: OriginPorts = {
  fetch: () => Promise.reject(new TypeError("Failed to fetch")),
  isOnline: () => true,
  baseUrl: "https://strata.test/page/",
};

/** The whole of an image, as its pieces give it. */
async function contentOf(image: OpenedImage): Promise<Uint8Array> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for await (const piece of image.pieces()) pieces.push(piece as Uint8Array<ArrayBuffer>);
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}

const openBytes = (
  bytes: Uint8Array<ArrayBuffer>,
  wanted: ImageKind | null = null,
  name = "image",
): Promise<OpenedImage> => openImage(new File([bytes], name), wanted, nowhere);

/** What opening and reading it to its end is refused with. */
async function refusalOf(bytes: Uint8Array<ArrayBuffer>, wanted: ImageKind | null = null): Promise<unknown> {
  try {
    await contentOf(await openBytes(bytes, wanted));
  } catch (cause) {
    return cause;
  }
  return null;
}

const withText = (byteLength: number, text: string, at = 0): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(byteLength);
  bytes.set(new TextEncoder().encode(text), at);
  return bytes;
};

/** A boot sector's mark makes a disk of it, whatever it holds. */
const disk = (random: Random, byteLength: number): Uint8Array<ArrayBuffer> => {
  const bytes = new Uint8Array(byteLength);
  for (let at = 0; at < byteLength; at += 64 * 1024)
    if (random.oneIn(3)) bytes.set(random.bytes(Math.min(3000, byteLength - at)), at);
  if (byteLength >= 512) bytes.set([0x55, 0xaa], 510);
  return bytes;
};

/** A CD-ROM that tells of `sectorCount` sectors. */
function cdRom(sectorCount: number, byteLength = sectorCount * 2048): Uint8Array<ArrayBuffer> {
  const bytes = withText(byteLength, "\u0001CD001\u0001", 32_768);
  new DataView(bytes.buffer).setUint32(32_768 + 80, sectorCount, true);
  return bytes;
}

describe("an image is opened", () => {
  test.each(seeds)(
    "R1: raw, by gzip and by Zstandard, as the same bytes, twice if wanted, whatever its name (seed %i)",
    async (seed) => {
      const random = new Random(seed);
      const bytes = disk(random, 512 * random.pick([1, 127, 128, 129, random.between(1, 9000)]));
      const half = 512 * random.below(bytes.byteLength / 512);
      const frames = await Promise.all([
        zstdFrame(bytes.subarray(0, half), { checksum: random.oneIn(2) }),
        // A frame that is skipped.
        Uint8Array.of(0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3),
        zstdFrame(bytes.subarray(half)),
      ]);
      const inFrames = new Uint8Array(await new Blob(frames).arrayBuffer());
      for (const packed of [bytes, await gzipped(bytes), await zstdFrame(bytes), inFrames]) {
        const image = await openBytes(packed, "disk", "misleading.txt");
        expect(image.kind).toBe("disk");
        expect(image.isRepeatable).toBe(true);
        expect([null, bytes.byteLength]).toContain(image.byteLength);
        for (let turn = 0; turn < 2; turn++) expect(sameBytes(await contentOf(image), bytes)).toBe(true);
      }
    },
  );

  test("R1: what a packer of Zstandard has really compressed", async () => {
    const packed =
      "KLUv/QRYFQ4A9txAGZApxQZgbELlbxX1Q2bVuSt7p5RJmrKrGBxFADYANABVRURERET0////27Zt223bti1JkiQ5MzMzM2dFdzkFInEgABBwQCAQGArFYcE4JIyDYaA4DIOjOBoQR2EUBQmFFIjEgUBmZmZmVlVVVVVFRERERPT////btm3bbdu2LUmSJDkzMzMzIiIiIiJzd3d3d2dmZmZmVlVVVQF3d2dmZmZmVlVVVVVFRERERPT////btm3bbdu2LUmSJDkzMzMzIxQKhUKhUCgU3t3d3d1Zd3d3d3dmZmZmZlVVVVVVRERERET///+/bdu23bZt25IkSZIzMzMzM1KpVCqVSqVS6d3dBYGPqCHw7v8bsWeUVhsS+P//BAFO/gEEAQE1QQnJQKBIKEBGkEBSEDASDEIV+o/6l/qn/IQBQoCQkqSAiqCAZCBQJBQgI0gguf5T/rRf6o/+JwAUJJHCgKkgiEQiQCVQIDIIKAmu4zRNIwG1d1bs/KnzR+ffnD85f+L8g/Pnzb9y85m9fp62R8r+X5snTX+v3ROl/1ftmVL/23ZJ2X9r+4GdlJyUm5Sa1Jn0mPSXdEuauZJC2QBAZ03YGvhVF0kg4A==";
    const lines = Array.from({ length: 400 }, (_, line) => `Line ${line} of a text that Zstandard packed.\n`);
    const wanted = new TextEncoder().encode(lines.join(""));
    const bytes = Uint8Array.from(Buffer.from(packed, "base64"));
    expect(wanted.byteLength % 512).not.toBe(0);
    expect(await refusalOf(bytes)).toMatchObject({
      code: "image-file-invalid",
      details: { reason: "odd-size", byteLength: wanted.byteLength },
    });
  });

  test("R1: by its content: ISO 9660 is a CD-ROM, a floppy's size a floppy disk, all else a disk", async () => {
    const random = new Random(2);
    const floppy = disk(random, FLOPPY);
    const hybrid = cdRom(40);
    hybrid.set([0x55, 0xaa], 510);
    for (const [bytes, kind] of [
      [floppy, "floppy"],
      [disk(random, FLOPPY + 512), "disk"],
      [cdRom(40), "cd-rom"],
      [hybrid, "cd-rom"],
      [disk(random, 5 * MIB), "disk"],
    ] as const) {
      for (const packed of [bytes, await gzipped(bytes), await zstdFrame(bytes)])
        expect((await openBytes(packed)).kind).toBe(kind);
    }
    expect((await openBytes(floppy, "disk")).kind).toBe("disk");
    expect((await openBytes(hybrid, "disk")).kind).toBe("disk");
    expect((await openBytes(disk(random, 512), "disk", "free.img.zst")).name).toBe("free.img");
  });

  test("R1: a file of zeros by the thousandfold is never unpacked far ahead of its reader", async () => {
    const bytes = new Uint8Array(64 * MIB);
    for (const packed of [await gzipped(bytes), await zstdFrame(bytes)]) {
      const image = await openBytes(packed, "disk");
      let done = 0;
      let largest = 0;
      for await (const piece of image.pieces()) {
        done += piece.byteLength;
        largest = Math.max(largest, piece.byteLength);
      }
      expect(done).toBe(bytes.byteLength);
      expect(largest).toBeLessThanOrEqual(MIB);
    }
  });
});

describe("a bad image is refused, with its reason", () => {
  test("R2: what is empty, of another kind, or packed otherwise", async () => {
    const cases: readonly (readonly [Uint8Array<ArrayBuffer>, string])[] = [
      [new Uint8Array(), "empty"],
      [withText(4096, "\n <!DOCTYPE html><title>404"), "web-page"],
      [withText(4096, "\ufeff<html lang=fr>"), "web-page"],
      [withText(4096, "QFI\u00fb"), "disk"],
      [Uint8Array.of(0x51, 0x46, 0x49, 0xfb, ...new Array(508).fill(0)), "other-format"],
      [withText(4096, "KDMV"), "other-format"],
      [withText(4096, "conectix"), "other-format"],
      [withText(4096, "vhdxfile"), "other-format"],
      [withText(4096, "BZh91AY"), "other-packing"],
      [Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, ...new Array(506).fill(1)), "other-packing"],
      [withText(4096, "PK\u0003\u0004"), "other-packing"],
      [withText(4096, "strata snapshot\n"), "snapshot-file"],
      [new Uint8Array(1000), "odd-size"],
      [new Uint8Array(70_001), "odd-size"],
    ];
    for (const [bytes, reason] of cases) {
      for (const packed of [bytes, await gzipped(bytes), await zstdFrame(bytes)]) {
        const refusal = await refusalOf(packed);
        if (reason === "disk") expect(refusal).toBe(null);
        else expect(refusal, reason).toMatchObject({ code: "image-file-invalid", details: { reason } });
      }
    }
  });

  test("R2: what is not of the kind that is wanted, and a part of a CD-ROM", async () => {
    const cases: readonly (readonly [Uint8Array<ArrayBuffer>, ImageKind | null, string])[] = [
      [cdRom(40), "disk", "is-cd-rom"],
      [disk(new Random(1), MIB), "cd-rom", "no-cd-rom"],
      [disk(new Random(1), MIB), "floppy", "floppy-size"],
      [cdRom(2000, 40 * 2048), null, "cut-off"],
      [cdRom(2000).slice(0, 32_776), "cd-rom", "cut-off"],
    ];
    for (const [bytes, wanted, reason] of cases)
      expect(await refusalOf(bytes, wanted), reason).toMatchObject({
        code: "image-file-invalid",
        details: { reason },
      });
    expect(await refusalOf(cdRom(200, 190 * 2048))).toBe(null);
  });

  test.each(seeds)(
    "R2: what was packed and is cut off, or damaged anywhere that a checksum covers (seed %i)",
    async (seed) => {
      const random = new Random(seed);
      const bytes = random.bytes(512 * random.between(1, 800));
      for (const [pack, least] of [
        [gzipped, 10],
        [zstdFrame, 6],
      ] as const) {
        const packed = await pack(bytes);
        const cut = packed.slice(0, random.between(least + 10, packed.byteLength - 1));
        expect(await refusalOf(cut, "disk")).toMatchObject({
          code: "image-file-invalid",
          details: { reason: "cut-off" },
        });
        const damaged = packed.slice();
        const at = random.between(least + 3, packed.byteLength - 1);
        damaged[at] = (damaged[at] ?? 0) ^ random.between(1, 255);
        expect(await refusalOf(damaged, "disk"), `byte ${at}`).toMatchObject({ code: "image-file-invalid" });
      }
    },
  );

  test("R2: Zstandard that would take more memory than is given", async () => {
    const packed = await zstdFrame(new Uint8Array(512), { window: 17 << 3 });
    expect(await refusalOf(packed)).toMatchObject({
      code: "image-file-invalid",
      details: { reason: "packing-window" },
    });
  });
});

describe("an address", () => {
  const serving = (response: () => Response | Promise<Response>, isOnline = true): OriginPorts => ({
    ...nowhere,
    fetch: async () => response(),
    isOnline: () => isOnline,
  });

  test("R1: is fetched once, streamed, with progress against the length that the server tells", async () => {
    const bytes = disk(new Random(1), MIB);
    const asked: string[] = [];
    for (const [headers, total] of [
      [{ "content-length": String(MIB) }, MIB],
      [{}, 0],
      [{ "content-length": "99", "content-encoding": "gzip" }, 0],
    ] as const) {
      const ports: OriginPorts = {
        ...nowhere,
        fetch: async (address) => {
          asked.push(address.href);
          return new Response(bytes, { headers });
        },
      };
      const progress: [number, number][] = [];
      const image = await openImage("../disks/my%20disk.img?v=1", null, ports, {
        onProgress: (...told) => progress.push(told),
      });
      expect(image).toMatchObject({ name: "my disk.img", isRepeatable: false });
      expect(sameBytes(await contentOf(image), bytes)).toBe(true);
      expect(progress.at(-1)).toEqual([MIB, total]);
    }
    expect(asked).toEqual(new Array(3).fill("https://strata.test/disks/my%20disk.img?v=1"));
  });

  test("R2: gives its reason: no address, offline, blocked, refused by the server, or broken off", async () => {
    const broken = (): Response =>
      new Response(
        new ReadableStream({
          start: (controller) => controller.enqueue(new Uint8Array(1000)),
          pull: (controller) => controller.error(new TypeError("network error")),
        }),
      );
    const cases: readonly (readonly [string, OriginPorts, object])[] = [
      ["ftp://old.test/disk.img", nowhere, { reason: "address" }],
      ["  ", nowhere, { reason: "address" }],
      ["https://[", nowhere, { reason: "address" }],
      ["https://other.test/disk.img", nowhere, { reason: "blocked" }],
      ["https://other.test/disk.img", { ...nowhere, isOnline: () => false }, { reason: "offline" }],
      ["gone.img", serving(() => new Response("no", { status: 404 })), { reason: "status", status: 404 }],
      ["torn.img", serving(broken), { reason: "broken-off" }],
    ];
    for (const [address, ports, details] of cases)
      await expect(openImage(address, null, ports), address).rejects.toMatchObject({
        code: "address-unreachable",
        details,
      });
  });

  test("R2: is given up when that is wanted, while it is asked for and while it is read", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const ports = serving(() => new Response(new Uint8Array(512)));
    const image = await openImage("a.img", null, ports, { signal });
    controller.abort();
    await expect(openImage("a.img", null, ports, { signal })).rejects.toMatchObject({ code: "cancelled" });
    await image.close();
  });
});
