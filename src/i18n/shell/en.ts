import type { ShellMessages } from "./messages.ts";

export const englishShell: ShellMessages = {
  panels: "Panels",
  arrange: "Panels",
  arrangeHint: "What is shown and where it stands is kept in this browser.",
  notLoaded: (panel) => `The panel “${panel}” could not be fetched. The machine is not affected.`,
  tryAgain: "Try again",
  shown: (panel) => `Show “${panel}”`,
  where: (panel) => `Where “${panel}” stands`,
  column: { lead: "left", centre: "centre", side: "right", foot: "below" },
  moveUp: (panel) => `Move “${panel}” up`,
  moveDown: (panel) => `Move “${panel}” down`,
  alone: "Alone",
  showAlone: (panel) => `Show “${panel}” alone, as on a projector`,
  asAtFirst: "As at first",
  aloneControls: "Panel shown alone",
  position: (index, count) => `${index} of ${count}`,
  previous: "Previous panel",
  next: "Next panel",
  arrowKeys: "Also by the arrow keys; Esc goes back",
  fullscreen: "Full screen",
  wholePage: "Whole page",
};
