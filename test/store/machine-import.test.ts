import { describe, expect, test } from "vitest";
import { emptyImage } from "../../src/core/base-image.ts";
import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { MachineConfig } from "../../src/core/machine-config.ts";
import { MemoryDatastore } from "../../src/store/memory/memory-datastore.ts";
import { MemoryKeyVault } from "../../src/store/memory/memory-key-vault.ts";
import type { MachineRecord } from "../../src/store/records.ts";
import { createChecksum } from "../../src/store/sealed-bytes.ts";
import type { Store } from "../../src/store/store.ts";
import type { StoredMachine } from "../../src/store/stored-machine.ts";
import { Random } from "../support/random.ts";
import { openStore, requestFor, setUpMachine, wholeDisk } from "./machine-setup.ts";
import { arriving, madeImage, storedBlockCount } from "./made-image-bytes.ts";
import { readView } from "./read-view.ts";
import { sameBytes } from "./same-bytes.ts";
import { filled } from "./snapshot-steps.ts";
import { referenceComplaints } from "./stored-records.ts";
import { WatchedDatastore } from "./watched-datastore.ts";

const BLOCK = BLOCK_BYTE_LENGTH;
const checksum = await createChecksum();
const given = process.env["STRATA_SEED"];
const seeds = given === undefined ? Array.from({ length: 12 }, (_, index) => index + 1) : [Number(given)];

const config: MachineConfig = {
  ramMiB: 64,
  vgaMemoryMiB: 4,
  nic: "none",
  disks: [{ bus: "primary-master", image: "other", byteLength: 512 }],
  bootOrder: ["hard-disk"],
};

const request = { name: "Mine", imageName: "mine.img", config, isEncrypted: false };

/** Over what the lab gives such a machine: zeros, under the image's name. */
const open = (store: Store, { id, image }: MachineRecord): Promise<StoredMachine> =>
  store.openMachine(id, { ...emptyImage(image.byteLength), sha256: image.sha256, name: image.name });

describe("a machine made from an image", () => {
  test.each(seeds)(
    "R1 S3 M2: begins as the image, writes, reverts to it, and stands on nothing (seed %i)",
    async (seed) => {
      const random = new Random(seed);
      const isEncrypted = random.oneIn(2);
      const datastore = new WatchedDatastore(new MemoryDatastore());
      const vault = new MemoryKeyVault();
      const store = await openStore(datastore, vault);
      const bytes = madeImage(random, 512 * random.pick([1, 7, 8, 9, random.between(1, 600)]));
      const image = arriving(bytes, random, { isLengthKnown: random.oneIn(2) });
      const { record } = await store.importMachine({ ...request, isEncrypted }, image);
      expect(record).toMatchObject({
        name: "Mine",
        config: {
          ...config,
          disks: [{ bus: "primary-master", image: "mine.img", byteLength: bytes.byteLength }],
        },
        image: { name: "mine.img", byteLength: bytes.byteLength, isOwn: true },
        currentSnapshot: null,
      });
      let machine = await open(store, record);
      expect(sameBytes(await wholeDisk(machine), bytes)).toBe(true);
      expect(machine.layers().map(({ blockCount }) => blockCount)).toEqual([storedBlockCount(bytes), 0]);
      const changed = bytes.slice();
      const at = 512 * random.below(bytes.byteLength / 512);
      const written = random.bytes(512);
      changed.set(written, at);
      await machine.disk.write(at, written);
      const snapshot = await machine.takeSnapshot(requestFor(machine)).durable;
      expect(sameBytes(await wholeDisk(machine), changed)).toBe(true);
      await machine.revertTo(null);
      expect(sameBytes(await wholeDisk(machine), bytes)).toBe(true);
      const clone = random.oneIn(2)
        ? await machine.cloneLinked(snapshot.record.id, "Clone")
        : await machine.cloneFully(snapshot.record.id, "Clone");
      if (random.oneIn(2)) await machine.flatten(snapshot.record.id);
      if (random.oneIn(2)) await machine.removeSnapshot(snapshot.record.id);
      machine.close();
      const again = await openStore(new WatchedDatastore(datastore.inner), vault);
      machine = await open(again, record);
      expect(sameBytes(await wholeDisk(machine), bytes)).toBe(true);
      const cloned = await open(again, clone.machine);
      expect(sameBytes(await wholeDisk(cloned), changed)).toBe(true);
      machine.close();
      await again.removeMachine(record.id);
      expect(sameBytes(await readView(await cloned.view()), changed)).toBe(true);
      const { freedExtentCount } = again;
      expect(await referenceComplaints(datastore, checksum, { freedExtentCount })).toEqual([]);
      expect((await again.verify()).damages).toEqual([]);
      if (isEncrypted && bytes.byteLength > BLOCK) expect((await vault.list()).length).toBeGreaterThan(0);
    },
  );

  test("R1 F1: its snapshots go as files into another machine of the same image, and into none of another", async () => {
    const random = new Random(4);
    const datastore = new WatchedDatastore(new MemoryDatastore());
    const store = await openStore(datastore);
    const bytes = madeImage(random, 20 * BLOCK);
    const one = await open(store, (await store.importMachine(request, arriving(bytes, random))).record);
    const other = await open(store, (await store.importMachine(request, arriving(bytes, random))).record);
    await one.disk.write(0, filled(9));
    const { record } = await one.takeSnapshot(requestFor(one)).durable;
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    for await (const piece of await one.exportSnapshot(record.id)) pieces.push(piece);
    const file = async function* (): AsyncGenerator<Uint8Array> {
      yield* pieces;
    };
    const imported = await other.importSnapshot(file());
    expect(
      sameBytes(await readView(await other.viewSnapshot(imported.record.id)), await wholeDisk(one)),
    ).toBe(true);
    bytes.fill(1, 0, 512);
    const foreign = await open(store, (await store.importMachine(request, arriving(bytes, random))).record);
    await expect(foreign.importSnapshot(file())).rejects.toMatchObject({ code: "snapshot-foreign" });
    const { machine } = await setUpMachine({ byteLength: bytes.byteLength });
    await expect(machine.importSnapshot(file())).rejects.toMatchObject({ code: "snapshot-foreign" });
  });

  test("R2 G2: is not made from a wish that can't be met, and nothing is written", async () => {
    const datastore = new WatchedDatastore(new MemoryDatastore());
    const store = await openStore(datastore);
    const random = new Random(5);
    const whole = arriving(random.bytes(3 * BLOCK), random);
    await expect(store.importMachine({ ...request, name: "" }, whole)).rejects.toMatchObject({
      code: "name-invalid",
    });
    const wrong = { ...config, ramMiB: 3 };
    await expect(store.importMachine({ ...request, config: wrong }, whole)).rejects.toMatchObject({
      code: "configuration-invalid",
    });
    await expect(store.importMachine({ ...request, isEncrypted: true }, whole)).rejects.toMatchObject({
      code: "encryption-unavailable",
    });
    await expect(store.importMachine(request, arriving(random.bytes(700), random))).rejects.toMatchObject({
      code: "configuration-invalid",
    });
    expect(store.machines()).toEqual([]);
    expect(await datastore.inner.keys("extents")).toEqual([]);
  });
});
