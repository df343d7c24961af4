import { describe, expect, test } from "vitest";
import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { LayerId, MediumId } from "../../src/core/identity.ts";
import { MemoryDatastore } from "../../src/store/memory/memory-datastore.ts";
import { createChecksum } from "../../src/store/sealed-bytes.ts";
import { Store } from "../../src/store/store.ts";
import type { StoredMedium } from "../../src/store/stored-medium.ts";
import { Random } from "../support/random.ts";
import { openStore, requestFor, setUpMachine } from "./machine-setup.ts";
import { arriving, madeImage, storedBlockCount } from "./made-image-bytes.ts";
import { sameBytes } from "./same-bytes.ts";
import { recordsIn, referenceComplaints } from "./stored-records.ts";
import { WatchedDatastore } from "./watched-datastore.ts";

const BLOCK = BLOCK_BYTE_LENGTH;
const checksum = await createChecksum();
const given = process.env["STRATA_SEED"];
const seeds = given === undefined ? Array.from({ length: 20 }, (_, index) => index + 1) : [Number(given)];
const floppy = { name: "Floppy", kind: "floppy" } as const;

async function expectSoundStore(datastore: WatchedDatastore, store: Store): Promise<void> {
  const { freedExtentCount } = store;
  expect(await referenceComplaints(datastore, checksum, { freedExtentCount })).toEqual([]);
  expect((await store.verify()).damages).toEqual([]);
}

async function setUp(): Promise<{ datastore: WatchedDatastore; store: Store }> {
  const datastore = new WatchedDatastore(new MemoryDatastore());
  return { datastore, store: await openStore(datastore) };
}

/** Random pieces of a medium, read both ways. */
async function expectReads(medium: StoredMedium, bytes: Uint8Array, random: Random): Promise<void> {
  for (let count = 0; count < 30; count++) {
    const offset = random.below(bytes.byteLength);
    const length = random.below(bytes.byteLength - offset + 1);
    const wanted = bytes.subarray(offset, offset + length);
    expect(sameBytes(await medium.read(offset, length), wanted)).toBe(true);
    const now = medium.readNow(offset, length);
    expect(now === null || sameBytes(now, wanted)).toBe(true);
  }
}

describe("a medium", () => {
  test.each(seeds)(
    "R1 R3: reads as its image, of any size and cut anywhere, and takes no block of zeros (seed %i)",
    async (seed) => {
      const random = new Random(seed);
      const { datastore, store } = await setUp();
      const byteLength = random.pick([
        1,
        511,
        BLOCK,
        BLOCK + 1,
        3 * BLOCK - 1,
        random.between(1, 80 * BLOCK),
      ]);
      const bytes = madeImage(random, byteLength);
      const kind = random.pick(["cd-rom", "floppy"] as const);
      const image = arriving(bytes, random, { isLengthKnown: random.oneIn(2) });
      const { record } = await store.media.import({ name: "Medium", kind }, image);
      const sectorEnd = Math.ceil(byteLength / 2048) * 2048;
      expect(record).toMatchObject({
        kind,
        name: "Medium",
        byteLength: kind === "cd-rom" ? sectorEnd : byteLength,
        blockCount: storedBlockCount(bytes),
      });
      const padded = new Uint8Array(record.byteLength);
      padded.set(bytes);
      const again = await openStore(new WatchedDatastore(datastore.inner));
      expect(again.media.list()).toEqual([record]);
      const medium = await again.media.open(record.id);
      expect(medium.byteLength).toBe(record.byteLength);
      await expectReads(medium, padded, random);
      expect(() => medium.readNow(record.byteLength, 1)).toThrow(
        expect.objectContaining({ code: "range-invalid" }),
      );
      await expectSoundStore(datastore, again);
    },
  );

  test("R1: has the digest of its file, and counts with what it takes", async () => {
    const { store } = await setUp();
    const bytes = new TextEncoder().encode("a floppy disk");
    const { record } = await store.media.import(floppy, arriving(bytes, new Random(1)));
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    expect(record.sha256).toBe(Buffer.from(digest).toString("hex"));
    const { media, liveBytes } = await store.usage();
    expect(media).toEqual([{ id: record.id, exclusiveBytes: BLOCK, sharedBytes: 0 }]);
    expect(liveBytes).toBe(BLOCK);
  });

  test("R3: is renamed and removed, but not while it is being read; its space is freed, and wiped where that is wanted", async () => {
    const { datastore, store } = await setUp();
    const random = new Random(3);
    const first = await store.media.import(floppy, arriving(random.bytes(40 * BLOCK), random));
    const second = await store.media.import(
      { ...floppy, name: "Second" },
      arriving(random.bytes(BLOCK), random),
    );
    await store.media.rename(first.record.id, "Renamed");
    expect(store.media.list().map(({ name }) => name)).toEqual(["Renamed", "Second"]);
    await expect(store.media.rename(first.record.id, " ")).rejects.toMatchObject({ code: "name-invalid" });
    const readers = [await store.media.open(first.record.id), await store.media.open(first.record.id)];
    for (const reader of readers) {
      await expect(store.media.remove(first.record.id)).rejects.toMatchObject({
        code: "medium-in-use",
        details: { name: "Renamed", machines: [] },
      });
      reader.close();
      reader.close();
    }
    const { wiped } = await store.media.remove(first.record.id, { wipe: true });
    expect(wiped?.unwipedByteLength).toBe(0);
    expect(store.media.list()).toEqual([{ ...second.record }]);
    await expect(store.media.remove(first.record.id)).rejects.toMatchObject({ code: "medium-unknown" });
    await expect(store.media.open(first.record.id)).rejects.toMatchObject({ code: "medium-unknown" });
    await expectSoundStore(datastore, store);
  });

  test("R3: stays as long as a machine has it in its drive, now or in a snapshot", async () => {
    const { store, machine } = await setUpMachine();
    const image = arriving(new Random(8).bytes(3 * 2048), new Random(8));
    const { id, name, byteLength } = (await store.media.import({ name: "Disc", kind: "cd-rom" }, image))
      .record;
    const { config } = machine.record;
    await machine.configure({ ...config, cdRom: { medium: id, label: name, byteLength } });
    const inUse = { code: "medium-in-use", details: { name, machines: ["machine"] } };
    await expect(store.media.remove(id)).rejects.toMatchObject(inUse);
    const { record } = await machine.takeSnapshot(requestFor(machine)).durable;
    await machine.configure(config);
    expect(store.media.holdersOf(id)).toEqual(["machine"]);
    await expect(store.media.remove(id)).rejects.toMatchObject(inUse);
    await machine.removeSnapshot(record.id);
    await store.media.remove(id);
    expect(store.media.list()).toEqual([]);
  });

  test("R3: is no copied image, and a copied image is no medium", async () => {
    const { store, machine } = await setUpMachine();
    const { record } = await store.media.import(floppy, arriving(new Random(4).bytes(BLOCK), new Random(4)));
    await expect(machine.removeImage(record.id as string as LayerId)).rejects.toMatchObject({
      code: "storage-damaged",
    });
    const { layer } = await machine.copyImage({ mode: "allocated" });
    await expect(store.media.remove(layer as string as MediumId)).rejects.toMatchObject({
      code: "medium-unknown",
    });
    await machine.removeImage(layer);
    expect(store.media.list()).toEqual([record]);
  });

  test("I1: damage of it is named, never read as data", async () => {
    const { datastore, store } = await setUp();
    const random = new Random(5);
    const { record } = await store.media.import(floppy, arriving(random.bytes(2 * BLOCK), random));
    const [entry] = await datastore.inner.getAll("extents");
    const value = Uint8Array.from(entry?.value as Uint8Array);
    value[100] = (value[100] ?? 0) ^ 1;
    await datastore.inner.commit([{ kind: "put", table: "extents", key: entry?.key ?? 0, value }]);
    const again = await openStore(datastore);
    const medium = await again.media.open(record.id);
    await expect(medium.read(0, 10)).rejects.toMatchObject({
      code: "storage-damaged",
      details: { layers: [record.id] },
    });
    expect((await again.verify()).damages).toMatchObject([{ layers: [record.id] }]);
  });
});

describe("taking in an image", () => {
  test("P1 R2: leaves nothing where the program dies, the storage is full, the source fails or it is given up", async () => {
    const random = new Random(6);
    const bytes = random.bytes(2500 * BLOCK);
    const before = ["layers", "maps", "extents"] as const;
    for (const fate of ["die-before", "die-after", "refuse", "source", "cancel"] as const) {
      for (const at of [0, 1, 2, 3]) {
        const { datastore, store } = await setUp();
        const begun = datastore.commitCount;
        const controller = new AbortController();
        const image = arriving(bytes, random, { longestPiece: 200 * BLOCK });
        const failing = {
          ...image,
          async *pieces() {
            let seen = 0;
            for await (const piece of image.pieces()) {
              seen += piece.byteLength;
              if (seen > (bytes.byteLength * at) / 3 - BLOCK) {
                if (fate === "source") throw new TypeError("the cable is out");
                if (fate === "cancel") controller.abort();
              }
              yield piece;
            }
          },
        };
        datastore.fateOf = (index) =>
          index - begun === at && fate !== "source" && fate !== "cancel" ? fate : "hold";
        const imported = store.media.import(floppy, failing, { signal: controller.signal });
        const codes = { refuse: "storage-full", source: undefined, cancel: "cancelled" } as const;
        if (fate === "die-before" || fate === "die-after")
          await expect(imported).rejects.toMatchObject({ code: "storage-failed" });
        else if (fate === "source") await expect(imported).rejects.toThrow("the cable is out");
        else await expect(imported).rejects.toMatchObject({ code: codes[fate] });
        const isPublished = fate === "die-after" && at === 3;
        if (fate !== "die-before" && fate !== "die-after")
          for (const table of before) expect(await datastore.inner.keys(table), `${fate} ${at}`).toEqual([]);
        const again = await openStore(new WatchedDatastore(datastore.inner));
        expect(again.media.list().length, `${fate} ${at}`).toBe(isPublished ? 1 : 0);
        expect(await recordsIn(datastore.inner, "layers")).toHaveLength(isPublished ? 1 : 0);
        await again.giveBackFreed();
        if (!isPublished) expect(await datastore.inner.keys("extents")).toEqual([]);
      }
    }
  });

  test("P6: is refused before anything is written where it can't fit, but not for its zeros", async () => {
    const datastore = new WatchedDatastore(new MemoryDatastore());
    let idCount = 0;
    let quota = 50 * BLOCK;
    const store = await Store.open(datastore, {
      newId: () => `room-${idCount++}`,
      now: () => 1,
      measureRoom: async () => ({ usage: 0, quota }),
    });
    const random = new Random(7);
    const before = datastore.commitCount;
    const full = random.bytes(60 * BLOCK);
    const sparse = new Uint8Array(60 * BLOCK);
    sparse.set(random.bytes(10 * BLOCK), 20 * BLOCK);
    const details = { needed: 60 * BLOCK, free: 50 * BLOCK };
    for (const refused of [arriving(full, random), arriving(sparse, random, { isRepeatable: false })])
      await expect(store.media.import(floppy, refused)).rejects.toMatchObject({
        code: "storage-full",
        details,
      });
    expect(datastore.commitCount).toBe(before);
    const { record } = await store.media.import(floppy, arriving(sparse, random));
    expect(record.blockCount).toBe(10);
    quota = 9 * BLOCK;
    await expect(store.media.import(floppy, arriving(sparse, random))).rejects.toMatchObject({
      code: "storage-full",
      details: { needed: 10 * BLOCK, free: 9 * BLOCK },
    });
  });
});
