import { describe, expect, test } from "vitest";
import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { StrataError } from "../../src/core/strata-error.ts";
import type { Entry, Write } from "../../src/store/datastore.ts";
import { createChecksum } from "../../src/store/sealed-bytes.ts";
import { putRecord } from "../../src/store/sealed-record.ts";
import { Random } from "../support/random.ts";
import {
  allPages,
  type MachineSetup,
  madeCapture,
  openAgain,
  requestFor,
  setUpMachine,
} from "./machine-setup.ts";
import { readView } from "./read-view.ts";

const filled = (value: number, blockCount: number): Uint8Array =>
  new Uint8Array(blockCount * BLOCK_BYTE_LENGTH).fill(value);

/** Two snapshots, the second live, and something written after them. */
async function setUpSnapshots() {
  const setup = await setUpMachine();
  const { machine } = setup;
  await machine.disk.write(0, filled(1, 20));
  const first = (await machine.takeSnapshot(requestFor(machine)).durable).record;
  await machine.disk.write(0, filled(2, 3));
  const capture = madeCapture(new Random(5), 20);
  const second = (await machine.takeSnapshot(requestFor(machine, capture)).durable).record;
  await machine.disk.write(filled(0, 5).byteLength, filled(3, 2));
  await machine.flush();
  return { ...setup, first, second };
}

/** The same in another session, which has nothing in memory yet. */
const openedAgain = async (setup: Awaited<ReturnType<typeof setUpSnapshots>>) => ({
  ...(await openAgain(setup)),
  first: setup.first,
  second: setup.second,
});

/** Changes the stored records past the store. */
const tamper = ({ datastore }: MachineSetup, write: Write): Promise<void> => datastore.inner.commit([write]);

const flipped = (value: unknown, at: number): Uint8Array =>
  (value as Uint8Array).map((byte, index) => (index === at ? byte ^ 0x10 : byte));

describe("Store.verify", () => {
  test("I2: a whole store is found whole, all of it read, with progress to its end", async () => {
    const setup = await setUpSnapshots();
    const steps: string[] = [];
    const report = await setup.store.verify({ onProgress: (done, total) => steps.push(`${done}/${total}`) });
    expect(report).toMatchObject({ damages: [], freedExtentCount: 0 });
    const extents = await setup.datastore.getAll("extents");
    const maps = await setup.datastore.getAll("maps");
    const small = ["machines", "snapshots", "layers"] as const;
    const keys = await Promise.all(small.map((table) => setup.datastore.keys(table)));
    // Beside these the record of creation, the last number of an extent, and the state of the one live snapshot.
    expect(report.recordCount).toBe(keys.flat().length + extents.length + maps.length + 3);
    expect(new Set(steps.at(-1)?.split("/")).size).toBe(1);
  });

  test("I1, I2: any flipped byte of any record is found, with the snapshots that it touches", async () => {
    const random = new Random(9);
    for (const table of ["extents", "maps", "states"] as const) {
      const count = (await (await setUpSnapshots()).datastore.getAll(table)).length;
      for (let index = 0; index < count; index++) {
        const setup = await setUpSnapshots();
        const { key, value } = (await setup.datastore.getAll(table))[index] as Entry;
        const at = random.below((value as Uint8Array).byteLength);
        await tamper(setup, { kind: "put", table, key, value: flipped(value, at) });
        const { damages } = await setup.store.verify();
        expect(damages.length, `${table} ${String(key)}, byte ${at}`).toBe(1);
        const [damage] = damages;
        if (table === "states") expect(damage?.snapshots).toEqual([setup.second.id]);
        else expect(damage?.layers.length).toBe(1);
      }
    }
  });

  test("I1, I2: a note of a wipe and the last number of an extent are found when another was put in their place", async () => {
    const setup = await setUpSnapshots();
    const checksum = await createChecksum();
    const whole = [
      putRecord("wipes", "extent 1", { extents: [1] }, checksum),
      putRecord("meta", "last-extent", 500, checksum),
    ];
    for (const write of whole) await tamper(setup, write);
    expect((await setup.store.verify()).damages).toEqual([]);
    const records: string[] = [];
    for (const write of whole) {
      const { value } = write as Write & { readonly kind: "put" };
      const changed = write.table === "meta" ? 7 : { extents: [2] };
      await tamper(setup, { ...write, value: { ...(value as object), value: changed } } as Write);
      records.push(...(await setup.store.verify()).damages.map(({ record }) => record));
      await tamper(setup, write);
    }
    expect(records).toEqual(["note of a wipe, extent 1", "record of last-extent"]);
    // A number that can't be trusted is not: the records and maps tell of a higher one.
    await tamper(setup, { kind: "put", table: "meta", key: "last-extent", value: 1 });
    const again = await openAgain(setup);
    await again.machine.disk.write(0, new Uint8Array(4096).fill(9));
    await again.machine.flush();
    expect((await again.store.verify()).damages).toEqual([]);
  });

  test("I2: damage below touches every snapshot that reads through it, damage above none below", async () => {
    const setup = await setUpSnapshots();
    const affected = async (layer: string): Promise<readonly string[]> => {
      const entry = (await setup.datastore.getAll("maps")).find(
        ({ key }) => (key as [string, number])[0] === layer,
      ) as Entry;
      await tamper(setup, { kind: "put", table: "maps", key: entry.key, value: flipped(entry.value, 3) });
      const { damages } = await setup.store.verify();
      await tamper(setup, { kind: "put", table: "maps", key: entry.key, value: entry.value });
      return damages.flatMap(({ snapshots }) => snapshots);
    };
    expect(await affected(setup.first.layer)).toEqual([setup.first.id, setup.second.id]);
    expect(await affected(setup.second.layer)).toEqual([setup.second.id]);
    expect(await affected(setup.second.live?.ramLayer ?? "")).toEqual([setup.second.id]);
    expect(await affected(setup.machine.record.activeLayer)).toEqual([]);
  });

  test("I1: a reading that meets damage names what verification names, whichever way it is read", async () => {
    const ways: Readonly<
      Record<string, (setup: Awaited<ReturnType<typeof setUpSnapshots>>) => Promise<unknown>>
    > = {
      "the disk": ({ machine }) => machine.disk.read(0, machine.disk.byteLength),
      "a part of a block": ({ machine }) => machine.disk.write(10 * BLOCK_BYTE_LENGTH, new Uint8Array(512)),
      "a view": async ({ machine, first }) => readView(await machine.viewSnapshot(first.id)),
      "a copy": ({ machine }) => machine.copyImage({ mode: "allocated" }),
      "a memory": async ({ machine, second }) => {
        const live = await machine.loadLive(second.id);
        return live && allPages(live);
      },
      "the opening": async ({ store, machine, base }) => store.openMachine(machine.record.id, base),
      "a flatten": ({ machine, second }) => machine.flatten(second.id),
    };
    const seen = new Set<string>();
    for (const table of ["extents", "maps", "states"] as const) {
      const count = (await (await setUpSnapshots()).datastore.keys(table)).length;
      for (let index = 0; index < count; index++) {
        for (const [way, read] of Object.entries(ways)) {
          const setup = await openedAgain(await setUpSnapshots());
          if (way === "the opening") setup.machine.close();
          const { key, value } = (await setup.datastore.getAll(table))[index] as Entry;
          await tamper(setup, { kind: "put", table, key, value: flipped(value, 9) });
          const [damage] = (await setup.store.verify()).damages;
          const cause = await read(setup).then(
            () => null,
            (failure: StrataError) => failure,
          );
          if (cause === null) continue;
          expect(cause.code, way).toBe("storage-damaged");
          const { record, layers, snapshots, snapshotNames } = cause.details;
          expect({ record, layers, snapshots }, way).toEqual(damage);
          expect(snapshotNames).toEqual(damage?.snapshots.map((id) => setup.machine.snapshot(id).name));
          seen.add(way);
        }
      }
    }
    expect([...seen].sort()).toEqual(Object.keys(ways).sort());
  }, 120_000);

  test("I2: a lost extent, a lost map and a lost state are found; one that nothing refers to is counted", async () => {
    for (const table of ["extents", "maps", "states"] as const) {
      const setup = await setUpSnapshots();
      const { key } = (await setup.datastore.getAll(table))[0] as Entry;
      await tamper(setup, { kind: "delete", table, key });
      expect((await setup.store.verify()).damages.length, table).toBe(1);
    }
    const setup = await setUpSnapshots();
    const { key, value } = (await setup.datastore.getAll("extents")).at(-1) as Entry;
    await tamper(setup, { kind: "put", table: "extents", key: (key as number) + 5, value });
    expect(await setup.store.verify()).toMatchObject({ damages: [], freedExtentCount: 1 });
  });

  test("it can be cancelled, and finds the store whole while the machine writes", async () => {
    const setup = await setUpSnapshots();
    await expect(setup.store.verify({ signal: { aborted: true } })).rejects.toMatchObject({
      code: "cancelled",
    });
    const verifying = setup.store.verify();
    for (let round = 0; round < 20; round++) {
      await setup.machine.disk.write((round % 10) * BLOCK_BYTE_LENGTH, filled(round, 1));
      await setup.machine.flush();
    }
    expect((await verifying).damages).toEqual([]);
  });
});
