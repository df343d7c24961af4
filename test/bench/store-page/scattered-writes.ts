import { BLOCK_BYTE_LENGTH } from "../../../src/core/geometry.ts";
import type { Random } from "../../support/random.ts";
import type { Sample } from "../samples.ts";
import { BenchMachine } from "./bench-machine.ts";
import { Filling } from "./filling.ts";
import { timed } from "./in-turn.ts";
import { scattered } from "./scattered.ts";

const DISK_BYTE_LENGTH = 256 * 2 ** 20;
const WRITTEN_BYTE_LENGTH = 64 * 2 ** 20;
const RAW_RECORD_BYTE_LENGTH = 2 ** 20;
const RAW_DATABASE = "bench-raw";

/**
 * 64 MiB as blocks at random places of a disk, until all is durable; and the same number of bytes as records of 1 MiB in
 * one strictly durable transaction of a database that has nothing else; both with bytes like files' and with random ones.
 * Which side comes first changes from run to run.
 */
export async function measureScatteredWrites(random: Random, run: number): Promise<Sample[]> {
  const blocks = scattered(
    WRITTEN_BYTE_LENGTH / BLOCK_BYTE_LENGTH,
    DISK_BYTE_LENGTH / BLOCK_BYTE_LENGTH,
    random,
  );
  const fileLike = new Filling("file-like");
  const incompressible = new Filling("random");
  const works: (readonly [name: string, work: () => Promise<number>])[] = [
    ["store.write", () => writeToStore(blocks, fileLike)],
    ["rawIndexedDb.write", () => writeRaw(fileLike)],
    ["store.writeRandom", () => writeToStore(blocks, incompressible)],
    ["rawIndexedDb.writeRandom", () => writeRaw(incompressible)],
  ];
  const samples: Sample[] = [];
  for (const [name, work] of run % 2 === 0 ? works : works.toReversed())
    samples.push({ name, unit: "MB/s", value: WRITTEN_BYTE_LENGTH / 1000 / (await work()) });
  return samples;
}

async function writeToStore(blocks: readonly number[], filling: Filling): Promise<number> {
  const machine = await BenchMachine.create("bench-writes", DISK_BYTE_LENGTH);
  const elapsedMs = await timed(async () => {
    await machine.write(blocks, filling);
    await machine.stored.flush();
  });
  await machine.destroy();
  return elapsedMs;
}

async function writeRaw(filling: Filling): Promise<number> {
  const database = await openRaw();
  const elapsedMs = await timed(async () => {
    const transaction = database.transaction("records", "readwrite", { durability: "strict" });
    const isDurable = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
    const records = transaction.objectStore("records");
    for (let start = 0; start < WRITTEN_BYTE_LENGTH; start += RAW_RECORD_BYTE_LENGTH)
      records.put(filling.bytes(RAW_RECORD_BYTE_LENGTH), start);
    transaction.commit();
    await isDurable;
  });
  database.close();
  await finished(indexedDB.deleteDatabase(RAW_DATABASE));
  return elapsedMs;
}

async function openRaw(): Promise<IDBDatabase> {
  await finished(indexedDB.deleteDatabase(RAW_DATABASE));
  const request = indexedDB.open(RAW_DATABASE);
  request.onupgradeneeded = () => request.result.createObjectStore("records");
  return finished(request);
}

const finished = <Value>(request: IDBRequest<Value>): Promise<Value> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
