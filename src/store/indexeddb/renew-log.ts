import { deleteDB, openDB } from "idb";
import { noise } from "./noise.ts";

const SCRATCH_NAME = "strata-scratch";
/** More than the 4 MiB at which LevelDB begins a new log, in values small enough to go through the log at all. */
const VALUE_COUNT = 72;
const VALUE_BYTE_LENGTH = 60_000;
/** What the filling takes for a while; with less than that to spare it is left alone. */
const NEEDED_BYTE_LENGTH = 16 * 2 ** 20;
const POSTPONED_KEY = "strata-log-renewal-postponed";

/** The storage was found full, which a browser's quota need not tell: the next opening does not fill the log. */
export function postponeRenewal(): void {
  try {
    localStorage.setItem(POSTPONED_KEY, "yes");
  } catch {
    // Then the next opening tries.
  }
}

/**
 * Makes Chromium's LevelDB begin a new log, by filling the one that it has; all databases of a site share it.
 *
 * After a power cut the log may end in a hole of zeros, where the file had grown and its bytes had not arrived. Chromium
 * takes such a log up again and appends to it, so that the *next* opening finds the hole in the middle: it then drops
 * the rest of a block of 32 KiB in silence, or the whole of the site's databases. A new log has no hole, and the old one
 * goes when what it holds has been moved into a table.
 *
 * Does nothing in other browsers, whose IndexedDB has no such log. Never rejects: in a full storage it is not possible, and
 * everything stored is as it was.
 */
export async function renewLog(): Promise<void> {
  if (!isChromium()) return;
  try {
    const isPostponed = localStorage.getItem(POSTPONED_KEY) !== null;
    localStorage.removeItem(POSTPONED_KEY);
    if (isPostponed) return;
    const { usage = 0, quota = Number.POSITIVE_INFINITY } = await navigator.storage.estimate();
    if (quota - usage < NEEDED_BYTE_LENGTH) return;
    const scratch = await openDB(SCRATCH_NAME, 1, {
      upgrade: (database) => void database.createObjectStore("values"),
    });
    const transaction = scratch.transaction("values", "readwrite", { durability: "strict" });
    for (let key = 0; key < VALUE_COUNT; key++) {
      // Random, since the browser packs what can be packed.
      transaction.store.put(noise(VALUE_BYTE_LENGTH), key).catch(() => undefined);
    }
    await transaction.done.finally(() => scratch.close());
  } catch {
    // See above. What was written goes all the same.
  }
  await deleteDB(SCRATCH_NAME).catch(() => undefined);
}

function isChromium(): boolean {
  const { userAgentData } = navigator as Navigator & {
    userAgentData?: { readonly brands: readonly { readonly brand: string }[] };
  };
  return userAgentData?.brands.some(({ brand }) => brand === "Chromium") ?? false;
}
