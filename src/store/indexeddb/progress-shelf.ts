import { type IDBPDatabase, openDB } from "idb";

const TABLE = "progress";

/** Small values by key, in a database of their own: what is not part of any machine. Each write is durable when it resolves. */
export class IndexedDbShelf {
  readonly #name: string;
  #opening: Promise<IDBPDatabase> | null = null;

  /** @param name of the database, which is made when something is kept or looked for. */
  constructor(name: string) {
    this.#name = name;
  }

  async read(key: string): Promise<unknown> {
    return (await this.#database()).get(TABLE, key);
  }

  async write(key: string, value: unknown): Promise<void> {
    const transaction = (await this.#database()).transaction(TABLE, "readwrite", { durability: "strict" });
    await Promise.all([transaction.store.put(value, key), transaction.done]);
  }

  #database(): Promise<IDBPDatabase> {
    this.#opening ??= openDB(this.#name, 1, {
      upgrade: (database) => {
        database.createObjectStore(TABLE);
      },
      // The browser closed it, or another version of the page wants to change it: it is opened anew when it is needed.
      blocking: (_current, _blocked, event) => {
        this.#opening = null;
        (event.target as IDBDatabase | null)?.close();
      },
      terminated: () => {
        this.#opening = null;
      },
    });
    return this.#opening;
  }
}
