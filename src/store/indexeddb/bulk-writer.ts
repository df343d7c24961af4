import { StrataError } from "../../core/strata-error.ts";
import type { Write } from "../datastore.ts";
import type { BulkWriterAnswer, BulkWriterTask } from "./bulk-writer-worker.ts";
import type { Claim } from "./write-transaction.ts";

/** Bytes from which a commit is worth the way to the worker. */
const BULK_BYTE_LENGTH = 512 * 1024;

/** Whether a commit writes so much that the page, and the guest in it, would notice. */
export function isBulk(writes: readonly Write[]): boolean {
  let byteLength = 0;
  for (const write of writes)
    if (write.kind === "put" && write.value instanceof Uint8Array) byteLength += write.value.byteLength;
  return byteLength >= BULK_BYTE_LENGTH;
}

/**
 * Commits by a worker with a connection of its own. Handing many bytes to IndexedDB takes the page about a second for
 * 100 MB, in which no guest runs; handing them to a worker takes a tenth of that.
 */
export class BulkWriter {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, PromiseWithResolvers<Claim>>();
  readonly #died: () => void;
  #lastNumber = 0;
  #isDead = false;

  private constructor(worker: Worker, died: () => void) {
    this.#worker = worker;
    this.#died = died;
    worker.addEventListener("message", ({ data }: MessageEvent<BulkWriterAnswer>) =>
      this.#handleAnswer(data),
    );
    worker.addEventListener("error", () => this.#handleDeath());
  }

  /**
   * A writer for the database called `name`, which is open in the present format; null where a worker can't be had.
   * @param died is called when it dies later on: nobody knows then what became of its last commits.
   */
  static async start(name: string, died: () => void): Promise<BulkWriter | null> {
    const worker = new Worker(new URL("./bulk-writer-worker.ts", import.meta.url), { type: "module" });
    const isOpen = await new Promise<boolean>((resolve) => {
      worker.addEventListener("error", () => resolve(false), { once: true });
      worker.addEventListener(
        "message",
        ({ data }: MessageEvent<BulkWriterAnswer>) => resolve("isOpen" in data && data.isOpen),
        { once: true },
      );
      worker.postMessage({ database: name } satisfies BulkWriterTask);
    });
    if (isOpen) return new BulkWriter(worker, died);
    worker.terminate();
    return null;
  }

  /** Whether a commit is under way: the next one has to go the same way, so as not to overtake it. */
  get isBusy(): boolean {
    return this.#waiting.size > 0;
  }

  /** As `commitWrites`. The values are copied before the call returns. */
  async commit(writes: readonly Write[], claim: Claim): Promise<Claim> {
    const number = ++this.#lastNumber;
    const outcome = Promise.withResolvers<Claim>();
    this.#worker.postMessage({ number, writes, claim } satisfies BulkWriterTask);
    this.#waiting.set(number, outcome);
    if (this.#isDead) this.#handleDeath();
    return outcome.promise;
  }

  close(): void {
    this.#isDead = true;
    this.#worker.terminate();
    this.#rejectAll();
  }

  #handleAnswer(answer: BulkWriterAnswer): void {
    if (!("number" in answer)) return;
    const outcome = this.#waiting.get(answer.number);
    this.#waiting.delete(answer.number);
    if ("code" in answer) outcome?.reject(new StrataError(answer.code, answer.message));
    else outcome?.resolve(answer.claim);
  }

  #handleDeath(): void {
    this.#isDead = true;
    this.#rejectAll();
    this.#died();
  }

  #rejectAll(): void {
    for (const { reject } of this.#waiting.values())
      reject(new StrataError("storage-failed", "Write to storage: its worker has ended, wanted it at work"));
    this.#waiting.clear();
  }
}
