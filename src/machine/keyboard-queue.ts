import { StrataError } from "../core/strata-error.ts";

/** Where scan codes go: the emulated keyboard controller. */
export interface KeyboardController {
  /** Whether it would take a key now: the guest has turned the keyboard on and has read what was typed before. */
  readonly isReady: boolean;
  sendScanCode(code: number): void;
}

interface Typing {
  readonly keys: readonly (readonly number[])[];
  next: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Types text no faster than the guest reads it: the controller's buffer of 1024 codes drops what does not fit, and
 * a PC's BIOS keeps only 15 keys. One key goes out at each `pump`, which the machine calls between two slices of
 * the processor's work.
 */
export class KeyboardQueue {
  readonly #controller: KeyboardController;
  readonly #typings: Typing[] = [];

  constructor(controller: KeyboardController) {
    this.#controller = controller;
  }

  /** Resolves when the last key is in the controller. Rejects with `cancelled` when `clear` comes before. */
  type(keys: readonly (readonly number[])[]): Promise<void> {
    if (keys.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#typings.push({ keys, next: 0, resolve, reject });
    });
  }

  /** Types the next key if the controller would take it. Returns whether it did. */
  pump(): boolean {
    const typing = this.#typings[0];
    if (typing === undefined || !this.#controller.isReady) return false;
    for (const code of typing.keys[typing.next] ?? []) this.#controller.sendScanCode(code);
    typing.next++;
    if (typing.next === typing.keys.length) {
      this.#typings.shift();
      typing.resolve();
    }
    return true;
  }

  /** Forgets what is not typed yet. */
  clear(): void {
    for (const typing of this.#typings.splice(0)) {
      typing.reject(
        new StrataError("cancelled", `Type text: stopped after ${typing.next} of ${typing.keys.length} keys`),
      );
    }
  }
}
