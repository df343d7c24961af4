import { StrataError } from "../core/strata-error.ts";
import type { Datastore, Write } from "./datastore.ts";

/** `datastore` as it is, but for how it commits. */
function withCommit(datastore: Datastore, commit: Datastore["commit"]): Datastore {
  return {
    get: (table, key) => datastore.get(table, key),
    getMany: (table, keys) => datastore.getMany(table, keys),
    getAll: (table, range) => datastore.getAll(table, range),
    keys: (table) => datastore.keys(table),
    lastKey: (table) => datastore.lastKey(table),
    commit,
    onLost: (listener) => datastore.onLost(listener),
    close: () => datastore.close(),
  };
}

/** `datastore` for one that looks only: every commit is refused with `store-in-use`. */
export const readOnly = (datastore: Datastore): Datastore =>
  withCommit(datastore, () =>
    Promise.reject(
      new StrataError(
        "store-in-use",
        "Write to storage: it is open for reading only, since another page writes, wanted it to be this one's",
      ),
    ),
  );

/** What the page that writes wants to know of its commits. */
export interface CommitListeners {
  /** Machines, snapshots or layers have changed. */
  readonly treeChanged: () => void;
  /** A commit was refused, because another page writes now. */
  readonly taken: () => void;
}

/** `datastore`, telling what became of each commit. */
export const reporting = (datastore: Datastore, { treeChanged, taken }: CommitListeners): Datastore =>
  withCommit(datastore, async (writes, options) => {
    try {
      await datastore.commit(writes, options);
    } catch (cause) {
      if (cause instanceof StrataError && cause.code === "store-in-use") taken();
      throw cause;
    }
    if (writes.some(isOfTheTree)) treeChanged();
  });

const isOfTheTree = ({ table }: Write): boolean =>
  table === "machines" || table === "snapshots" || table === "layers";
