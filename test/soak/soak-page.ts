import type { Datastore } from "../../src/store/datastore.ts";
import { IndexedDbDatastore } from "../../src/store/indexeddb/indexeddb-datastore.ts";
import { renewLog } from "../../src/store/indexeddb/renew-log.ts";
import type { KeyVault } from "../../src/store/key-vault.ts";
import { openKeyVault } from "../../src/store/opfs/opfs-key-vault.ts";
import type { Operation, Upgrade } from "./operations.ts";
import { holdUpgrade, inspectRecorded, restoreRecorded, upgradeRecorded } from "./recorded-store.ts";
import { type Inspection, type Performed, StoreSession } from "./store-session.ts";

/** Where a page is to stop for good: before or after the commit with this number, counted from 0. */
export interface CommitStop {
  readonly commit: number;
  readonly side: "before" | "after";
}

/** What the driver calls in the page. */
export interface SoakPage {
  /** Opens the store that is there, or makes one. Commits of the opening count. */
  open(stop: CommitStop | null): Promise<void>;
  /** From now on, commits are counted anew. */
  stopAt(stop: CommitStop | null): void;
  /** Puts the recorded store of an older format there. */
  restoreRecorded(): Promise<void>;
  perform(operation: Operation): Promise<Performed>;
  inspect(): Promise<Inspection>;
}

declare global {
  var soak: SoakPage;
  /** Of the driver: the page has come to its stop, and waits for its death. */
  var soakStopped: () => Promise<void>;
}

const never = new Promise<never>(() => undefined);
let session: StoreSession;
let stop: CommitStop | null = null;
let commitCount = 0;

const stopHere = (): Promise<never> => {
  void soakStopped();
  return never;
};

/** Stops the page around the commit that is asked for; nothing is committed any more afterwards. */
function watchCommits(datastore: Datastore): void {
  const commit = datastore.commit.bind(datastore);
  datastore.commit = async (writes) => {
    const number = commitCount++;
    if (stop === null || number < stop.commit) return commit(writes);
    if (number > stop.commit) return never;
    if (stop.side === "before") return stopHere();
    await commit(writes);
    return stopHere();
  };
}

/** Upgrades the recorded store, which counts as one commit. */
async function upgrade({ lastWrite }: Upgrade): Promise<Performed> {
  const number = commitCount++;
  const isStop = number === stop?.commit;
  if (isStop && stop?.side === "before") holdUpgrade(lastWrite, () => void soakStopped());
  await upgradeRecorded();
  return isStop ? stopHere() : "done";
}

globalThis.soak = {
  async open(wanted) {
    stop = wanted;
    commitCount = 0;
    const datastore = await IndexedDbDatastore.open("soak");
    await datastore.claim();
    watchCommits(datastore);
    session = await StoreSession.open(datastore, openKeyVault("soak") as KeyVault);
    await renewLog();
  },
  stopAt(wanted) {
    stop = wanted;
    commitCount = 0;
  },
  restoreRecorded,
  perform: (operation) => (operation.kind === "upgrade" ? upgrade(operation) : session.perform(operation)),
  async inspect() {
    const { seen, complaints } = await session.inspect();
    const recorded = await inspectRecorded();
    return {
      seen: { ...seen, recordedFormat: recorded.format },
      complaints: [...complaints, ...recorded.complaints],
    };
  },
};
