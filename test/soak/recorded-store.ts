import { IndexedDbDatastore } from "../../src/store/indexeddb/indexeddb-datastore.ts";
import { FORMAT_VERSION } from "../../src/store/records.ts";
import { createChecksum } from "../../src/store/sealed-bytes.ts";
import { openStore } from "../store/machine-setup.ts";
import { describeStore } from "../store/recorded/describe-store.ts";
import { contentOf, restoreDatabase } from "../store/recorded/recorded-database.ts";
import { recordedImage } from "../store/recorded/recorded-image.ts";
import { packTables, type Recording, type Tables, unpackTables } from "../store/recorded/recording.ts";
import { recordings } from "../store/recorded/recordings.ts";
import { referenceComplaints } from "../store/stored-records.ts";
import { RECORDED_FORMAT } from "./operations.ts";

const NAME = "recorded";
const recording = recordings.find(({ format }) => format === RECORDED_FORMAT) as Recording;

/** Puts the recorded store there, in place of the one before. */
export async function restoreRecorded(): Promise<void> {
  await IndexedDbDatastore.destroy(NAME);
  await restoreDatabase(NAME, recording, await unpackTables(recording.tables));
}

/** Opens the recorded store as a page does, which upgrades it. */
export async function upgradeRecorded(): Promise<void> {
  const datastore = await IndexedDbDatastore.open(NAME);
  await datastore.claim();
  await (await openStore(datastore)).settled();
  datastore.close();
}

/** The next upgrade comes as far as its write number `write`, counted from 0; its transaction then stays open for good. */
export function holdUpgrade(write: number, handleHeld: () => void): void {
  const { put } = IDBObjectStore.prototype;
  let count = 0;
  IDBObjectStore.prototype.put = function (...given: Parameters<typeof put>) {
    const request = put.apply(this, given);
    if (this.transaction.mode !== "versionchange" || count++ !== write) return request;
    keepOpen(this);
    handleHeld();
    return request;
  };
}

/** A transaction that always waits for one more answer is never committed. */
function keepOpen(store: IDBObjectStore): void {
  store.count().onsuccess = () => keepOpen(store);
}

/** Its format, null when there is none; and in what it is not what was recorded, or not sound. */
export async function inspectRecorded(): Promise<{ format: number | null; complaints: string[] }> {
  const found = (await indexedDB.databases()).find(({ name }) => name === NAME);
  if (found === undefined) return { format: null, complaints: [] };
  const { version, tables } = await contentOf(NAME);
  const isUpgraded = version === FORMAT_VERSION;
  const complaints = isUpgraded ? await complaintsOfUpgraded() : await complaintsOfOlder(tables);
  return { format: version, complaints: complaints.map((each) => `P2: the recorded store: ${each}`) };
}

async function complaintsOfOlder(tables: Tables): Promise<string[]> {
  const wanted = await unpackTables(recording.tables);
  const isSame = (await packTables(inOrder(tables))) === (await packTables(inOrder(wanted)));
  return isSame ? [] : ["its records are others, wanted them as recorded"];
}

async function complaintsOfUpgraded(): Promise<string[]> {
  const datastore = await IndexedDbDatastore.open(NAME);
  try {
    const store = await openStore(datastore);
    await store.settled();
    const state = await describeStore(store, recordedImage, recording.images);
    const isSame = textOf(state) === textOf(recording.state);
    const { damages } = await store.verify();
    const { freedExtentCount } = store;
    return [
      ...(isSame ? [] : [`it reads ${textOf(state)}, wanted ${textOf(recording.state)}`]),
      ...[...store.damages, ...damages].map(({ record }) => `${record} is damaged`),
      ...(await referenceComplaints(datastore, await createChecksum(), { freedExtentCount })),
    ];
  } finally {
    datastore.close();
  }
}

const byName = ([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number =>
  left < right ? -1 : 1;

const inOrder = (tables: Tables): Tables => Object.fromEntries(Object.entries(tables).sort(byName));

/** The same text for the same value, in whatever order its properties are. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === "object" && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(byName))
      : each,
  );
}
