import { StrataError, type StrataErrorCode } from "../core/strata-error.ts";
import { encodeBase64 } from "./base64.ts";
import { crc32 } from "./crc32.ts";
import { PIECE_BYTE_LENGTH } from "./file-window.ts";
import type { CarryOptions, GuestPath } from "./guest-agent.ts";
import type { Schedule } from "./schedule.ts";

/** How long the agent may take for a piece. Writing it can mean waiting for the disk. */
const PIECE_LIMIT_MS = 30_000;
/** How long it may take to make a whole file durable. */
const LAST_LIMIT_MS = 120_000;
/** Pause before a file is asked for again when the one before is still being given up. */
const BUSY_PAUSE_MS = 100;
const BUSY_LIMIT = 100;
/** Linux's own limit, less the end of the string. */
const PATH_LIMIT_BYTES = 4095;

/** The line to the agent, as a file needs it. */
export interface AgentLine {
  readonly schedule: Schedule;
  newId(): string;
  send(line: string): void;
  /** Whether the guest can answer at all: time only counts then. */
  isRunning(): boolean;
  /** Resolves when the agent is known to listen; rejects with `agent-silent`. */
  whenReady(): Promise<void>;
  /** Memory that the agent sees too, one piece long. */
  readonly piece: Uint8Array;
}

/** One file on its way. */
class Carriage {
  readonly path: NamedPath;
  /** The order in hand; another one for each attempt. */
  id = "";
  /** Whether the guest may be at it. */
  isUnderWay = false;
  answer: (words: readonly string[]) => void = () => undefined;
  /** Whatever is waited for rejects with `error`, now and from now on. */
  stop: (error: unknown) => void = () => undefined;
  readonly #stopped = new Promise<never>((_resolve, reject) => {
    this.stop = reject;
  });

  constructor(path: NamedPath) {
    this.path = path;
    this.#stopped.catch(() => undefined);
  }

  unlessStopped<Value>(value: Promise<Value>): Promise<Value> {
    return Promise.race([this.#stopped, value]);
  }
}

/**
 * Carries files between page and guest, one after another, through the agent. The bytes go through the window that both
 * see, piece by piece; each piece is announced, with its checksum, over the serial port.
 */
export class FileCarrier {
  readonly #line: AgentLine;
  #carriage: Carriage | null = null;
  #last: Promise<unknown> = Promise.resolve();
  /** Those that are asked for and not yet done. */
  readonly #asked = new Set<Carriage>();

  constructor(line: AgentLine) {
    this.#line = line;
  }

  /** See `GuestAgent.putFile`. */
  put(path: GuestPath, content: Blob, options: CarryOptions = {}): Promise<void> {
    return this.#inTurn(path, options, async (carriage) => {
      const { onProgress } = options;
      const read = (offset: number): Promise<Uint8Array> => {
        const bytes = readSlice(content, offset);
        bytes.catch(() => undefined);
        return bytes;
      };
      let next = read(0);
      await this.#begin(carriage, (id) => `put ${id} ${hex(content.size)} ${carriage.path.encoded}`);
      onProgress?.(0, content.size);
      for (let offset = 0, number = 0; offset < content.size; number++) {
        const bytes = await carriage.unlessStopped(next);
        this.#line.piece.set(bytes);
        offset += bytes.byteLength;
        next = read(offset);
        const order = `piece ${carriage.id} ${number} ${hex(bytes.byteLength)} ${hex(crc32(bytes))}`;
        expectAnswer(await this.#ask(carriage, order), "took", String(number));
        onProgress?.(offset, content.size);
      }
      expectAnswer(await this.#ask(carriage, `done ${carriage.id}`, LAST_LIMIT_MS), "end", "0");
    });
  }

  /** See `GuestAgent.getFile`. */
  get(path: GuestPath, options: CarryOptions = {}): Promise<Blob> {
    return this.#inTurn(path, options, async (carriage) => {
      const size = await this.#begin(carriage, (id) => `get ${id} ${carriage.path.encoded}`);
      const total = Number.parseInt(size, 16);
      const pieces: Uint8Array<ArrayBuffer>[] = [];
      let done = 0;
      options.onProgress?.(0, total);
      for (let number = 0; ; number++) {
        const words = await this.#ask(carriage, `next ${carriage.id} ${number}`);
        expectAnswer(words, "piece", String(number));
        const length = Number.parseInt(words[2] ?? "", 16);
        const bytes = Uint8Array.from(this.#line.piece.subarray(0, length));
        if (bytes.byteLength !== length || hex(crc32(bytes)) !== words[3]) {
          throw damaged(carriage.path, "a piece with another checksum");
        }
        pieces.push(bytes);
        done += length;
        options.onProgress?.(done, Math.max(done, total));
        if (length < PIECE_BYTE_LENGTH) break;
      }
      if (done < total) throw damaged(carriage.path, `${done} of ${total} bytes: it was cut off meanwhile`);
      expectAnswer(await this.#ask(carriage, `done ${carriage.id}`), "end", "0");
      return new Blob(pieces);
    });
  }

  /** Takes a line about `id`. Returns whether it is about the file in hand. */
  accept(verb: string, id: string, words: readonly string[]): boolean {
    if (this.#carriage === null || this.#carriage.id !== id) return false;
    this.#carriage.answer([verb, ...words]);
    return true;
  }

  /** Gives up the file in hand and those that wait: nothing more will be heard of them. */
  fail(error: unknown): void {
    for (const carriage of this.#asked) {
      carriage.isUnderWay = false;
      carriage.stop(error);
    }
  }

  async #inTurn<Result>(
    path: GuestPath,
    { signal }: CarryOptions,
    work: (carriage: Carriage) => Promise<Result>,
  ): Promise<Result> {
    const carriage = new Carriage(nameOf(path));
    const giveUp = (): void => carriage.stop(cancelled(carriage.path));
    if (signal?.aborted) giveUp();
    signal?.addEventListener("abort", giveUp, { once: true });
    this.#asked.add(carriage);
    const before = this.#last;
    const carry = async (): Promise<Result> => {
      await carriage.unlessStopped(before);
      await carriage.unlessStopped(this.#line.whenReady());
      this.#carriage = carriage;
      try {
        return await work(carriage);
      } catch (error) {
        if (carriage.isUnderWay) this.#line.send(`cancel ${carriage.id}`);
        throw error;
      } finally {
        this.#carriage = null;
      }
    };
    const result = carry().finally(() => {
      this.#asked.delete(carriage);
      signal?.removeEventListener("abort", giveUp);
    });
    this.#last = Promise.allSettled([before, result]);
    return result;
  }

  /** Asks for a file until the agent is free for it. Resolves with what it says beside "ready". */
  async #begin(carriage: Carriage, order: (id: string) => string): Promise<string> {
    for (let attempt = 0; ; attempt++) {
      carriage.id = this.#line.newId();
      carriage.isUnderWay = true;
      const words = await this.#ask(carriage, order(carriage.id));
      if (words[0] === "ready") return words[1] ?? "";
      if (words[2] !== "busy" || attempt === BUSY_LIMIT) throw refused(words, carriage.path);
      await carriage.unlessStopped(
        new Promise<void>((resolve) => this.#line.schedule(BUSY_PAUSE_MS, resolve)),
      );
    }
  }

  /** Sends an order and resolves with the words that answer it; rejects as the guest says why not. */
  async #ask(carriage: Carriage, order: string, limitMs = PIECE_LIMIT_MS): Promise<readonly string[]> {
    let cancelTimer = (): void => undefined;
    const answered = new Promise<readonly string[]>((resolve, reject) => {
      carriage.answer = resolve;
      const wait = (): void => {
        cancelTimer = this.#line.schedule(limitMs, () => {
          if (this.#line.isRunning()) reject(silent(carriage.path, limitMs));
          else wait();
        });
      };
      wait();
    });
    this.#line.send(order);
    try {
      const words = await carriage.unlessStopped(answered);
      if (words[0] !== "end") return words;
      carriage.isUnderWay = false;
      if (words[1] !== "0" && words[2] !== "busy") throw refused(words, carriage.path);
      return words;
    } finally {
      cancelTimer();
    }
  }
}

interface NamedPath {
  /** For people. */
  readonly text: string;
  readonly encoded: string;
}

function nameOf(path: GuestPath): NamedPath {
  const bytes = typeof path === "string" ? new TextEncoder().encode(path) : path;
  const text = new TextDecoder().decode(bytes);
  if (bytes.byteLength === 0 || bytes.byteLength > PATH_LIMIT_BYTES || bytes.includes(0)) {
    throw new StrataError(
      "path-invalid",
      `Carry file: a path of ${bytes.byteLength} bytes, wanted 1 to ${PATH_LIMIT_BYTES} without NUL`,
      { details: { path: text } },
    );
  }
  return { text, encoded: encodeBase64(bytes) };
}

async function readSlice(content: Blob, offset: number): Promise<Uint8Array> {
  try {
    return new Uint8Array(await content.slice(offset, offset + PIECE_BYTE_LENGTH).arrayBuffer());
  } catch (cause) {
    throw new StrataError("file-unreadable", "Put file: it can't be read any more, wanted its bytes", {
      cause,
    });
  }
}

/** Errors of Linux (errno) that say more than that it refused. */
const CODES: ReadonlyMap<string, StrataErrorCode> = new Map([
  ["2", "file-missing"],
  ["20", "file-missing"],
  ["21", "file-unsuitable"],
  ["22", "file-unsuitable"],
  ["28", "guest-full"],
  ["74", "file-damaged"],
  ["122", "guest-full"],
]);

function refused(words: readonly string[], { text: path }: NamedPath): StrataError {
  const [, kind = "", errno = ""] = words;
  if (kind !== "error" || !/^\d+$/.test(errno)) {
    return new StrataError("agent-silent", `Carry ${path}: ${words.join(" ")}, wanted the guest's answer`, {
      details: { path, isReverted: false },
    });
  }
  return new StrataError(
    CODES.get(errno) ?? "file-refused",
    `Carry ${path}: the guest's error ${errno}, wanted it to take or to give the file`,
    { details: { path, errno: Number(errno) } },
  );
}

function expectAnswer(words: readonly string[], ...wanted: readonly string[]): void {
  if (wanted.every((word, at) => words[at] === word)) return;
  throw new StrataError("agent-silent", `Carry file: ${words.join(" ")}, wanted ${wanted.join(" ")}`, {
    details: { isReverted: false },
  });
}

const damaged = ({ text: path }: NamedPath, found: string): StrataError =>
  new StrataError("file-damaged", `Carry ${path}: ${found}, wanted every byte`, { details: { path } });

const silent = ({ text: path }: NamedPath, limitMs: number): StrataError =>
  new StrataError("agent-silent", `Carry ${path}: no answer within ${limitMs} ms, wanted one`, {
    details: { path, isReverted: false },
  });

const cancelled = ({ text: path }: NamedPath): StrataError =>
  new StrataError("cancelled", `Carry ${path}: cancelled, wanted it to go on`, { details: { path } });

const hex = (value: number): string => value.toString(16);
