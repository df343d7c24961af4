import { describe, expect, test } from "vitest";
import { parseManifest } from "../../src/images/manifest.ts";
import { RemoteImage } from "../../src/images/remote-image.ts";
import { PublishedParts } from "./published-parts.ts";

const good = new PublishedParts(new Uint8Array(3 * 8192).fill(1), 8192, [0]).manifest;
const [firstPart] = good["parts"] as object[];

describe("an image's manifest", () => {
  test("is taken as it was published", () => {
    expect(parseManifest(structuredClone(good))).toEqual(good);
  });

  test.each<[unknown, string]>([
    [null, "object"],
    ["text", "a string"],
    [{ ...good, format: 2 }, "format 2"],
    [{ ...good, format: undefined }, "format undefined"],
    [{ ...good, encoding: "zstd" }, "encoding zstd"],
    [{ ...good, sha256: "abc" }, "no SHA-256"],
    [{ ...good, sha256: undefined }, "no SHA-256"],
    [{ ...good, name: 5 }, "name 5"],
    [{ ...good, name: "" }, 'name ""'],
    [{ ...good, byteLength: 1000 }, "a size of 1000 bytes"],
    [{ ...good, byteLength: -512 }, "a size of -512 bytes"],
    [{ ...good, byteLength: "512" }, "a size of 512 bytes"],
    [{ ...good, partByteLength: 0 }, "parts of 0 bytes"],
    [{ ...good, partByteLength: -4096 }, "parts of -4096 bytes"],
    [{ ...good, partByteLength: 5000 }, "parts of 5000 bytes"],
    [{ ...good, parts: {} }, "no list of parts"],
    [{ ...good, parts: [null] }, "the part null"],
    [{ ...good, parts: [{ ...firstPart, index: 3 }] }, '"index":3'],
    [{ ...good, parts: [{ ...firstPart, index: -1 }] }, '"index":-1'],
    [{ ...good, parts: [{ ...firstPart, file: "../secret" }] }, "../secret"],
    [{ ...good, parts: [{ ...firstPart, file: "https://elsewhere/x" }] }, "https://elsewhere/x"],
    [{ ...good, parts: [{ ...firstPart, file: ".." }] }, '".."'],
    [{ ...good, parts: [{ ...firstPart, sha256: "0" }] }, '"sha256":"0"'],
    [{ ...good, parts: [firstPart, firstPart] }, "a part listed twice"],
    [{ ...good, bootOrder: null }, "no boot order"],
  ])("I1: one that can't be used is refused with what was found: %j", (manifest, found) => {
    const refusal = expect(() => parseManifest(manifest));
    refusal.toThrow(expect.objectContaining({ code: "image-damaged" }));
    refusal.toThrow(found);
  });

  test("one that is not JSON is refused, one that can't be had is unreachable", async () => {
    const page = async (): Promise<Uint8Array<ArrayBuffer>> => new TextEncoder().encode("<!doctype html>");
    await expect(RemoteImage.open(page)).rejects.toMatchObject({ code: "image-damaged" });
    const nothing = (): Promise<never> => Promise.reject(new TypeError("Failed to fetch"));
    await expect(RemoteImage.open(nothing)).rejects.toMatchObject({
      code: "image-unreachable",
      details: { file: "manifest.json" },
    });
  });
});
