import { StrataError } from "../../core/strata-error.ts";
import { GATEWAY, type Station } from "./addresses.ts";
import { noInternet, putProgram, welcome } from "./gateway-pages.ts";
import type { HttpRequestHead } from "./http-request.ts";
import type { HttpResponse, HttpSite } from "./http-service.ts";
import type { NetworkShelf } from "./network-shelf.ts";

/** What the gateway is called besides its address. */
export const GATEWAY_NAMES: ReadonlySet<string> = new Set(["gateway", "gateway.strata", "strata"]);
const FILES = "/files/";

export interface SiteParts {
  readonly station: Station;
  readonly shelf: NetworkShelf;
  /** Who else is on the network. */
  readonly neighbours: () => readonly { readonly name: string; readonly address: string }[];
}

/** What the page itself serves to its guest: a page that says where one is, the shelf, and a program that puts files on it. */
export function gatewaySite({ station, shelf, neighbours }: SiteParts): HttpSite {
  const listing = (): string =>
    shelf
      .list()
      .map(({ name, byteLength }) => `${String(byteLength).padStart(12)}  ${name}\n`)
      .join("") || "The shelf is empty.\n";
  return {
    refuse: (head, bodyByteLength) => {
      const { method } = head;
      const path = pathOf(head);
      if (path === null) return { status: 403, reason: "No Internet Here", body: noInternet };
      if (method === "GET" || method === "HEAD") return null;
      if (method !== "PUT" && method !== "POST") {
        return {
          status: 405,
          reason: "Method Not Allowed",
          body: "GET, HEAD, PUT and POST are understood.\n",
        };
      }
      if (!path.startsWith(FILES)) return notThere;
      if (!head.headers.has("content-length")) {
        return { status: 411, reason: "Length Required", body: "Say how long it is: Content-Length.\n" };
      }
      return attempt(() => shelf.assertFits(path.slice(FILES.length), bodyByteLength));
    },
    answer: (head, body) => {
      const path = pathOf(head) ?? "";
      const name = path.slice(FILES.length);
      if (head.method === "PUT" || head.method === "POST") {
        return (
          attempt(() => shelf.put(name, body, "guest")) ?? {
            status: 201,
            reason: "Created",
            body: `${name}: ${body.size} bytes on the shelf\n`,
          }
        );
      }
      if (path === "/") return page(welcome(station, neighbours()));
      if (path === "/put") return page(putProgram);
      if (path === FILES || path === "/files") return page(listing());
      if (!path.startsWith(FILES)) return notThere;
      let content = new Blob();
      const failure = attempt(() => {
        content = shelf.get(name);
      });
      return failure ?? { status: 200, reason: "OK", body: content };
    },
  };
}

const page = (body: string): HttpResponse => ({ status: 200, reason: "OK", body });

const notThere: HttpResponse = {
  status: 404,
  reason: "Not Found",
  body: "There is no such page. See http://gateway/\n",
};

/** The path of a request, without percent signs; null where it is for another host. */
function pathOf({ target, headers }: HttpRequestHead): string | null {
  const absolute = /^http:\/\/([^/]*)(.*)$/.exec(target);
  const host = (absolute?.[1] ?? headers.get("host") ?? GATEWAY.address).replace(/:80$/, "").toLowerCase();
  if (host !== GATEWAY.address && !GATEWAY_NAMES.has(host)) return null;
  const path = (absolute?.[2] ?? target).replace(/[?#].*$/, "") || "/";
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** What became of it, where it failed. */
function attempt(work: () => void): HttpResponse | null {
  try {
    work();
    return null;
  } catch (cause) {
    if (!(cause instanceof StrataError)) throw cause;
    const body = `${cause.message}\n`;
    if (cause.code === "shelf-full") return { status: 413, reason: "The Shelf Is Full", body };
    if (cause.code === "name-invalid") return { status: 400, reason: "No File's Name", body };
    return { ...notThere, body };
  }
}
