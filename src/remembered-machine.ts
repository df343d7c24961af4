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
  return [new URLSearchParams(location.search).get(PARAMETER), lastOpened()].filter((id) => id !== null);
}

/** Notes in the address which of `machines` this tab shows, where there is a choice. */
export function rememberInAddress(machines: readonly MachineSummary[]): void {
  const shown = machines.find(({ isCurrent }) => isCurrent);
  const url = new URL(location.href);
  const named = url.searchParams.get(PARAMETER);
  if (shown === undefined || named === shown.id || (named === null && machines.length < 2)) return;
  url.searchParams.set(PARAMETER, shown.id);
  history.replaceState(history.state, "", url);
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
