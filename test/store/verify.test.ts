import { describe, expect, test } from "vitest";
import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { Entry, Write } from "../../src/store/datastore.ts";
import { Random } from "../support/random.ts";
import { type MachineSetup, madeCapture, requestFor, setUpMachine } from "./machine-setup.ts";

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
    expect(report.recordCount).toBe(extents.length + maps.length + 1);
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
