import { type IDBPDatabase, openDB } from "idb";
import type { StrataErrorCode } from "../../core/strata-error.ts";
import type { Write } from "../datastore.ts";
import { FORMAT_VERSION } from "../records.ts";
import { toStrataError } from "./indexeddb-error.ts";
import { type Claim, commitWrites } from "./write-transaction.ts";

/** What the worker is asked: at first which database, then to commit. */
export type BulkWriterTask =
  | { readonly database: string }
  | { readonly number: number; readonly writes: readonly Write[]; readonly claim: Claim };

/** Its answers: whether the database is open, then what became of each commit, by its number. */
export type BulkWriterAnswer =
  | { readonly isOpen: boolean }
  | { readonly number: number; readonly claim: Claim }
  | { readonly number: number; readonly code: StrataErrorCode; readonly message: string };

const answer = (message: BulkWriterAnswer): void => postMessage(message);

let database: IDBPDatabase | null = null;

addEventListener("message", ({ data }: MessageEvent<BulkWriterTask>) => {
  if ("database" in data) void open(data.database);
  else if (database !== null) void commit(database, data);
});

/** The database as the page has made it: one that is missing, or of another format, is left to the page. */
async function open(name: string): Promise<void> {
  try {
    database = await openDB(name, FORMAT_VERSION, {
      upgrade: (_database, _old, _new, transaction) => transaction.abort(),
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    });
  } catch {
    // The page goes on without this worker.
  }
  answer({ isOpen: database !== null });
}

async function commit(
  open: IDBPDatabase,
  { number, writes, claim }: Extract<BulkWriterTask, { number: number }>,
): Promise<void> {
  try {
    answer({ number, claim: await commitWrites(open, writes, claim) });
  } catch (cause) {
    const { code, message } = toStrataError("Write to storage", cause);
    answer({ number, code, message });
  }
}
