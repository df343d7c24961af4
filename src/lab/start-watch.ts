import { PromptWatch } from "./prompt-watch.ts";

/** How the machine on the desk came to run, and how long that took: a boot up to its first prompt, or where it was. */
export class StartWatch {
  #bootMs: number | null = null;
  #resumedMs: number | null = null;
  /** While the first prompt is awaited; a boot that is paused, or suspended, is not timed. */
  #boot: { readonly startedAt: number | null; readonly watch: PromptWatch } | null = null;

  /** Milliseconds from power-on to the first prompt; null until it was seen. */
  get bootMs(): number | null {
    return this.#bootMs;
  }

  /** Milliseconds that it took to go on where it was in a visit before; null where it was started in this one. */
  get resumedMs(): number | null {
    return this.#resumedMs;
  }

  /** It starts from its disk at `startedAt`. */
  begin(startedAt: number): void {
    this.forget();
    this.#boot = { startedAt, watch: new PromptWatch() };
  }

  /** It goes on where it was, which may be in the midst of its boot. */
  goOn(resumedMs: number, isBooting: boolean): void {
    this.forget();
    this.#resumedMs = resumedMs;
    if (isBooting) this.#boot = { startedAt: null, watch: new PromptWatch() };
  }

  /** The prompt is not awaited any more. */
  giveUp(): void {
    this.#boot = null;
  }

  /** Nothing is known any more. */
  forget(): void {
    this.#boot = null;
    this.#bootMs = null;
    this.#resumedMs = null;
  }

  /** Takes the next bytes of the console, which came at `now`; true when the awaited prompt stands at their end. */
  seesPrompt(bytes: Uint8Array, now: number): boolean {
    if (this.#boot === null || !this.#boot.watch.hasPrompt(bytes)) return false;
    if (this.#boot.startedAt !== null) this.#bootMs = now - this.#boot.startedAt;
    this.#boot = null;
    return true;
  }
}
