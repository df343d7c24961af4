import type { StorePlace } from "./ui/store-place.ts";

const PARAMETER = "store";

/** The separate store that the address names; null for the site's first one. */
export const storeInAddress = (): string | null => new URLSearchParams(location.search).get(PARAMETER);

/** Which store the address names, and the addresses of others. Separate stores are numbered: each leads to the next. */
export function storePlace(): StorePlace {
  const name = storeInAddress();
  const number = /^[1-9]\d{0,3}$/.test(name ?? "") ? Number(name) : 1;
  return { name, firstUrl: addressWith(null), separateUrl: addressWith(String(number + 1)) };
}

function addressWith(store: string | null): string {
  const url = new URL(location.href);
  if (store === null) url.searchParams.delete(PARAMETER);
  else url.searchParams.set(PARAMETER, store);
  // Machines are others there.
  url.searchParams.delete("machine");
  return url.href;
}
