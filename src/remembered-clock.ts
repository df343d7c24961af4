import type { ClockChoice } from "./lab/view-model.ts";

/** In the browser's local storage: what becomes of guests' clocks, where somebody chose otherwise than the page does. */
const NAME = "strata-clock";

/** What was chosen last, in whichever tab. */
export function rememberedClock(): ClockChoice {
  try {
    return localStorage.getItem(NAME) === "kept" ? "kept" : "set";
  } catch {
    return "set";
  }
}

export function rememberClock(choice: ClockChoice): void {
  try {
    localStorage.setItem(NAME, choice);
  } catch {
    // Where it may not be kept, it holds until the page is closed.
  }
}
