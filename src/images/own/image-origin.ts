import { StrataError } from "../../core/strata-error.ts";

/** Where an image comes from: a file, or an address. */
export type ImageOrigin = Blob | string;

/** What is asked of the browser. */
export interface OriginPorts {
  readonly fetch: (address: URL, signal: AbortSignal | undefined) => Promise<Response>;
  readonly isOnline: () => boolean;
  /** What addresses are relative to. */
  readonly baseUrl: string;
}

export interface OriginOptions {
  readonly signal?: AbortSignal | undefined;
  /** Bytes that came from the origin so far, of all; all are 0 where nobody knows. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** The bytes of an origin as it holds them, packed or not. */
export interface OriginBytes {
  /** The last part of its path, or the file's name; empty for none. */
  readonly name: string;
  /** Null where it does not tell. */
  readonly byteLength: number | null;
  /** Whether `pieces` can be asked for more than once. */
  readonly isRepeatable: boolean;
  /** On failure: throws `file-unreadable`, `address-unreachable` or `cancelled`. */
  pieces(): AsyncGenerator<Uint8Array<ArrayBuffer>>;
}

/**
 * Asks for the bytes of a file or an address; no byte is read before `pieces`.
 * On failure: rejects with `address-unreachable`, whose `reason` is "address" (not one of the web), "offline", "status" (the
 * server said something else than yes) or "blocked" (the network, or the other site's rule for foreign pages); or `cancelled`.
 */
export async function openOrigin(
  origin: ImageOrigin,
  ports: OriginPorts,
  options: OriginOptions = {},
): Promise<OriginBytes> {
  return typeof origin === "string" ? fetched(origin, ports, options) : ofFile(origin, options);
}

function ofFile(file: Blob, { signal, onProgress }: OriginOptions): OriginBytes {
  return {
    name: file instanceof File ? file.name : "",
    byteLength: file.size,
    isRepeatable: true,
    pieces: () =>
      piecesOf(file.stream(), { signal, onProgress, total: file.size }, (cause) => {
        const found = cause instanceof Error ? cause.message : String(cause);
        return new StrataError("file-unreadable", `Read the image: ${found}, wanted its bytes`, { cause });
      }),
  };
}

async function fetched(
  given: string,
  ports: OriginPorts,
  { signal, onProgress }: OriginOptions,
): Promise<OriginBytes> {
  const address = parseAddress(given, ports.baseUrl);
  const refuse = (reason: string, found: string, cause?: unknown, details = {}): StrataError =>
    signal?.aborted === true
      ? new StrataError("cancelled", "Fetch the image: cancelled")
      : new StrataError(
          "address-unreachable",
          `Fetch the image: ${found}, wanted the bytes of ${address.href}`,
          {
            cause,
            details: { reason, address: address.href, ...details },
          },
        );
  let response: Response;
  try {
    response = await ports.fetch(address, signal);
  } catch (cause) {
    if (!ports.isOnline()) throw refuse("offline", "this computer is offline", cause);
    // A browser does not say which of them it is.
    throw refuse("blocked", "the site does not answer, or not to pages of other sites (CORS)", cause);
  }
  if (!response.ok) {
    await response.body?.cancel().catch(() => undefined);
    throw refuse("status", `status ${response.status}`, undefined, { status: response.status });
  }
  const byteLength = lengthOf(response);
  return {
    name: decodeURIComponent(address.pathname.split("/").at(-1) ?? ""),
    byteLength,
    isRepeatable: false,
    pieces: () =>
      piecesOf(
        response.body ?? new Blob().stream(),
        { signal, onProgress, total: byteLength ?? 0 },
        (cause) => refuse(ports.isOnline() ? "broken-off" : "offline", "the transfer broke off", cause),
      ),
  };
}

function parseAddress(given: string, baseUrl: string): URL {
  const address = URL.canParse(given, baseUrl) ? new URL(given, baseUrl) : null;
  if (address !== null && given.trim() !== "" && /^(https?|blob|data):$/.test(address.protocol))
    return address;
  throw new StrataError(
    "address-unreachable",
    `Fetch the image: ${JSON.stringify(given)}, wanted an address that begins with https://`,
    { details: { reason: "address", address: given } },
  );
}

/** Of the body as it is read; a length that the server tells of a packed transfer is another one. */
function lengthOf({ headers }: Response): number | null {
  const told = headers.get("content-length");
  if (told === null || headers.has("content-encoding") || !/^\d+$/.test(told)) return null;
  return Number(told);
}

async function* piecesOf(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  { signal, onProgress, total }: OriginOptions & { readonly total: number },
  explain: (cause: unknown) => StrataError,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader();
  let done = 0;
  try {
    for (;;) {
      if (signal?.aborted === true) throw new StrataError("cancelled", "Read the image: cancelled");
      const next = await reader.read().catch((cause: unknown) => {
        throw signal?.aborted === true
          ? new StrataError("cancelled", "Read the image: cancelled")
          : explain(cause);
      });
      if (next.done) return;
      done += next.value.byteLength;
      onProgress?.(done, total);
      yield next.value;
    }
  } finally {
    // Where the reading ends early, the rest is not fetched.
    await reader.cancel().catch(() => undefined);
  }
}
