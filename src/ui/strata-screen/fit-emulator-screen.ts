/** The dark border around the text, as a share of the screen's width. */
const marginShare = 1 / 80;

/**
 * Keeps the emulator's text filling `screen`, which it draws into: watches the sizes of both, also when another
 * machine brings new elements. The result ends it. See emulator-screen.styles.ts.
 */
export function fitEmulatorScreen(screen: HTMLElement): () => void {
  let text: HTMLElement | null = null;

  const fit = (): void => {
    if (!text || text.offsetWidth === 0 || text.offsetHeight === 0) return;
    const margin = Math.round(screen.clientWidth * marginShare);
    const set = (name: string, value: string): void => screen.style.setProperty(name, value);
    set("--screen-margin", `${margin}px`);
    set("--screen-scale-x", String((screen.clientWidth - 2 * margin) / text.offsetWidth));
    set("--screen-scale-y", String((screen.clientHeight - 2 * margin) / text.offsetHeight));
  };
  const sizes = new ResizeObserver(fit);
  const find = (): void => {
    sizes.disconnect();
    text = screen.querySelector("canvas")?.parentElement?.querySelector<HTMLElement>(":scope > div") ?? null;
    sizes.observe(screen);
    if (text) sizes.observe(text);
  };
  const children = new MutationObserver(find);
  children.observe(screen, { childList: true });
  find();

  return () => {
    sizes.disconnect();
    children.disconnect();
  };
}
