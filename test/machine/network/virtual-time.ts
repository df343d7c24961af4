import type { Schedule } from "../../../src/machine/schedule.ts";

/** Timers that go off only when the test lets time pass. */
export class VirtualTime {
  #now = 0;
  readonly #timers = new Set<{ readonly at: number; readonly callback: () => void }>();

  readonly schedule: Schedule = (delayMs, callback) => {
    const timer = { at: this.#now + delayMs, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  get now(): number {
    return this.#now;
  }

  get hasTimers(): boolean {
    return this.#timers.size > 0;
  }

  /** Lets `ms` pass, in the order of the timers; those that are set meanwhile too. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [next] = [...this.#timers].filter(({ at }) => at <= end).sort((one, other) => one.at - other.at);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#now = next.at;
      next.callback();
    }
    this.#now = end;
  }
}
