/** How large the guest's screen is drawn: filling its frame, by the largest whole factor that fits, or by one or two. */
export const screenScales = ["fit", "crisp", "1", "2"] as const;

export type ScreenScale = (typeof screenScales)[number];

export interface ScreenSize {
  readonly width: number;
  readonly height: number;
}

/** The size to draw `guest` at in a frame that is `frameWidth` wide, in pixels; null to fill the frame. */
export function scaledSize(scale: ScreenScale, guest: ScreenSize, frameWidth: number): ScreenSize | null {
  if (scale === "fit") return null;
  const factor = scale === "crisp" ? Math.max(1, Math.floor(frameWidth / guest.width)) : Number(scale);
  return { width: guest.width * factor, height: guest.height * factor };
}

/** In the browser's local storage. */
const KEPT = "strata-screen-scale";

export function keptScale(): ScreenScale {
  try {
    const kept = localStorage.getItem(KEPT);
    return screenScales.find((scale) => scale === kept) ?? "fit";
  } catch {
    return "fit";
  }
}

export function keepScale(scale: ScreenScale): void {
  try {
    localStorage.setItem(KEPT, scale);
  } catch {
    // Where it may not be kept, it holds until the page is closed.
  }
}
