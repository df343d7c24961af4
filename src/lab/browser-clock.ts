import type { Clock } from "./clock.ts";

/** Milliseconds after which a view is published though no frame was drawn, as in a tab that is not shown. */
const FRAME_LIMIT_MS = 250;

const delay = (delayMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, delayMs));

/** The browser's own time. */
export const browserClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  delay,
  breathe: () =>
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    }),
  nextFrame: (callback) => {
    let isCalled = false;
    const once = (): void => {
      if (isCalled) return;
      isCalled = true;
      callback();
    };
    requestAnimationFrame(once);
    setTimeout(once, FRAME_LIMIT_MS);
  },
};
