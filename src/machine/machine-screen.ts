/** The elements that v86 draws on, within a container of the page. */
export interface MachineScreen {
  /** The element that v86 gets: it holds one `div` for text modes and one `canvas` for graphic modes. */
  readonly element: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  /** Puts it into the container, in place of what was there. */
  show(): void;
}

/** The structure that v86 expects of a screen, for `container`; not yet in it. */
export function createMachineScreen(container: HTMLElement): MachineScreen {
  const page = container.ownerDocument;
  const element = page.createElement("div");
  element.className = "machine-screen";
  const text = page.createElement("div");
  text.className = "machine-screen-text";
  // v86 writes one element per row and relies on spaces being kept.
  text.style.whiteSpace = "pre";
  text.style.fontFamily = "monospace";
  text.style.fontSize = "14px";
  text.style.lineHeight = "14px";
  text.style.position = "relative";
  const canvas = page.createElement("canvas");
  canvas.className = "machine-screen-graphics";
  canvas.style.display = "none";
  element.append(text, canvas);
  return { element, canvas, show: () => container.replaceChildren(element) };
}
