/** Red, green and blue, 0 to 255 each. */
export type Colour = readonly [red: number, green: number, blue: number];

let scratch: CanvasRenderingContext2D | null = null;

/** The numbers of CSS colours as `host` resolves them now: its theme counts, and its custom properties. */
export function resolveColours(host: HTMLElement, colours: readonly string[]): Colour[] {
  const probe = document.createElement("span");
  probe.hidden = true;
  (host.shadowRoot ?? host).append(probe);
  const styles = getComputedStyle(probe);
  scratch ??= context2d(document.createElement("canvas"), { willReadFrequently: true });
  const draw = scratch;
  const resolved = colours.map((colour): Colour => {
    probe.style.color = colour;
    draw.fillStyle = styles.color;
    draw.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = draw.getImageData(0, 0, 1, 1).data;
    return [red, green, blue];
  });
  probe.remove();
  return resolved;
}

/** `colour` over `ground`, as strong as `strength` says, 0 to 1. */
export const mixed = (ground: Colour, colour: Colour, strength: number): Colour => [
  ground[0] + (colour[0] - ground[0]) * strength,
  ground[1] + (colour[1] - ground[1]) * strength,
  ground[2] + (colour[2] - ground[2]) * strength,
];

/** A pixel of an ImageData as one number: browsers run on little endian machines alone. */
export const pixelOf = ([red, green, blue]: Colour, alpha = 255): number =>
  ((alpha << 24) | (Math.round(blue) << 16) | (Math.round(green) << 8) | Math.round(red)) >>> 0;

/** The pixels of an image, each as one number. */
export const pixelsOf = (image: ImageData): Uint32Array => new Uint32Array(image.data.buffer);

export const cssColour = ([red, green, blue]: Colour, alpha = 1): string =>
  `rgb(${Math.round(red)} ${Math.round(green)} ${Math.round(blue)} / ${alpha})`;

/** The drawing context of a canvas. Throws where the browser has none. */
export function context2d(
  canvas: HTMLCanvasElement,
  options?: CanvasRenderingContext2DSettings,
): CanvasRenderingContext2D {
  const context = canvas.getContext("2d", options);
  if (context === null) throw new Error("Draw the map: no drawing context, wanted a 2D one");
  return context;
}
