/** Text as keys are pressed for it: every end of a line is one Enter. */
export const typedLines = (text: string): string => text.replaceAll(/\r\n|\n/g, "\r");

/** Whether a key pastes, by the ways of terminals: Ctrl+V belongs to the guest. */
export const isPasteKey = ({ code, ctrlKey, shiftKey, metaKey }: KeyboardEvent): boolean =>
  (code === "KeyV" && ((ctrlKey && shiftKey) || metaKey)) || (code === "Insert" && shiftKey);
