import type { GuestAgent } from "../machine/guest-agent.ts";
import type { Clock } from "./clock.ts";
import type { ClockChoice, ClockView } from "./view-model.ts";

/** What the guest's clock shows, and what becomes of it when the guest goes on after a revert or a pause. */
export class GuestClock {
  readonly #clock: Clock;
  readonly #onChanged: () => void;
  #choice: ClockChoice = "set";
  #offsetMs: number | null = null;
  /** Counts what makes an answer that is still awaited one of another time. */
  #generation = 0;

  /** @param onChanged called when `view` changes. */
  constructor(clock: Clock, onChanged: () => void) {
    this.#clock = clock;
    this.#onChanged = onChanged;
  }

  get view(): ClockView {
    return { choice: this.#choice, offsetMs: this.#offsetMs };
  }

  choose(choice: ClockChoice): void {
    this.#choice = choice;
    this.#onChanged();
  }

  /** From now on nobody knows what it shows. */
  forget(): void {
    this.#generation++;
    this.#offsetMs = null;
  }

  /** Sets it if that is wanted, and learns what it shows. Where no agent answers that stays as it was. */
  async tend(agent: GuestAgent | null): Promise<void> {
    if (agent === null) return;
    const generation = ++this.#generation;
    try {
      const shown = await agent.clock(this.#choice === "set" ? () => this.#clock.date() : undefined);
      if (generation !== this.#generation) return;
      this.#offsetMs = shown - this.#clock.date();
      this.#onChanged();
    } catch {
      // Another system, or a broken one: unknown.
    }
  }
}
