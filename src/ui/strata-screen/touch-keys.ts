/** Keys that phones and tablets lack, each as the keys to press together. */
export const touchKeys: readonly { readonly label: string; readonly codes: readonly string[] }[] = [
  { label: "Esc", codes: ["Escape"] },
  { label: "Tab", codes: ["Tab"] },
  { label: "Ctrl C", codes: ["ControlLeft", "KeyC"] },
  { label: "Ctrl D", codes: ["ControlLeft", "KeyD"] },
  { label: "←", codes: ["ArrowLeft"] },
  { label: "↑", codes: ["ArrowUp"] },
  { label: "↓", codes: ["ArrowDown"] },
  { label: "→", codes: ["ArrowRight"] },
];

/** Presses keys together and lets them go, as events that reach whoever listens on the window. */
export function pressKeys(target: EventTarget, codes: readonly string[]): void {
  const send = (type: "keydown" | "keyup", code: string): void => {
    target.dispatchEvent(
      new KeyboardEvent(type, { code, key: code, bubbles: true, composed: true, cancelable: true }),
    );
  };
  for (const code of codes) send("keydown", code);
  for (const code of codes.toReversed()) send("keyup", code);
}
