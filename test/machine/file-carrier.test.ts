import { randomBytes } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { crc32 } from "../../src/machine/crc32.ts";
import { FileCarrier } from "../../src/machine/file-carrier.ts";
import { PIECE_BYTE_LENGTH } from "../../src/machine/file-window.ts";

const hex = (value: number): string => value.toString(16);
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "done",
    (error: { readonly code: string }) => error.code,
  );

/** The guest's end, which does as the protocol says unless the test intervenes. */
class ScriptedGuest {
  readonly piece = new Uint8Array(PIECE_BYTE_LENGTH);
  readonly files = new Map<string, Uint8Array>();
  readonly orders: string[] = [];
  readonly timers: (() => void)[] = [];
  isRunning = true;
  /** Answers in place of the guest's own, by verb; null for silence. */
  readonly instead = new Map<string, (words: readonly string[]) => string | null>();
  readonly carrier: FileCarrier;
  #ids = 0;
  #path = "";
  #bytes: Uint8Array[] = [];

  constructor() {
    this.carrier = new FileCarrier({
      schedule: (_delayMs, callback) => {
        this.timers.push(callback);
        return () => void this.timers.splice(this.timers.indexOf(callback), 1);
      },
      newId: () => `t-${++this.#ids}`,
      send: (line) => this.#obey(line),
      isRunning: () => this.isRunning,
      whenReady: () => Promise.resolve(),
      piece: this.piece,
    });
  }

  get lastVerb(): string {
    return this.orders.at(-1)?.split(" ")[0] ?? "";
  }

  say(line: string): void {
    const [verb = "", id = "", ...words] = line.split(" ");
    this.carrier.accept(verb, id, words);
  }

  #obey(line: string): void {
    this.orders.push(line);
    const [verb = "", id = "", ...words] = line.split(" ");
    const instead = this.instead.get(verb);
    const answer = instead === undefined ? this.#answer(verb, id, words) : instead([id, ...words]);
    if (answer !== null) queueMicrotask(() => this.say(answer));
  }

  #answer(verb: string, id: string, words: readonly string[]): string | null {
    const [first = "", second = "", third = ""] = words;
    if (verb === "put" || verb === "get") {
      this.#path = Buffer.from(verb === "put" ? second : first, "base64").toString();
      const file = this.files.get(this.#path);
      if (verb === "get" && file === undefined) return `end ${id} error 2`;
      this.#bytes = [];
      return `ready ${id}${verb === "get" ? ` ${hex(file?.byteLength ?? 0)}` : ""}`;
    }
    if (verb === "piece") {
      const bytes = this.piece.slice(0, Number.parseInt(second, 16));
      if (hex(crc32(bytes)) !== third) return `end ${id} error 74`;
      this.#bytes.push(bytes);
      return `took ${id} ${first}`;
    }
    if (verb === "next") {
      const offset = Number(first) * PIECE_BYTE_LENGTH;
      const bytes =
        this.files.get(this.#path)?.subarray(offset, offset + PIECE_BYTE_LENGTH) ?? new Uint8Array(0);
      this.piece.set(bytes);
      return `piece ${id} ${first} ${hex(bytes.byteLength)} ${hex(crc32(bytes))}`;
    }
    if (verb !== "done") return null;
    if (this.#bytes.length > 0) this.files.set(this.#path, Uint8Array.from(Buffer.concat(this.#bytes)));
    return `end ${id} 0`;
  }
}

describe("FileCarrier", () => {
  let guest: ScriptedGuest;
  let carrier: FileCarrier;

  beforeEach(() => {
    guest = new ScriptedGuest();
    ({ carrier } = guest);
  });

  it("T1: carries every byte in and out, piece by piece, and tells how far it is", async () => {
    const bytes = Uint8Array.from(randomBytes(2 * PIECE_BYTE_LENGTH + 5));
    const seen: number[] = [];
    await carrier.put("/root/a", new Blob([bytes]), { onProgress: (done) => seen.push(done) });
    expect(seen).toEqual([0, PIECE_BYTE_LENGTH, 2 * PIECE_BYTE_LENGTH, bytes.byteLength]);
    expect(guest.files.get("/root/a")).toEqual(bytes);
    const content = await carrier.get("/root/a");
    expect(new Uint8Array(await content.arrayBuffer())).toEqual(bytes);
    expect(guest.timers).toEqual([]);
  });

  it("T1: has the checksum of gzip", () => {
    expect(hex(crc32(new TextEncoder().encode("123456789")))).toBe("cbf43926");
    expect(crc32(new Uint8Array(0))).toBe(0);
  });

  it("T1: takes no piece that is not what the guest announced", async () => {
    guest.files.set("/a", new Uint8Array(10));
    guest.instead.set("next", ([id]) => `piece ${id} 0 a 12345678`);
    expect(await codeOf(carrier.get("/a"))).toBe("file-damaged");
    expect(guest.lastVerb).toBe("cancel");
    guest.instead.set("next", ([id]) => `piece ${id} 0 ffffff 12345678`);
    expect(await codeOf(carrier.get("/a"))).toBe("file-damaged");
    guest.instead.set("next", ([id]) => `piece ${id} 0 0 0`);
    expect(await codeOf(carrier.get("/a"))).toBe("file-damaged");
  });

  it("T2: gives the guest's reasons their codes", async () => {
    const codes: string[] = [];
    for (const errno of [2, 20, 21, 22, 28, 74, 30, 5]) {
      guest.instead.set("done", ([id]) => `end ${id} error ${errno}`);
      codes.push(await codeOf(carrier.put("/a", new Blob(["x"]))));
    }
    expect(codes).toEqual([
      "file-missing",
      "file-missing",
      "file-unsuitable",
      "file-unsuitable",
      "guest-full",
      "file-damaged",
      "file-refused",
      "file-refused",
    ]);
    guest.instead.set("done", ([id]) => `end ${id} error killed`);
    expect(await codeOf(carrier.put("/a", new Blob(["x"])))).toBe("agent-silent");
    // It has ended by itself: there is nothing to cancel.
    expect(guest.orders.some((order) => order.startsWith("cancel"))).toBe(false);
  });

  it("T2: a cancelled one is given up in the guest, and the next waits until the guest is free", async () => {
    const controller = new AbortController();
    guest.instead.set("piece", () => null);
    const cancelled = codeOf(carrier.put("/a", new Blob(["x"]), { signal: controller.signal }));
    await settled();
    controller.abort();
    expect(await cancelled).toBe("cancelled");
    expect(guest.lastVerb).toBe("cancel");
    guest.instead.clear();
    let attempts = 0;
    guest.instead.set("put", ([id]) => (++attempts < 3 ? `end ${id} error busy` : `ready ${id}`));
    const next = codeOf(carrier.put("/b", new Blob(["b"])));
    for (const _ of [1, 2]) {
      await settled();
      guest.timers.shift()?.();
    }
    expect(await next).toBe("done");
    expect(attempts).toBe(3);
  });

  it("carries one after another, and one that is cancelled while it waits not at all", async () => {
    const controller = new AbortController();
    guest.files.set("/a", new Uint8Array(1));
    guest.instead.set("next", () => null);
    const first = codeOf(carrier.get("/a"));
    const second = codeOf(carrier.get("/b", { signal: controller.signal }));
    const third = codeOf(carrier.get("/c"));
    await settled();
    controller.abort();
    expect(await second).toBe("cancelled");
    guest.instead.clear();
    guest.say("piece t-1 0 1 d202ef8d");
    expect([await first, await third]).toEqual(["done", "file-missing"]);
    expect(guest.orders.filter((order) => order.startsWith("get"))).toHaveLength(2);
  });

  it("A1: when the guest is another one, all are given up and nothing is sent to it", async () => {
    guest.instead.set("piece", () => null);
    const first = codeOf(carrier.put("/a", new Blob(["x"])));
    const second = codeOf(carrier.put("/b", new Blob(["x"])));
    await settled();
    const sent = guest.orders.length;
    carrier.fail(Object.assign(new Error("reverted"), { code: "agent-silent" }));
    expect([await first, await second]).toEqual(["agent-silent", "agent-silent"]);
    expect(guest.orders).toHaveLength(sent);
    guest.instead.clear();
    expect(await codeOf(carrier.put("/c", new Blob(["x"])))).toBe("done");
  });

  it("A1: a guest that says nothing is silent, but not while it stands still", async () => {
    guest.instead.set("put", () => null);
    const put = codeOf(carrier.put("/a", new Blob(["x"])));
    await settled();
    guest.isRunning = false;
    guest.timers.shift()?.();
    await settled();
    guest.isRunning = true;
    guest.timers.shift()?.();
    expect(await put).toBe("agent-silent");
  });

  it("refuses a path that can't be one, and content that can't be read", async () => {
    for (const path of ["", "a\0b", "x".repeat(4096)]) {
      expect(await codeOf(carrier.get(path))).toBe("path-invalid");
    }
    const unreadable = new Blob(["x"]);
    unreadable.slice = () => ({ arrayBuffer: () => Promise.reject(new Error("gone")) }) as unknown as Blob;
    expect(await codeOf(carrier.put("/a", unreadable))).toBe("file-unreadable");
    expect(guest.lastVerb).toBe("cancel");
  });
});
