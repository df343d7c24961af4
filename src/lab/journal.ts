import type { Cost } from "../core/cost.ts";
import { Emitter } from "../core/emitter.ts";
import type { MachineId } from "../core/identity.ts";
import { StrataError } from "../core/strata-error.ts";
import type { Clock } from "./clock.ts";
import type { ActivityView, NoticeView, StorageView, TimedOperation, TimingView } from "./view-model.ts";

/** Timings kept for the page. */
const TIMING_COUNT = 500;

/** What there is to tell: how long operations took, what is under way, what went wrong, what is saved. */
export class Journal {
  readonly #clock: Clock;
  readonly #changed = new Emitter<void>();
  readonly onChanged = this.#changed.subscribe;
  #timings: readonly TimingView[] = [];
  /** Timings of the machines that are not open, to be shown again when they are. */
  readonly #otherTimings = new Map<MachineId, readonly TimingView[]>();
  #activity: ActivityView | null = null;
  #controller: AbortController | null = null;
  #notice: NoticeView | null = null;
  #storage: StorageView = { usage: null, quota: null, isPersisted: false };
  #savedAt: number | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Newest first. */
  get timings(): readonly TimingView[] {
    return this.#timings;
  }

  get activity(): ActivityView | null {
    return this.#activity;
  }

  get notice(): NoticeView | null {
    return this.#notice;
  }

  get storage(): StorageView {
    return this.#storage;
  }

  /** When something last became durable (milliseconds since 1970), or null. */
  get savedAt(): number | null {
    return this.#savedAt;
  }

  addTiming(operation: TimedOperation, subject: string, cost: Cost): void {
    const timing: TimingView = { operation, subject, at: this.#clock.date(), cost };
    this.#timings = [timing, ...this.#timings].slice(0, TIMING_COUNT);
    this.#changed.emit();
  }

  /** From now on it is about another machine: what was measured and told of `before` is put aside. */
  turnTo(after: MachineId, before: MachineId): void {
    this.#otherTimings.set(before, this.#timings);
    this.#timings = this.#otherTimings.get(after) ?? [];
    this.#savedAt = null;
    this.#notice = null;
    this.#changed.emit();
  }

  clearTimings(): void {
    this.#timings = [];
    this.#changed.emit();
  }

  noteSaved(): void {
    this.#savedAt = this.#clock.date();
    this.#changed.emit();
  }

  setStorage(storage: StorageView): void {
    this.#storage = storage;
    this.#changed.emit();
  }

  /** Shows long work; `controller` gives it up. */
  setActivity(activity: ActivityView, controller: AbortController): void {
    this.#activity = activity;
    this.#controller = controller;
    this.#changed.emit();
  }

  endActivity(): void {
    this.#activity = null;
    this.#controller = null;
    this.#changed.emit();
  }

  /** Gives up the long work under way, if there is any. */
  cancelActivity(): void {
    this.#controller?.abort();
  }

  /** Tells the person that something failed, or was cancelled. */
  reportFailure(cause: unknown): void {
    const error =
      cause instanceof StrataError ? cause : new StrataError("machine-failed", String(cause), { cause });
    const severity = error.code === "cancelled" ? "information" : "error";
    this.#notice = { severity, code: error.code, details: error.details, message: error.message };
    this.#changed.emit();
  }

  /** Tells the person that something was done of which nothing else is seen. */
  reportDone(code: "picture-copied"): void {
    this.#notice = { severity: "information", code, details: {}, message: "" };
    this.#changed.emit();
  }

  dismissNotice(): void {
    this.#notice = null;
    this.#changed.emit();
  }
}
