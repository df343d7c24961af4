// Long because one setup, an encrypted machine with a snapshot, serves every rule about it.
import { describe, expect, test } from "vitest";
import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { BlockIndex, KeyId, SnapshotId } from "../../src/core/identity.ts";
import type { Entry } from "../../src/store/datastore.ts";
import type { DiskView } from "../../src/store/disk-view.ts";
import { ENCRYPTION_BYTE_LENGTH } from "../../src/store/encrypted-content.ts";
import { decodeExtent } from "../../src/store/extent-record.ts";
import { Keyring } from "../../src/store/keyring.ts";
import { createChecksum, SEAL_BYTE_LENGTH } from "../../src/store/sealed-bytes.ts";
import { Store } from "../../src/store/store.ts";
import type { StoredMachine } from "../../src/store/stored-machine.ts";
import { Random } from "../support/random.ts";
import { eventually } from "./eventually.ts";
import {
  allPages,
  type MachineSetup,
  madeCapture,
  openAgain,
  openStore,
  wholeDisk as readDisk,
  requestFor,
  setUpMachine,
} from "./machine-setup.ts";
import { recordsWith } from "./plain-traces.ts";
import { readView } from "./read-view.ts";

const checksum = await createChecksum();
const BLOCK = BLOCK_BYTE_LENGTH;
/** A disk as a short text, since comparing arrays one by one is slow. */
const wholeDisk = async (machine: StoredMachine): Promise<string> =>
  checksum(await readDisk(machine)).join(".");
const viewed = async (view: DiskView): Promise<string> =>
  checksum(await readView(view).finally(() => view.release())).join(".");
const SECRET = "written by an encrypted machine";
const PICTURE = `data:image/png;base64,${SECRET}`;

/** Blocks of random bytes with the secret at the start of each. */
function secretBlocks(random: Random, blockCount = 1): Uint8Array<ArrayBuffer> {
  const bytes = random.bytes(blockCount * BLOCK);
  for (let block = 0; block < blockCount; block++) bytes.set(Buffer.from(SECRET), block * BLOCK);
  return bytes;
}

/** A live snapshot in which everything holds the secret. */
function takeSecretSnapshot(machine: StoredMachine, random: Random): Promise<SnapshotId> {
  const pages = new Map([3, 4, 90].map((page) => [page as BlockIndex, secretBlocks(random)] as const));
  const live = { ...madeCapture(random), devices: secretBlocks(random), pages };
  return machine
    .takeSnapshot({ ...requestFor(machine, live), picture: PICTURE })
    .durable.then(({ record }) => record.id);
}

/** An encrypted machine with a snapshot, and something above it. */
async function setUpEncrypted(): Promise<MachineSetup & { readonly id: SnapshotId; readonly key: KeyId }> {
  const setup = await setUpMachine({ isEncrypted: true });
  const random = new Random(7);
  const { machine } = setup;
  await machine.disk.write(0, secretBlocks(random, 20));
  const id = await takeSecretSnapshot(machine, random);
  await machine.disk.write(BLOCK, secretBlocks(random, 3));
  await machine.flush();
  return { ...setup, id, key: machine.record.key as KeyId };
}

const extentsOf = async ({ datastore }: MachineSetup): Promise<Entry[]> => datastore.getAll("extents");

describe("an encrypted machine", () => {
  test("E5: reads what it wrote, in this session and in the next, and no record holds any of it plainly", async () => {
    const setup = await setUpEncrypted();
    const before = await wholeDisk(setup.machine);
    const again = await openAgain(setup);
    for (const { machine } of [setup, again]) {
      expect(await wholeDisk(machine)).toEqual(before);
      expect(machine.pictureOf(machine.snapshot(setup.id))).toBe(PICTURE);
      const live = await machine.loadLive(setup.id);
      expect(Buffer.from(live?.devices ?? []).toString("latin1")).toContain(SECRET);
      const pages = live === null ? [] : [...(await allPages(live)).values()];
      expect(pages.map((page) => Buffer.from(page).toString("latin1", 0, SECRET.length))).toEqual(
        pages.map(() => SECRET),
      );
      expect(pages).toHaveLength(3);
    }
    expect(await recordsWith(setup.datastore, SECRET)).toEqual([]);
  });

  test("E5: the same search finds what a plain machine wrote, in blocks, state and picture", async () => {
    const setup = await setUpMachine();
    const random = new Random(7);
    await setup.machine.disk.write(0, secretBlocks(random, 2));
    const id = await takeSecretSnapshot(setup.machine, random);
    const found = await recordsWith(setup.datastore, SECRET);
    expect(found).toEqual([`snapshots ${id}`, "extents 1", "extents 2", `states ${id}`]);
  });

  test("E5: copies, flattened layers and clones hold no plain block either, of the base image neither", async () => {
    const setup = await setUpEncrypted();
    const { machine, store, base, id } = setup;
    await machine.copyImage({ mode: "every-byte" });
    await machine.flatten(id);
    const linked = (await machine.cloneLinked(id, "linked")).machine;
    const full = (await machine.cloneFully(id, "full")).machine;
    for (const clone of [linked, full]) {
      const opened = await store.openMachine(clone.id, base);
      await opened.disk.write(0, secretBlocks(new Random(8)));
      await opened.flush();
    }
    const extents = await extentsOf(setup);
    for (const { key, value } of extents) {
      const overhead = ((value as Uint8Array).byteLength - SEAL_BYTE_LENGTH) % BLOCK;
      expect(overhead, `extent ${String(key)}`).toBe(ENCRYPTION_BYTE_LENGTH);
    }
    expect(extents.length).toBeGreaterThan(8);
    expect(await recordsWith(setup.datastore, SECRET)).toEqual([]);
  });

  test("E5: a linked clone shares its key, a full one has another, and both begin with the same bytes", async () => {
    const { machine, store, base, id, key } = await setUpEncrypted();
    const expected = await viewed(await machine.viewSnapshot(id));
    const linked = (await machine.cloneLinked(id, "linked")).machine;
    const full = (await machine.cloneFully(id, "full")).machine;
    expect(linked.key).toBe(key);
    expect(full.key).not.toBe(key);
    expect(full.key).toMatch(/^[0-9a-f]{32}$/);
    for (const clone of [linked, full])
      expect(await wholeDisk(await store.openMachine(clone.id, base))).toEqual(expected);
  });

  test("I1: extents that were exchanged for one another are refused, though each is whole", async () => {
    const setup = await setUpEncrypted();
    const [one, other] = (await extentsOf(setup)) as [Entry, Entry];
    await setup.datastore.inner.commit([{ kind: "put", table: "extents", key: one.key, value: other.value }]);
    const { machine } = await openAgain(setup);
    await expect(wholeDisk(machine)).rejects.toMatchObject({ code: "storage-damaged" });
  });

  test("I2: is found whole; damage is found without its key, and a key that is gone with all that it takes along", async () => {
    const setup = await setUpEncrypted();
    expect((await setup.store.verify()).damages).toEqual([]);
    const { machine, vault, id, key } = setup;
    await vault.destroy(key);
    const { damages } = await (await openStore(setup.datastore, vault)).verify();
    const layers = [...machine.layers().map((layer) => layer.id), machine.snapshot(id).live?.ramLayer];
    expect(damages).toEqual([{ record: `key ${key}`, layers: expect.any(Array), snapshots: [id] }]);
    expect([...(damages[0]?.layers ?? [])].sort()).toEqual([...layers].sort());
    const { key: extent, value } = (await extentsOf(setup))[0] as Entry;
    const flipped = (value as Uint8Array).map((byte, index) => (index === 100 ? byte ^ 1 : byte));
    await setup.datastore.inner.commit([{ kind: "put", table: "extents", key: extent, value: flipped }]);
    const after = (await (await openStore(setup.datastore, vault)).verify()).damages;
    expect(after.map(({ record }) => record).sort()).toEqual([`extent ${String(extent)}`, `key ${key}`]);
  });

  test("is refused where there is no place for keys, and nothing is made", async () => {
    const { machine, datastore, base } = await setUpMachine();
    const store = await openStore(datastore, null);
    const before = await datastore.keys("layers");
    const creating = store.createMachine("a", machine.record.config, base, { isEncrypted: true });
    await expect(creating).rejects.toMatchObject({ code: "encryption-unavailable" });
    expect(store.machines()).toHaveLength(1);
    expect(await datastore.keys("layers")).toEqual(before);
    await store.createMachine("b", machine.record.config, base);
  });

  test("a machine that was stored before there were encrypted ones is a plain one", async () => {
    const setup = await setUpMachine();
    const { key: _, ...record } = setup.machine.record;
    await setup.datastore.inner.commit([{ kind: "put", table: "machines", key: record.id, value: record }]);
    const { machine } = await openAgain(setup);
    expect(machine.record.key).toBeNull();
  });
});

describe("a key that is gone", () => {
  test("E5: opening the machine is refused, and no ciphertext is given as data", async () => {
    const setup = await setUpEncrypted();
    await setup.vault.destroy(setup.key);
    await expect(openAgain(setup)).rejects.toMatchObject({
      code: "key-missing",
      details: { machine: "machine", key: setup.key },
    });
    for (const { key, value } of await extentsOf(setup)) {
      const reading = decodeExtent(key as number, value, checksum, new Keyring(setup.vault));
      await expect(reading).rejects.toMatchObject({ code: "key-missing" });
    }
  });

  test("the machine can still be removed, and everything of it goes", async () => {
    const setup = await setUpEncrypted();
    await setup.vault.destroy(setup.key);
    const store = await openStore(setup.datastore, setup.vault);
    expect((await store.removeMachine(setup.machine.record.id)).key).toBe("destroyed");
    expect(store.machines()).toEqual([]);
    expect(await setup.datastore.keys("layers")).toEqual([]);
  });

  test("the same holds in a browser without a vault", async () => {
    const { datastore, machine, base } = await setUpEncrypted();
    const store = await openStore(datastore, null);
    const { id } = machine.record;
    await expect(store.openMachine(id, base)).rejects.toMatchObject({ code: "key-missing" });
    await store.removeMachine(id);
    expect(store.machines()).toEqual([]);
  });
});

describe("the removal of an encrypted machine", () => {
  test("E6: destroys its key, and no other", async () => {
    const { machine, store, base, vault, id, key } = await setUpEncrypted();
    const full = (await machine.cloneFully(id, "full")).machine;
    machine.close();
    expect((await store.removeMachine(machine.record.id)).key).toBe("destroyed");
    expect(await vault.open(key)).toBeNull();
    expect(await vault.list()).toEqual([full.key]);
    await wholeDisk(await store.openMachine(full.id, base));
  });

  test("E6: overwrites nothing, with a wipe or without, and gives the space back", async () => {
    for (const wipe of [true, false]) {
      const { machine, store, datastore } = await setUpEncrypted();
      machine.close();
      const before = datastore.commits.length;
      expect(await store.removeMachine(machine.record.id, { wipe })).toMatchObject({
        key: "destroyed",
        wiped: null,
        bytesWritten: 0,
      });
      await eventually(async () => (await datastore.keys("extents")).length === 0, "the space is given back");
      const writes = datastore.commits.slice(before).flat();
      expect(writes.filter(({ kind, table }) => kind === "put" && table === "extents")).toEqual([]);
      expect(store.freedExtentCount).toBe(0);
    }
  });

  test("E3: with a wipe and a linked clone that keeps the key, overwrites what became free", async () => {
    const { machine, store, base, id, key } = await setUpEncrypted();
    const clone = (await machine.cloneLinked(id, "linked")).machine;
    const expected = await viewed(await machine.viewSnapshot(id));
    machine.close();
    const { wiped, ...removed } = await store.removeMachine(machine.record.id, { wipe: true });
    expect(removed.key).toBe("kept");
    expect(wiped?.bytesWritten).toBeGreaterThan(3 * BLOCK);
    expect(wiped?.unwipedByteLength).toBe(0);
    expect(await wholeDisk(await store.openMachine(clone.id, base))).toBe(expected);
    expect(clone.key).toBe(key);
  });

  test("E6: keeps the key for linked clones, and destroys it with the last of them", async () => {
    const { machine, store, base, vault, id, key } = await setUpEncrypted();
    const expected = await viewed(await machine.viewSnapshot(id));
    const clones = [await machine.cloneLinked(id, "one"), await machine.cloneLinked(id, "two")];
    machine.close();
    expect((await store.removeMachine(machine.record.id)).key).toBe("kept");
    const [one, two] = clones.map((clone) => clone.machine.id) as [never, never];
    expect(await wholeDisk(await store.openMachine(two, base))).toEqual(expected);
    expect((await store.removeMachine(one)).key).toBe("kept");
    expect(await vault.list()).toEqual([key]);
  });

  test("E6: keeps the key for a copy that is kept, which stays readable, and destroys it with the copy", async () => {
    const setup = await setUpEncrypted();
    const { machine, store, base, vault, key } = setup;
    const expected = await wholeDisk(machine);
    const { layer } = await machine.copyImage({ mode: "allocated" });
    const other = await store.createMachine("other", machine.record.config, base);
    machine.close();
    expect((await store.removeMachine(machine.record.id)).key).toBe("kept");
    const again = await openStore(setup.datastore, vault);
    const opened = await again.openMachine(other.id, base);
    expect(await viewed(await opened.viewImage(layer))).toEqual(expected);
    await opened.removeImage(layer);
    expect(await vault.list()).toEqual([]);
    expect(await vault.open(key)).toBeNull();
  });

  test("E6: says so when the key could not be destroyed, and the next opening destroys it", async () => {
    const { machine, store, datastore, vault, key } = await setUpEncrypted();
    const { destroy } = vault;
    vault.destroy = () => Promise.reject(new Error("refused"));
    machine.close();
    const removing = store.removeMachine(machine.record.id);
    await expect(removing).rejects.toMatchObject({ code: "key-remains", details: { key } });
    expect(store.machines()).toEqual([]);
    vault.destroy = destroy;
    await openStore(datastore, vault);
    expect(await vault.list()).toEqual([]);
  });

  test("says nothing of a key for a plain machine", async () => {
    const { machine, store } = await setUpMachine();
    machine.close();
    expect((await store.removeMachine(machine.record.id)).key).toBeNull();
  });
});

describe("an opening", () => {
  test("E6: destroys keys that nothing refers to, and no others", async () => {
    const { vault, key, datastore } = await setUpEncrypted();
    await vault.create();
    await openStore(datastore, vault);
    expect(await vault.list()).toEqual([key]);
  });

  test("E6: destroys none where another page writes, which may be making a machine", async () => {
    const { vault, key, datastore } = await setUpEncrypted();
    const other = (await vault.create()).key;
    await Store.open(datastore, { newId: () => "id", now: () => 1, vault, isReadOnly: true });
    expect((await vault.list()).sort()).toEqual([key, other].sort());
  });

  test("E6: destroys none while something can't be read, and is possible when the vault fails", async () => {
    const { vault, datastore, key } = await setUpEncrypted();
    const orphan = (await vault.create()).key;
    const [{ key: region, value }] = (await datastore.getAll("maps")) as [Entry];
    const flipped = (value as Uint8Array).map((byte, index) => (index === 0 ? byte ^ 1 : byte));
    await datastore.inner.commit([{ kind: "put", table: "maps", key: region, value: flipped }]);
    await openStore(datastore, vault);
    expect((await vault.list()).sort()).toEqual([key, orphan].sort());
    await datastore.inner.commit([{ kind: "put", table: "maps", key: region, value }]);
    const { list } = vault;
    vault.list = () => Promise.reject(new Error("refused"));
    await openStore(datastore, vault);
    vault.list = list;
    expect((await vault.list()).sort()).toEqual([key, orphan].sort());
  });
});
