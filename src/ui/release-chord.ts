/** What the chord looks at in a keyboard event. */
export type ChordEvent = Pick<KeyboardEvent, "type" | "key" | "code" | "ctrlKey" | "altKey">;

/**
 * The way out of the guest's keyboard: Ctrl and Alt pressed together and let go, with no other key between,
 * as in QEMU and other virtual machines. Ctrl+Alt+Delete and the AltGr key of European keyboards do not count.
 */
export class ReleaseChord {
  #isArmed = false;

  /** Takes the next keyboard event; true when it completes the chord. */
  accept(event: ChordEvent): boolean {
    const isControl = event.key === "Control";
    const isAlt = event.key === "Alt" && event.code !== "AltRight";
    if (event.type === "keydown") {
      this.#isArmed = (isControl || isAlt) && event.ctrlKey && event.altKey;
      return false;
    }
    // Fires when both are up again, so that the guest sees both keys released as well.
    if (!this.#isArmed || event.ctrlKey || event.altKey) return false;
    this.#isArmed = false;
    return isControl || isAlt;
  }

  /** Forgets what was pressed. */
  clear(): void {
    this.#isArmed = false;
  }
}
