import { StrataError } from "../core/strata-error.ts";
import type { DiskRequest, MachineDisk } from "./machine.ts";
import type { V86Disk } from "./v86-internals.ts";

/** What the adapter tells its machine. */
export interface DiskObserver {
  /** A request was answered; v86 has its data and the guest its interrupt. */
  requestAnswered(request: DiskRequest): void;
  /**
   * The disk could not do what the guest asked, and the guest has had no answer yet: end the command with an
   * error. Not called for a request that was dropped.
   */
  requestFailed(request: DiskRequest | { readonly kind: "flush" }, error: unknown): void;
  /** v86 threw while it took an answer: the emulator's inside can't be trusted any more. */
  emulatorFailed(error: unknown): void;
}

const SECTOR_BYTES = 512;

/**
 * v86's disk interface over a `MachineDisk`: turns its promises into v86's callbacks, and knows at any time which
 * requests have no answer yet (SPEC Q1). What needs no waiting is answered within the call, as v86's own in-memory
 * disk does: otherwise each request would cost the guest a turn of the page's event loop.
 *
 * Two things keep a late answer from a guest that no longer expects it. `dropCallbacks` (a drive reset) lets
 * requests in flight end unheard, but still counts them: what is being written has to be waited for. `fence`
 * (restore, power-off) forgets them altogether.
 */
export class V86DiskAdapter implements V86Disk {
  readonly byteLength: number;
  onload: ((event: object) => void) | undefined = undefined;
  /** Set by the machine that the disk is built into. */
  observer: DiskObserver | null = null;

  readonly #disk: MachineDisk;
  readonly #firstSector: Uint8Array<ArrayBuffer>;
  readonly #pending = new Set<object>();
  readonly #writes = new Set<Promise<void>>();
  #waiting: (() => void)[] = [];
  #generation = 0;

  private constructor(disk: MachineDisk, firstSector: Uint8Array<ArrayBuffer>) {
    this.#disk = disk;
    this.#firstSector = firstSector;
    this.byteLength = disk.byteLength;
  }

  /**
   * Reads the first sector, which v86 wants without waiting (it guesses the disk's geometry from the partition
   * table there), and gives the adapter. Rejects with the disk's own error, or `configuration-invalid` for a size
   * that is no multiple of 512.
   */
  static async open(disk: MachineDisk): Promise<V86DiskAdapter> {
    if (disk.byteLength < SECTOR_BYTES || disk.byteLength % SECTOR_BYTES !== 0) {
      throw new StrataError(
        "configuration-invalid",
        `Open disk: ${disk.byteLength} bytes, wanted a positive multiple of ${SECTOR_BYTES}`,
        { details: { byteLength: disk.byteLength } },
      );
    }
    const firstSector = await disk.read(0, SECTOR_BYTES);
    assertLength(firstSector, SECTOR_BYTES, 0);
    return new V86DiskAdapter(disk, firstSector.slice());
  }

  /** How many requests have no answer from the disk yet. */
  get pendingCount(): number {
    return this.#pending.size;
  }

  /** Resolves when no request is pending; at once when none is. */
  drained(): Promise<void> {
    if (this.#pending.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Requests in flight go on but v86 hears no more of them; they still count as pending. */
  dropCallbacks(): void {
    this.#generation++;
  }

  /** Requests in flight are forgotten: no callback, no event, not pending. */
  fence(): void {
    this.#generation++;
    this.#pending.clear();
    this.#writes.clear();
    this.#resolveDrained();
  }

  load(): void {
    this.onload?.({});
  }

  get(offset: number, byteLength: number, callback: (bytes: Uint8Array) => void): void {
    const request = { kind: "read", offset, byteLength } as const;
    const atHand = this.#pending.size === 0 ? this.#disk.readNow(offset, byteLength) : null;
    if (atHand !== null) {
      this.#deliver(request, () => callback(atHand));
      return;
    }
    void this.#request(
      request,
      async () => {
        const bytes = await this.#disk.read(offset, byteLength);
        assertLength(bytes, byteLength, offset);
        return bytes;
      },
      callback,
    );
  }

  set(offset: number, bytes: Uint8Array, callback: () => void): void {
    const request = { kind: "write", offset, byteLength: bytes.byteLength } as const;
    if (this.#pending.size === 0 && this.#disk.writeNow(offset, bytes)) {
      this.#deliver(request, callback);
      return;
    }
    // A copy: the floppy controller gives a view of the guest's memory, which goes on changing.
    const own = bytes.slice();
    void this.#request(request, () => this.#disk.write(offset, own), callback);
  }

  /** Calls back when everything written before is durable (SPEC P4). */
  flush(callback: () => void): void {
    void this.#request({ kind: "flush" }, () => this.#disk.flush(), callback);
  }

  get_and_cache(offset: number, byteLength: number, callback: (bytes: Uint8Array) => void): void {
    const bytes = this.get_from_cache(offset, byteLength);
    if (bytes === undefined) this.get(offset, byteLength, callback);
    else callback(bytes);
  }

  /** The first sector as it was when the machine was built; nothing else is kept. */
  get_from_cache(offset: number, byteLength: number): Uint8Array<ArrayBuffer> | undefined {
    return offset + byteLength <= SECTOR_BYTES
      ? this.#firstSector.slice(offset, offset + byteLength)
      : undefined;
  }

  /** v86 offers disks for download through this; ours may be larger than memory. */
  get_buffer(callback: (buffer: ArrayBuffer | undefined) => void): void {
    callback(undefined);
  }

  /** What goes into v86's state for this disk: a marker, never its blocks (SPEC Q2). */
  get_state(): readonly string[] {
    return ["strata-disk"];
  }

  /** The disk's contents are reverted by the store, not through v86. */
  set_state(): void {}

  async #request<Answer>(
    request: DiskRequest | { readonly kind: "flush" },
    work: () => Promise<Answer>,
    callback: (answer: Answer) => void,
  ): Promise<void> {
    const generation = this.#generation;
    const token = {};
    const earlierWrites = [...this.#writes];
    let end = (): void => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.#pending.add(token);
    if (request.kind === "write") this.#writes.add(ended);
    try {
      // A drive reset lets the guest go on while a write is still on its way: nothing may overtake it.
      if (earlierWrites.length > 0) await Promise.all(earlierWrites);
      if (!this.#pending.has(token)) return;
      const outcome = await settle(work);
      if (generation !== this.#generation || !this.#pending.has(token)) return;
      if (!outcome.isAnswered) this.observer?.requestFailed(request, outcome.error);
      else this.#deliver(request, () => callback(outcome.answer));
    } finally {
      this.#writes.delete(ended);
      end();
      if (this.#pending.delete(token) && this.#pending.size === 0) this.#resolveDrained();
    }
  }

  #deliver(request: DiskRequest | { readonly kind: "flush" }, callback: () => void): void {
    try {
      callback();
    } catch (error) {
      this.observer?.emulatorFailed(error);
      return;
    }
    if (request.kind !== "flush") this.observer?.requestAnswered(request);
  }

  #resolveDrained(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

type Outcome<Answer> =
  | { readonly isAnswered: true; readonly answer: Answer }
  | { readonly isAnswered: false; readonly error: unknown };

async function settle<Answer>(work: () => Promise<Answer>): Promise<Outcome<Answer>> {
  try {
    return { isAnswered: true, answer: await work() };
  } catch (error) {
    return { isAnswered: false, error };
  }
}

/** A short answer is damage: it is never padded and handed to the guest as data (SPEC I1). */
function assertLength(bytes: Uint8Array, wanted: number, offset: number): void {
  if (bytes.byteLength === wanted) return;
  throw new StrataError(
    "storage-damaged",
    `Read disk: ${bytes.byteLength} bytes at ${offset}, wanted ${wanted}`,
    {
      details: { offset, found: bytes.byteLength, wanted },
    },
  );
}
