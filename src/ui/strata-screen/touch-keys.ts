/**
 * Keys that phones and tablets lack, each as the keys to press together. One that is held stays down until another key has
 * been pressed.
 */
export interface TouchKey {
  readonly label: string;
  readonly codes: readonly string[];
  readonly isHeld?: boolean;
}

export const touchKeys: readonly TouchKey[] = [
  { label: "Esc", codes: ["Escape"] },
  { label: "Tab", codes: ["Tab"] },
  { label: "Ctrl", codes: ["ControlLeft"], isHeld: true },
  { label: "Ctrl C", codes: ["ControlLeft", "KeyC"] },
  { label: "←", codes: ["ArrowLeft"] },
  { label: "↑", codes: ["ArrowUp"] },
  { label: "↓", codes: ["ArrowDown"] },
  { label: "→", codes: ["ArrowRight"] },
];

/** Presses keys or lets them go, as events that reach whoever listens on the window. */
export function sendKeys(target: EventTarget, type: "keydown" | "keyup", codes: readonly string[]): void {
  for (const code of type === "keydown" ? codes : codes.toReversed()) {
    target.dispatchEvent(
      new KeyboardEvent(type, { code, key: code, bubbles: true, composed: true, cancelable: true }),
    );
  }
}

/** Presses keys together and lets them go. */
export function pressKeys(target: EventTarget, codes: readonly string[]): void {
  sendKeys(target, "keydown", codes);
  sendKeys(target, "keyup", codes);
}
