import type { Schedule } from "../schedule.ts";
import type { Neighbour, Wire } from "./wire.ts";

/** How often it is asked who is there, by a page whose machine is; and after how many questions without an answer one is gone. */
const ASK_PAUSE_MS = 3_000;
const SILENT_QUESTIONS = 3;

/**
 * Which other machines are on the wire. Each says that it comes, answers whoever asks, and says that it goes; one whose page
 * died is found out because it does not answer.
 */
export class Neighbourhood {
  readonly #wire: Wire;
  readonly #schedule: Schedule;
  readonly #changed: () => void;
  /** By their cards; with how many questions each has left unanswered. */
  readonly #others = new Map<string, { readonly neighbour: Neighbour; silence: number }>();
  #own: Neighbour | null = null;
  #stopAsking: (() => void) | null = null;

  constructor(wire: Wire, schedule: Schedule, changed: () => void) {
    this.#wire = wire;
    this.#schedule = schedule;
    this.#changed = changed;
    wire.onMessage((message) => {
      if (message.kind === "here") this.#hear(message);
      else if (message.kind === "gone") this.#forget(message.mac);
      else if (message.kind === "who-is-there") this.say("here");
    });
  }

  /** Those that were heard, by their addresses; nobody while this page's machine is not there. */
  list(): readonly Neighbour[] {
    return [...this.#others.values()]
      .map(({ neighbour }) => neighbour)
      .sort((one, other) => one.address.localeCompare(other.address, "en", { numeric: true }));
  }

  /** This page's machine is there. */
  come(own: Neighbour): void {
    this.#own = own;
    this.say("here");
    if (this.#stopAsking === null) this.#ask();
  }

  /** Tells the others that this page's machine is there, or that it is gone. */
  say(kind: "here" | "gone"): void {
    if (this.#own !== null) this.#wire.send({ kind, ...this.#own });
  }

  leave(): void {
    if (this.#own === null) return;
    this.say("gone");
    this.#own = null;
    this.#stopAsking?.();
    this.#stopAsking = null;
    this.#others.clear();
  }

  #ask(): void {
    for (const [mac, other] of this.#others) {
      if (++other.silence > SILENT_QUESTIONS) this.#forget(mac);
    }
    this.#wire.send({ kind: "who-is-there" });
    this.#stopAsking = this.#schedule(ASK_PAUSE_MS, () => this.#ask());
  }

  #hear({ name, mac, address }: Neighbour): void {
    if (this.#own === null) return;
    const known = this.#others.get(mac)?.neighbour;
    this.#others.set(mac, { neighbour: { name, mac, address }, silence: 0 });
    if (known?.name !== name || known.address !== address) this.#changed();
  }

  #forget(mac: string): void {
    if (this.#others.delete(mac)) this.#changed();
  }
}
