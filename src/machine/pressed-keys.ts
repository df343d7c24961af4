const EXTENDED = 0xe0;
const RELEASED = 0x80;

/**
 * Which keys of the emulated keyboard are down, by the scan codes that went to it: so that they can be let go of when
 * nobody will say any more that they are up.
 */
export class PressedKeys {
  readonly #down = new Map<string, readonly number[]>();
  #isExtended = false;

  /** Takes the next code for the keyboard. False for the release of a key that is not down, which tells nothing. */
  see(code: number): boolean {
    if (code === EXTENDED) {
      this.#isExtended = true;
      return true;
    }
    const prefix = this.#isExtended ? [EXTENDED] : [];
    this.#isExtended = false;
    const key = [...prefix, code & ~RELEASED];
    // Behind its prefix it has to follow.
    if (code & RELEASED) return this.#down.delete(String(key)) || prefix.length > 0;
    this.#down.set(String(key), [...prefix, code | RELEASED]);
    return true;
  }

  /** The codes that let go of every key that is down. */
  releases(): readonly number[] {
    return [...this.#down.values()].flat();
  }

  /** Another machine is there: what is down in it is not known here. */
  clear(): void {
    this.#down.clear();
    this.#isExtended = false;
  }
}
