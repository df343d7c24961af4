const HEAD_LIMIT_BYTES = 16 * 1024;
const LINE_END = "\r\n";

/** What a client asks before the body. */
export interface HttpRequestHead {
  readonly method: string;
  /** As it came: with a scheme and a host where the client takes this for a proxy. */
  readonly target: string;
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
}

/** Collects the head of one request; what comes behind it is the body's. */
export class HttpHeadReader {
  #bytes = new Uint8Array(0);

  /**
   * Takes the next bytes. "incomplete" until the empty line has come, "malformed" for what is no HTTP or is too long;
   * otherwise the head, and the first bytes of the body.
   */
  read(
    bytes: Uint8Array,
  ): "incomplete" | "malformed" | { readonly head: HttpRequestHead; readonly rest: Uint8Array } {
    const all = new Uint8Array(this.#bytes.byteLength + bytes.byteLength);
    all.set(this.#bytes);
    all.set(bytes, this.#bytes.byteLength);
    this.#bytes = all;
    const end = endOfHead(all);
    if (end === -1) return all.byteLength > HEAD_LIMIT_BYTES ? "malformed" : "incomplete";
    const head = parse(new TextDecoder().decode(all.subarray(0, end)));
    return head === null ? "malformed" : { head, rest: all.slice(end) };
  }
}

/** Where the body begins, or -1. */
function endOfHead(bytes: Uint8Array): number {
  for (let at = 3; at < bytes.byteLength; at++) {
    if (bytes[at] === 10 && bytes[at - 1] === 13 && bytes[at - 2] === 10 && bytes[at - 3] === 13)
      return at + 1;
  }
  return -1;
}

function parse(text: string): HttpRequestHead | null {
  const [first = "", ...lines] = text.trimEnd().split(LINE_END);
  const request = /^([A-Z]+) (.+) HTTP\/1\.[01]$/.exec(first);
  if (request === null) return null;
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (colon < 1) return null;
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return { method: request[1] as string, target: request[2] as string, headers };
}
