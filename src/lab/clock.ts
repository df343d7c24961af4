/** Time as the lab needs it; the composition root hands in the browser's. */
export interface Clock {
  /** Milliseconds that never run backwards, for measuring. */
  now(): number;
  /** Milliseconds since 1970. */
  date(): number;
  /** Resolves after `delayMs`. */
  delay(delayMs: number): Promise<void>;
  /** Resolves when the page has had a chance to draw and to answer input. */
  breathe(): Promise<void>;
  /** Calls back before the next frame is drawn, or soon where nothing is drawn. */
  nextFrame(callback: () => void): void;
}
