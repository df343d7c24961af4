import type { Cost } from "../core/cost.ts";
import type { CarryOptions, GuestPath } from "../machine/guest-agent.ts";
import type { LabContext } from "./lab-context.ts";
import { Stopwatch } from "./stopwatch.ts";
import type { FileCommands } from "./strata.ts";
import type { TransferView } from "./view-model.ts";

interface Transfer {
  readonly direction: TransferView["direction"];
  readonly path: string;
  readonly controller: AbortController;
  done: number;
  total: number;
}

/**
 * Files between page and guest. They go beside the commands that change the machine, which don't wait for them: a snapshot
 * is taken in the middle of one, a revert gives it up.
 */
export class FileShelf implements FileCommands {
  readonly #context: LabContext;
  readonly #onChanged: () => void;
  readonly #transfers: Transfer[] = [];
  #last: TransferView | null = null;

  /** @param onChanged called when `view` changes. */
  constructor(context: LabContext, onChanged: () => void) {
    this.#context = context;
    this.#onChanged = onChanged;
  }

  /** The file on its way, and how many wait behind it; or else the last one that arrived. */
  get view(): TransferView | null {
    const [transfer, ...waiting] = this.#transfers;
    if (transfer === undefined) return this.#context.computer.isOn ? this.#last : null;
    const { direction, path, done, total } = transfer;
    return { direction, status: "under-way", path, done, total, waitingCount: waiting.length };
  }

  /** Gives up the file on its way and those that wait. */
  cancel(): void {
    for (const { controller } of this.#transfers) controller.abort();
  }

  async putFile(path: GuestPath, content: Blob | BufferSource, options: CarryOptions = {}): Promise<Cost> {
    const blob = content instanceof Blob ? content : new Blob([content]);
    const { cost } = await this.#carry("put", path, blob.size, options, (given) =>
      this.#context.computer.agent("Put file").putFile(path, blob, given),
    );
    return cost;
  }

  async getFile(path: GuestPath, options: CarryOptions = {}): Promise<Cost & { readonly content: Blob }> {
    const { cost, result } = await this.#carry("get", path, 0, options, (given) =>
      this.#context.computer.agent("Get file").getFile(path, given),
    );
    return { ...cost, content: result };
  }

  async #carry<Result>(
    direction: Transfer["direction"],
    path: GuestPath,
    total: number,
    { signal, onProgress }: CarryOptions,
    work: (options: CarryOptions) => Promise<Result>,
  ): Promise<{ readonly cost: Cost; readonly result: Result }> {
    const stopwatch = new Stopwatch(this.#context.parts.clock);
    const text = typeof path === "string" ? path : new TextDecoder().decode(path);
    const controller = new AbortController();
    const transfer: Transfer = { direction, path: text, controller, done: 0, total };
    const giveUp = (): void => controller.abort();
    signal?.addEventListener("abort", giveUp);
    if (signal?.aborted) giveUp();
    this.#transfers.push(transfer);
    this.#last = null;
    this.#onChanged();
    try {
      const result = await work({
        signal: controller.signal,
        onProgress: (done, all) => {
          transfer.done = done;
          transfer.total = all;
          this.#onChanged();
          onProgress?.(done, all);
        },
      });
      const { done, total: all } = transfer;
      this.#last = { direction, status: "done", path: text, done, total: all, waitingCount: 0 };
      return { cost: stopwatch.cost(), result };
    } finally {
      signal?.removeEventListener("abort", giveUp);
      this.#transfers.splice(this.#transfers.indexOf(transfer), 1);
      this.#onChanged();
    }
  }
}
