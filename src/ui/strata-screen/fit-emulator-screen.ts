/** The dark border around the text, as a share of the screen's width; none where the screen is drawn at a scale. */
const marginShare = 1 / 80;

/** Tells, from the emulator's screen up, how many pixels the guest has drawn it with. */
class EmulatorResizedEvent extends CustomEvent<{ readonly width: number; readonly height: number }> {
  constructor(width: number, height: number) {
    super("emulator-resized", { detail: { width, height }, bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    "emulator-resized": EmulatorResizedEvent;
  }
}

/**
 * Keeps the emulator's text filling `screen`, which it draws into: watches the sizes of both, also when another
 * machine brings new elements, and tells how large the guest's screen is (`emulator-resized`). The result ends it. See
 * emulator-screen.styles.ts.
 */
export function fitEmulatorScreen(screen: HTMLElement): () => void {
  let text: HTMLElement | null = null;
  let canvas: HTMLCanvasElement | null = null;
  let told = "";

  const tell = (): void => {
    const isGraphic = canvas !== null && canvas.style.display !== "none";
    const width = (isGraphic ? canvas?.width : text?.offsetWidth) ?? 0;
    const height = (isGraphic ? canvas?.height : text?.offsetHeight) ?? 0;
    if (width === 0 || height === 0 || told === `${width} ${height}`) return;
    told = `${width} ${height}`;
    screen.dispatchEvent(new EmulatorResizedEvent(width, height));
  };
  const fit = (): void => {
    tell();
    if (!text || text.offsetWidth === 0 || text.offsetHeight === 0) return;
    const isScaled = getComputedStyle(screen).getPropertyValue("--screen-width") !== "";
    const margin = isScaled ? 0 : Math.round(screen.clientWidth * marginShare);
    const set = (name: string, value: string): void => screen.style.setProperty(name, value);
    set("--screen-margin", `${margin}px`);
    set("--screen-scale-x", String((screen.clientWidth - 2 * margin) / text.offsetWidth));
    set("--screen-scale-y", String((screen.clientHeight - 2 * margin) / text.offsetHeight));
  };
  const sizes = new ResizeObserver(fit);
  const modes = new MutationObserver(tell);
  const find = (): void => {
    sizes.disconnect();
    modes.disconnect();
    canvas = screen.querySelector("canvas");
    text = canvas?.parentElement?.querySelector<HTMLElement>(":scope > div") ?? null;
    sizes.observe(screen);
    if (text) sizes.observe(text);
    if (canvas) modes.observe(canvas, { attributes: true, attributeFilter: ["width", "height", "style"] });
    told = "";
  };
  const children = new MutationObserver(find);
  children.observe(screen, { childList: true });
  find();

  return () => {
    sizes.disconnect();
    modes.disconnect();
    children.disconnect();
  };
}
