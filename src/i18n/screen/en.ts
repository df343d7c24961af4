import type { ScreenMessages } from "./messages.ts";

export const englishScreen: ScreenMessages = {
  tools: "Screen",
  scale: "Size of the screen",
  scales: { fit: "Fit", crisp: "Fit, crisp", "1": "1×", "2": "2×" },
  savePicture: "Save a picture of the screen",
  copyPicture: "Copy a picture of the screen",
  fullscreen: "Full screen",
  leaveFullscreen: "Leave full screen",
  both: "Both",
  readAloud: "For screen readers",
  readAloudHint: "Tells a screen reader what the console says. Without it long output is faster.",
};
