import type { LayerId } from "../../../src/core/identity.ts";
import type { Datastore, Key, TableName } from "../../../src/store/datastore.ts";

/** A store as the code of one format wrote it, with what that code read in it. */
export interface Recording {
  readonly format: number;
  /** Layers of copied images. */
  readonly images: readonly LayerId[];
  /** What every point in time holds, as `describeStore` gives it. */
  readonly state: unknown;
  /** All records, as JSON, compressed by gzip, in base 64. */
  readonly tables: string;
}

/** All records of a store by table. */
export type Tables = Readonly<Record<string, readonly (readonly [Key, unknown])[]>>;

const BYTES = "bytes in base 64";
const WORDS = "words in base 64";

/** Reads every record of the tables called `names`. */
export async function dumpTables(datastore: Datastore, names: readonly TableName[]): Promise<Tables> {
  const tables: Record<string, (readonly [Key, unknown])[]> = {};
  for (const name of names)
    tables[name] = (await datastore.getAll(name)).map(({ key, value }) => [key, value] as const);
  return tables;
}

export async function packTables(tables: Tables): Promise<string> {
  const text = JSON.stringify(tables, (_, value: unknown) => {
    if (value instanceof Uint8Array) return { [BYTES]: toBase64(value) };
    if (value instanceof Uint32Array) return { [WORDS]: toBase64(new Uint8Array(value.buffer)) };
    return value;
  });
  return toBase64(await through(new TextEncoder().encode(text), new CompressionStream("gzip")));
}

export async function unpackTables(packed: string): Promise<Tables> {
  const bytes = await through(fromBase64(packed), new DecompressionStream("gzip"));
  return JSON.parse(new TextDecoder().decode(bytes), (_, value: unknown) => {
    if (typeof value !== "object" || value === null) return value;
    if (BYTES in value) return fromBase64(String(value[BYTES]));
    if (WORDS in value) return new Uint32Array(fromBase64(String(value[WORDS])).buffer);
    return value;
  }) as Tables;
}

/** Puts the records into a datastore that is empty, past any store. */
export async function restoreTables(datastore: Datastore, tables: Tables): Promise<void> {
  await datastore.commit(
    Object.entries(tables).flatMap(([table, entries]) =>
      entries.map(([key, value]) => ({ kind: "put", table: table as TableName, key, value }) as const),
    ),
  );
}

async function through(
  bytes: Uint8Array<ArrayBuffer>,
  transform: GenericTransformStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(transform);
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

const fromBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
