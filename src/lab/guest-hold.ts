import type { Machine } from "../machine/machine.ts";

/** The stopping of a guest that must not go on, which one of its own disk requests may be waiting for. */
export class GuestHold {
  #underWay: { readonly stopped: Promise<void>; readonly ended: Promise<void> } | null = null;

  /** Stops `machine`, unless that is under way. Resolves when its processor stands still. */
  begin(machine: Machine): Promise<void> {
    if (this.#underWay !== null) return this.#underWay.stopped;
    let tellStopped = (): void => undefined;
    const stopped = new Promise<void>((resolve) => {
      tellStopped = resolve;
    });
    // When that fails the processor stands still all the same.
    const quiesced = machine.quiesce(tellStopped).catch(() => undefined);
    const ended = quiesced.then(() => {
      this.#underWay = null;
      tellStopped();
    });
    this.#underWay = { stopped, ended };
    return stopped;
  }

  /** Resolves when all requests of the guest have been answered too, and nothing is under way. */
  async ended(): Promise<void> {
    await this.#underWay?.ended;
  }
}
