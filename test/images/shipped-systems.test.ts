import { readdir, readFile, stat } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { ImageLibrary } from "../../src/images/image-library.ts";
import { parseManifest } from "../../src/images/manifest.ts";
import { shippedSystems } from "../../src/images/shipped-systems.ts";

const MIB = 2 ** 20;
const published = new URL("../../images/published/", import.meta.url);

/** A library over the published files, which notes what it fetched. */
function libraryOfFiles() {
  const fetched: string[] = [];
  const library = new ImageLibrary(published, async (address) => {
    fetched.push(address.pathname.slice(published.pathname.length));
    return new Uint8Array(await readFile(address));
  });
  return { library, fetched };
}

test("every shipped system has an id of its own, which the first one is found by", () => {
  const ids = shippedSystems.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids[0]).toBe("linux");
});

describe.each(shippedSystems)("$id", (system) => {
  test("has the name, the sizes and the files that are told of it", async () => {
    const address = new URL(system.manifest, published);
    const manifest = parseManifest(JSON.parse(await readFile(address, "utf8")));
    expect(manifest.name).toBe(system.id);
    expect(manifest.byteLength).toBe(system.diskMiB * MIB);
    const folder = new URL(".", address);
    const files = (await readdir(folder)).filter((file) => file.endsWith(".part"));
    expect(files.sort()).toEqual(manifest.parts.map(({ file }) => file).sort());
    const sizes = await Promise.all(
      [...files, "manifest.json"].map(async (file) => (await stat(new URL(file, folder))).size),
    );
    const fetchedByteLength = sizes.reduce((sum, size) => sum + size, 0);
    expect(Math.ceil(fetchedByteLength / MIB)).toBe(system.downloadMiB);
    expect(fetchedByteLength).toBeLessThanOrEqual(12_000_000);
    expect(manifest.bootOrder.length).toBeGreaterThan(0);
    expect((await readdir(folder)).includes("prepared.json")).toBe(system.isPrepared);
  });
});

test("an image is opened when it is asked for, once, and found by its name", async () => {
  const { library, fetched } = libraryOfFiles();
  const [image, again] = await Promise.all([library.open("linux"), library.open("linux")]);
  expect(again).toBe(image);
  expect(image.name).toBe("linux");
  expect(fetched).toEqual(["linux/manifest.json"]);
});

test("image-unknown: a name that the site has no image of is refused with those that it has", async () => {
  const { library, fetched } = libraryOfFiles();
  await expect(library.open("../linux")).rejects.toMatchObject({
    code: "image-unknown",
    details: { image: "../linux", known: shippedSystems.map(({ id }) => id) },
  });
  expect(fetched).toEqual([]);
});

test("image-unreachable: an image that could not be had is asked for again", async () => {
  let isThere = false;
  const library = new ImageLibrary(published, async (address) => {
    if (!isThere) throw new Error("offline");
    return new Uint8Array(await readFile(address));
  });
  await expect(library.open("linux")).rejects.toMatchObject({ code: "image-unreachable" });
  isThere = true;
  expect((await library.open("linux")).byteLength).toBe(256 * MIB);
});
