import { StrataError } from "./core/strata-error.ts";
import { ImageLibrary } from "./images/image-library.ts";
import { installableSystems } from "./images/installable-systems.ts";
import type { OriginPorts } from "./images/own/image-origin.ts";
import { RemoteImage } from "./images/remote-image.ts";
import type { SystemLibrary } from "./lab/reinstall.ts";

const DATABASE_NAME = "strata";
/** Names of separate stores: small letters and digits, so that nothing else that is named after a store has the same name. */
const STORE_NAME = /^[a-z0-9]{1,32}$/;

/**
 * The database of a store, and what its pages know one another by; null stands for the site's first store.
 * Throws `store-unnamed` for what is no name.
 */
export function databaseNameOf(store: string | null): string {
  if (store === null) return DATABASE_NAME;
  if (STORE_NAME.test(store)) return `${DATABASE_NAME}@${store}`;
  throw new StrataError(
    "store-unnamed",
    `Open storage: a store named ${JSON.stringify(store)}, wanted 1 to 32 small letters and digits`,
    { details: { name: store } },
  );
}

/** The wire between the machines of all pages, whichever store each has. */
export const WIRE_NAME = "strata-network";

/** What opening and looking have in common. */
export interface SiteOptions {
  /** Folder of the published images; `images/` beside the page by default. */
  readonly imagesUrl?: string;
  /** Ids of machines to open, the most wanted first; the oldest one where none of them is there. */
  readonly machines?: readonly string[];
  /** Name of a separate store, with machines of its own; null, the default, is the site's first. */
  readonly store?: string | null;
}

/** Throws `browser-unsupported` where something is missing that the machine needs. */
export function assertSupported(): void {
  const missing = [
    typeof WebAssembly === "undefined" ? "WebAssembly" : null,
    typeof indexedDB === "undefined" ? "IndexedDB" : null,
    typeof DecompressionStream === "undefined" ? "DecompressionStream" : null,
    typeof Promise.withResolvers === "undefined" ? "Promise.withResolvers" : null,
  ].filter((name) => name !== null);
  if (missing.length === 0) return;
  throw new StrataError(
    "browser-unsupported",
    `Open Strata: no ${missing.join(", ")}, wanted a browser that has it`,
    {
      details: { missing: missing.join(", ") },
    },
  );
}

/** Addresses of images, as this page may fetch them: without its cookies, and kept by no cache. */
export const browserOrigins: OriginPorts = {
  fetch: (address, signal) =>
    fetch(address, { credentials: "omit", cache: "no-store", ...(signal === undefined ? {} : { signal }) }),
  isOnline: () => navigator.onLine,
  get baseUrl() {
    return document.baseURI;
  },
};

/** By the address of their folder: what was fetched of an image is kept while tabs take turns. */
const libraries = new Map<string, ImageLibrary>();

/** The images that are published in a folder. */
export function imagesIn(folder: URL): ImageLibrary {
  const library = libraries.get(folder.href) ?? new ImageLibrary(folder, fetchBytes);
  libraries.set(folder.href, library);
  return library;
}

async function fetchBytes(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname}: status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** The systems that can be installed, published in `images`. They are small, and fetched anew for each installation. */
export const systemLibrary = (images: URL): SystemLibrary => ({
  systems: installableSystems,
  open: ({ manifest }) => {
    const folder = new URL(".", new URL(manifest, images));
    return RemoteImage.open((file) => fetchBytes(new URL(file, folder)));
  },
});

/** Eleven characters of 64, at random: 66 bits. */
export function newId(): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return Array.from(crypto.getRandomValues(new Uint8Array(11)), (byte) => alphabet[byte % 64]).join("");
}
