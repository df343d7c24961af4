import { HttpHeadReader, type HttpRequestHead } from "./http-request.ts";
import type { TcpConnection } from "./tcp-connection.ts";
import type { TcpService } from "./tcp-server.ts";

/** How much of a body is read from where it lies at a time. */
const PIECE_BYTES = 256 * 1024;

export interface HttpResponse {
  readonly status: number;
  readonly reason: string;
  /** Text is UTF-8. */
  readonly body: Blob | string;
}

/** What answers requests. */
export interface HttpSite {
  /** Refuses a request by its head, before its body comes; null to have the body taken. */
  refuse(head: HttpRequestHead, bodyByteLength: number): HttpResponse | null;
  answer(head: HttpRequestHead, body: Blob): HttpResponse;
}

/** Serves `site` by HTTP/1.0: one request a connection, which ends with the answer. */
export const httpService =
  (site: HttpSite): TcpService =>
  (connection) => {
    const exchange = new Exchange(site, connection);
    connection.handle({
      receive: (bytes) => exchange.receive(bytes),
      ended: () => exchange.ended(),
      closed: () => exchange.closed(),
    });
  };

class Exchange {
  readonly #site: HttpSite;
  readonly #connection: TcpConnection;
  readonly #reader = new HttpHeadReader();
  #head: HttpRequestHead | null = null;
  #body: Uint8Array<ArrayBuffer>[] = [];
  #missing = 0;
  #isOver = false;

  constructor(site: HttpSite, connection: TcpConnection) {
    this.#site = site;
    this.#connection = connection;
  }

  receive(bytes: Uint8Array): void {
    if (this.#isOver) return;
    if (this.#head !== null) {
      this.#takeBody(bytes);
      return;
    }
    const read = this.#reader.read(bytes);
    if (read === "incomplete") return;
    if (read === "malformed") {
      this.#respond(malformed);
      return;
    }
    this.#head = read.head;
    const refusal = this.#begin(read.head);
    if (refusal === null) this.#takeBody(read.rest);
    else this.#respond(refusal);
  }

  /** The client sends no more: what is not complete now never will be. */
  ended(): void {
    if (!this.#isOver) this.#respond(malformed);
  }

  closed(): void {
    this.#isOver = true;
    this.#body = [];
  }

  #begin(head: HttpRequestHead): HttpResponse | null {
    if (head.headers.has("transfer-encoding")) {
      return { status: 411, reason: "Length Required", body: "Say how long it is: Content-Length.\n" };
    }
    const length = head.headers.get("content-length") ?? "0";
    if (!/^\d{1,15}$/.test(length)) return malformed;
    this.#missing = Number(length);
    return this.#site.refuse(head, this.#missing);
  }

  #takeBody(bytes: Uint8Array): void {
    const part = bytes.slice(0, this.#missing);
    this.#missing -= part.byteLength;
    if (part.byteLength > 0) this.#body.push(part);
    if (this.#missing > 0 || this.#head === null) return;
    const body = new Blob(this.#body);
    this.#body = [];
    this.#respond(this.#site.answer(this.#head, body));
  }

  #respond({ status, reason, body }: HttpResponse): void {
    this.#isOver = true;
    const isText = typeof body === "string";
    const content = isText ? new Blob([body]) : body;
    const head = [
      `HTTP/1.0 ${status} ${reason}`,
      `Content-Type: ${isText ? "text/plain; charset=utf-8" : "application/octet-stream"}`,
      `Content-Length: ${content.size}`,
      "Connection: close",
      "",
      "",
    ].join("\r\n");
    void this.#connection.write(new TextEncoder().encode(head));
    if (this.#head?.method === "HEAD") this.#connection.end();
    else void this.#send(content);
  }

  /** A body that can't be read any more is cut off, which the client sees by its length. */
  async #send(content: Blob): Promise<void> {
    try {
      for (let offset = 0; offset < content.size; offset += PIECE_BYTES) {
        const piece = await content.slice(offset, offset + PIECE_BYTES).arrayBuffer();
        await this.#connection.write(new Uint8Array(piece));
      }
    } finally {
      this.#connection.end();
    }
  }
}

const malformed: HttpResponse = {
  status: 400,
  reason: "Bad Request",
  body: "No request that can be understood.\n",
};
