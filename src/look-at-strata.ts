import { StrataError } from "./core/strata-error.ts";
import { browserClock } from "./lab/browser-clock.ts";
import { Look } from "./lab/look.ts";
import { IndexedDbDatastore } from "./store/indexeddb/indexeddb-datastore.ts";
import { measureStorage } from "./store/indexeddb/storage-estimate.ts";
import { untilStoreIsFree } from "./store/indexeddb/store-lock.ts";
import { StoreNewsChannel, type WriterNews } from "./store/indexeddb/store-news.ts";
import { openKeyVault } from "./store/opfs/opfs-key-vault.ts";
import { Store } from "./store/store.ts";
import { assertSupported, databaseNameOf, imagesIn, newId, type SiteOptions } from "./strata-site.ts";

/** Another page's store, looked at. */
export interface LookedAt {
  readonly look: Look;
  /** Who writes, and what runs there, whenever it is told; null while nobody does. */
  readonly onWriter: (listener: (writer: WriterNews | null) => void) => void;
  /** The browser took the storage away. */
  readonly onLost: (listener: () => void) => void;
  close(): void;
}

/**
 * Looks at what is stored while another tab has the store, and follows what that one changes.
 *
 * On failure: rejects as `openStrata` does, but never with `store-in-use` because of another tab.
 */
export async function lookAtStrata({
  imagesUrl = "images/",
  machines = [],
  store = null,
}: SiteOptions = {}): Promise<LookedAt> {
  assertSupported();
  const databaseName = databaseNameOf(store);
  const datastore = await IndexedDbDatastore.open(databaseName);
  let isLost = false;
  datastore.onLost(() => {
    isLost = true;
  });
  const look = await Look.open({
    openStore: () =>
      Store.open(datastore, {
        newId,
        now: browserClock.date,
        vault: openKeyVault(databaseName),
        isReadOnly: true,
      }),
    images: imagesIn(new URL(imagesUrl, document.baseURI)),
    clock: browserClock,
    measureStorage,
    preferred: machines,
  });
  if (isLost) {
    throw new StrataError("storage-lost", "Look at the machine: its storage was deleted, wanted it there");
  }
  const news = new StoreNewsChannel(databaseName);
  const ended = new AbortController();
  let waiting = new AbortController();
  const ask = (): void => news.tell({ kind: "who-writes" });
  return {
    look,
    onWriter: (listener) => {
      const waitUntilFree = onceAtATime(async () => {
        if (await untilStoreIsFree(databaseName, waiting.signal)) listener(null);
      });
      news.onNews((told) => {
        if (told.kind === "who-writes") return;
        look.follow();
        if (told.kind === "changed") return;
        listener(told);
        waitUntilFree();
      });
      const begin = (): void => {
        ask();
        waitUntilFree();
      };
      begin();
      // A page that the browser keeps aside must stand in nobody's way, and hears nothing.
      const { signal } = ended;
      addEventListener("pagehide", ({ persisted }) => persisted && waiting.abort(), { signal });
      addEventListener(
        "pageshow",
        ({ persisted }) => {
          if (!persisted) return;
          waiting = new AbortController();
          look.follow();
          begin();
        },
        { signal },
      );
    },
    onLost: (listener) => {
      datastore.onLost(listener);
    },
    close: () => {
      ended.abort();
      waiting.abort();
      look.close();
      news.close();
      datastore.close();
    },
  };
}

/** Starts `work` unless it is under way. */
function onceAtATime(work: () => Promise<void>): () => void {
  let isUnderWay = false;
  return () => {
    if (isUnderWay) return;
    isUnderWay = true;
    void work().finally(() => {
      isUnderWay = false;
    });
  };
}
