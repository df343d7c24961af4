/** Where a panel can stand. */
type Column = "lead" | "centre" | "side" | "foot";

/** The frame of the page: its panels, how they are arranged and shown alone. */
export interface ShellMessages {
  readonly panels: string;
  readonly arrange: string;
  readonly arrangeHint: string;
  readonly notLoaded: (panel: string) => string;
  readonly tryAgain: string;
  readonly shown: (panel: string) => string;
  readonly where: (panel: string) => string;
  readonly column: Record<Column, string>;
  readonly moveUp: (panel: string) => string;
  readonly moveDown: (panel: string) => string;
  readonly alone: string;
  readonly showAlone: (panel: string) => string;
  readonly asAtFirst: string;
  readonly aloneControls: string;
  readonly position: (index: string, count: string) => string;
  readonly previous: string;
  readonly next: string;
  readonly arrowKeys: string;
  readonly fullscreen: string;
  readonly wholePage: string;
  /** A link in a notice to the panel where something can be done about it. */
  readonly goTo: (panel: string) => string;
}
