import type { MachineSummary } from "./lab/strata.ts";
import { storeInAddress } from "./store-in-address.ts";

const PARAMETER = "machine";
/** In the browser's local storage: the machine that was opened last, in whichever tab with the same store. */
const lastOpenedName = (): string => {
  const store = storeInAddress();
  return store === null ? "strata-machine" : `strata-machine-${store}`;
};

/** Ids of the machines to open, the most wanted first: the one that the address names, then the one opened last. */
export function preferredMachines(): readonly string[] {
  return [machineOfAddress(), lastOpened()].filter((id) => id !== null);
}

/** The machine that this tab has shown last. */
let shownBefore: string | null = null;

/**
 * Notes in the address which of `machines` this tab shows, where there is a choice. After another one was opened the
 * browser's way back leads to the one before.
 */
export function rememberInAddress(machines: readonly MachineSummary[]): void {
  const id = machines.find(({ isCurrent }) => isCurrent)?.id;
  if (id === undefined) return;
  const before = shownBefore;
  shownBefore = id;
  const named = machineOfAddress();
  if (named === id || (named === null && machines.length < 2)) return;
  if (before === null || before === id) {
    history.replaceState(history.state, "", addressWith(id));
    return;
  }
  if (named === null) history.replaceState(history.state, "", addressWith(before));
  history.pushState(null, "", addressWith(id));
}

/** Puts the machine that is open into the address, where another was asked for in vain. */
export function correctAddress(machines: readonly MachineSummary[]): void {
  const id = machines.find(({ isCurrent }) => isCurrent)?.id;
  if (id !== undefined && machineOfAddress() !== id) history.replaceState(history.state, "", addressWith(id));
}

/** The id of the machine that the address names, or null. */
export const machineOfAddress = (): string | null => new URLSearchParams(location.search).get(PARAMETER);

function addressWith(id: string): URL {
  const url = new URL(location.href);
  url.searchParams.set(PARAMETER, id);
  return url;
}

/** Notes for later tabs which of `machines` is open. */
export function rememberAsLastOpened(machines: readonly MachineSummary[]): void {
  const open = machines.find(({ isCurrent }) => isCurrent);
  if (open === undefined || lastOpened() === open.id) return;
  try {
    localStorage.setItem(lastOpenedName(), open.id);
  } catch {
    // Where it may not be kept, the address remembers.
  }
}

function lastOpened(): string | null {
  try {
    return localStorage.getItem(lastOpenedName());
  } catch {
    return null;
  }
}
