import type { Cost } from "../core/cost.ts";
import type { Clock } from "./clock.ts";

/** Measures one operation from its construction on. */
export class Stopwatch {
  readonly #clock: Clock;
  readonly #startedAt: number;
  #pausedAt: number | null = null;
  #pauseMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedAt = clock.now();
  }

  /** Milliseconds so far. */
  get elapsedMs(): number {
    return this.#clock.now() - this.#startedAt;
  }

  /** The guest stands still from now on. */
  pauseBegins(): void {
    this.#pausedAt ??= this.#clock.now();
  }

  /** The guest runs again. */
  pauseEnds(): void {
    if (this.#pausedAt !== null) this.#pauseMs += this.#clock.now() - this.#pausedAt;
    this.#pausedAt = null;
  }

  /** The cost up to now, durable at this moment unless `durableMs` says otherwise. */
  cost(counted: Partial<Cost> = {}): Cost {
    const elapsedMs = this.elapsedMs;
    const none = { bytesRead: 0, bytesWritten: 0, blockCount: 0 };
    return { elapsedMs, durableMs: elapsedMs, pauseMs: this.#pauseMs, ...none, ...counted };
  }
}
