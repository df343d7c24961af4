import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { fetchPrepared, findPrepared, type PreparedManifest } from "../../src/images/prepared-file.ts";
import { V86_BUILD } from "../../src/machine/v86-build.ts";
import { ByteReader, decodeTable } from "../../src/store/snapshot-file.ts";

const FOLDER = "images/published/linux";
const published = async (file: string): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await readFile(`${FOLDER}/${file}`));
const parsed = async <Value>(file: string): Promise<Value> =>
  JSON.parse(new TextDecoder().decode(await published(file)));

test("what the site ships for a start without a boot fits its image and its emulator (else: npm run prepare-start)", async () => {
  const { sha256: imageSha256 } = await parsed<{ sha256: string }>("manifest.json");
  const manifest = await findPrepared(published, { imageSha256, build: V86_BUILD });
  expect(manifest).not.toBe(null);
  if (manifest === null) return;
  const file = await fetchPrepared(published, manifest);
  expect(file.size).toBe(manifest.byteLength);
  expect(file.size).toBeLessThan(6 * 2 ** 20);
  async function* contents(): AsyncGenerator<Uint8Array> {
    yield gunzipSync(new Uint8Array(await file.arrayBuffer()));
  }
  const { header } = await decodeTable(new ByteReader(contents()));
  expect(header).toMatchObject({
    image: { sha256: imageSha256 },
    config: manifest.config,
    live: { build: V86_BUILD },
  });
});

test("one for another image or build, or a damaged one, is not offered; a file that is not as it was published is refused", async () => {
  const manifest = await parsed<PreparedManifest>("prepared.json");
  const { imageSha256, build } = manifest;
  expect(await findPrepared(published, { imageSha256, build })).toEqual(manifest);
  expect(await findPrepared(published, { imageSha256: "0", build })).toBe(null);
  expect(await findPrepared(published, { imageSha256, build: "v86 0" })).toBe(null);
  expect(await findPrepared(async () => new Uint8Array([123]), { imageSha256, build })).toBe(null);
  expect(await findPrepared(() => Promise.reject(new Error("404")), { imageSha256, build })).toBe(null);
  const changed = async (file: string): Promise<Uint8Array<ArrayBuffer>> => {
    const bytes = await published(file);
    bytes[99] = (bytes[99] ?? 0) ^ 1;
    expect(createHash("sha256").update(bytes).digest("hex")).not.toBe(manifest.sha256);
    return bytes;
  };
  await expect(fetchPrepared(changed, manifest)).rejects.toMatchObject({ code: "image-damaged" });
  await expect(fetchPrepared(() => Promise.reject(new Error("404")), manifest)).rejects.toMatchObject({
    code: "image-unreachable",
  });
});
