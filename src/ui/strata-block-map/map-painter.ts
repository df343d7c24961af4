import { type LayerAppearance, type PatternName, patternShapes } from "../layer-appearance.ts";
import type { BlockHeat } from "./block-heat.ts";
import { type Colour, context2d, cssColour, mixed, pixelOf, pixelsOf } from "./map-colours.ts";
import type { MapWindow } from "./map-window.ts";

/** CSS pixels from which on a cell shows a pattern, and a letter. */
const PATTERN_WIDTH = 10;
const LETTER_WIDTH = 18;
/** How strong a cell is at least that has something of its layer, so that one block in thousands is seen. */
const FAINTEST = 0.5;
const DIMMED = 0.16;

/** How the cells of one rank are drawn. */
export interface RankStyle {
  readonly colour: Colour;
  readonly appearance: LayerAppearance;
  /** Whether it stands back behind others. */
  readonly isDimmed: boolean;
}

/** What the ground of the map is drawn from. */
export interface MapGround {
  readonly window: MapWindow;
  /** Cells that are within the disk, from the first on. */
  readonly cellCount: number;
  readonly ranks: Uint32Array;
  readonly shares: Float32Array;
  /** Null where nothing is stored. */
  readonly styleOf: (rank: number) => RankStyle | null;
  /** By cell, a colour that lies over it, or null for none at all. */
  readonly overlay: ((cell: number) => RankStyle | null) | null;
  readonly surface: Colour;
  readonly sunken: Colour;
}

/** Draws the map: a ground of cells, painted when it changes, and above it what glows and what is marked. */
export class MapPainter {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #ground = context2d(document.createElement("canvas"));
  /** One pixel a cell. */
  readonly #cells = context2d(document.createElement("canvas"));
  readonly #glow = context2d(document.createElement("canvas"));
  readonly #images = new Map<CanvasRenderingContext2D, ImageData>();
  readonly #patterns = new Map<string, CanvasPattern | null>();
  #pixelRatio = 1;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#context = context2d(canvas);
  }

  /** The size of the map in CSS pixels. */
  resize(width: number, height: number, pixelRatio: number): void {
    this.#pixelRatio = pixelRatio;
    for (const canvas of [this.#canvas, this.#ground.canvas]) {
      canvas.width = Math.max(1, Math.round(width * pixelRatio));
      canvas.height = Math.max(1, Math.round(height * pixelRatio));
    }
    this.#patterns.clear();
  }

  /** The colours have changed. */
  forgetColours(): void {
    this.#patterns.clear();
  }

  paintGround(ground: MapGround): void {
    const { window, surface, sunken } = ground;
    const { columns, rows } = window;
    const image = this.#imageOf(this.#cells, columns, rows);
    const pixels = pixelsOf(image);
    const known = new Map<number, number>();
    const beyond = pixelOf(surface);
    for (let cell = 0; cell < pixels.length; cell++)
      pixels[cell] = cell < ground.cellCount ? groundPixel(ground, cell, known) : beyond;
    this.#cells.putImageData(image, 0, 0);
    const draw = this.#ground;
    const { width, height } = draw.canvas;
    draw.imageSmoothingEnabled = false;
    draw.fillStyle = cssColour(sunken);
    draw.drawImage(this.#cells.canvas, 0, 0, width, height);
    if (width / columns / this.#pixelRatio >= PATTERN_WIDTH) this.#paintLargeCells(ground);
  }

  /** @param marked cells with a ring, by their place in the window. */
  paint(
    window: MapWindow,
    heat: BlockHeat,
    colours: {
      readonly read: Colour;
      readonly written: Colour;
      readonly ring: Colour;
      readonly halo: Colour;
    },
    marked: readonly number[],
  ): void {
    const draw = this.#context;
    const { width, height } = this.#canvas;
    draw.drawImage(this.#ground.canvas, 0, 0);
    if (heat.isWarm) {
      this.#paintGlow(window, heat, colours);
      draw.imageSmoothingEnabled = false;
      draw.drawImage(this.#glow.canvas, 0, 0, width, height);
    }
    for (const cell of marked) {
      const [x, y, w, h] = this.#rectangle(window, cell);
      const line = Math.max(2, 2 * this.#pixelRatio);
      const grown = Math.max(0, (4 * this.#pixelRatio - w) / 2);
      for (const [colour, out] of [
        [colours.halo, line],
        [colours.ring, 0],
      ] as const) {
        draw.strokeStyle = cssColour(colour);
        draw.lineWidth = line;
        const by = out + grown;
        draw.strokeRect(x - by, y - by, w + 2 * by, h + 2 * by);
      }
    }
  }

  /** A picture of one pixel a cell to be filled and put; the canvas is of its size then. */
  #imageOf(target: CanvasRenderingContext2D, columns: number, rows: number): ImageData {
    const known = this.#images.get(target);
    if (known?.width === columns && known.height === rows) return known;
    target.canvas.width = columns;
    target.canvas.height = rows;
    const image = target.createImageData(columns, rows);
    this.#images.set(target, image);
    return image;
  }

  #paintGlow(
    { columns, rows }: MapWindow,
    { reads, writes }: BlockHeat,
    { read, written }: { readonly read: Colour; readonly written: Colour },
  ): void {
    const image = this.#imageOf(this.#glow, columns, rows);
    const pixels = pixelsOf(image);
    const [readPixel, writtenPixel] = [pixelOf(read, 0), pixelOf(written, 0)];
    for (let cell = 0; cell < pixels.length; cell++) {
      const write = writes[cell] as number;
      const strength = Math.max(write, reads[cell] as number);
      const alpha = Math.round(230 * strength);
      pixels[cell] = alpha === 0 ? 0 : ((write > 0 ? writtenPixel : readPixel) | (alpha << 24)) >>> 0;
    }
    this.#glow.putImageData(image, 0, 0);
  }

  #rectangle({ columns, rows }: MapWindow, cell: number): [number, number, number, number] {
    const w = this.#canvas.width / columns;
    const h = this.#canvas.height / rows;
    return [(cell % columns) * w, Math.floor(cell / columns) * h, w, h];
  }

  #paintLargeCells(ground: MapGround): void {
    const draw = this.#ground;
    const { window, surface, sunken } = ground;
    const gap = this.#pixelRatio;
    const cellWidth = this.#canvas.width / window.columns / this.#pixelRatio;
    draw.textAlign = "center";
    draw.textBaseline = "middle";
    const size = Math.min(15, cellWidth * 0.5) * this.#pixelRatio;
    draw.font = `700 ${size}px ui-monospace, "Liberation Mono", monospace`;
    for (let cell = 0; cell < window.columns * window.rows; cell++) {
      const [x, y, w, h] = this.#rectangle(window, cell);
      draw.fillStyle = cssColour(surface);
      draw.fillRect(x, y, w, h);
      if (cell >= ground.cellCount) continue;
      draw.fillStyle = cssColour(sunken);
      draw.fillRect(x, y, w - gap, h - gap);
      const over = ground.overlay?.(cell) ?? null;
      const style = over ?? ground.styleOf(ground.ranks[cell] ?? 0);
      if (style === null) continue;
      const isDimmed = style.isDimmed || (ground.overlay !== null && over === null);
      const strength = isDimmed ? DIMMED : 1;
      const share = over === null ? (ground.shares[cell] ?? 1) : 1;
      draw.fillStyle = cssColour(mixed(surface, style.colour, 0.3 * strength * (FAINTEST + share / 2)));
      draw.fillRect(x, y, w - gap, h - gap);
      const pattern = this.#pattern(style.appearance.pattern, style.colour);
      if (pattern !== null) {
        draw.globalAlpha = strength;
        draw.fillStyle = pattern;
        draw.fillRect(x, y, w - gap, h - gap);
        draw.globalAlpha = 1;
      }
      if (cellWidth < LETTER_WIDTH || isDimmed) continue;
      const sign = style.appearance.sign === "base" && cellWidth < 40 ? "b" : style.appearance.sign;
      draw.lineWidth = size / 3;
      draw.lineJoin = "round";
      draw.strokeStyle = cssColour(surface);
      draw.strokeText(sign, x + w / 2, y + h / 2);
      draw.fillStyle = cssColour(surface[0] > 128 ? [23, 25, 28] : [236, 234, 228]);
      draw.fillText(sign, x + w / 2, y + h / 2);
    }
  }

  #pattern(name: PatternName, colour: Colour): CanvasPattern | null {
    const key = `${name} ${colour.join()}`;
    const known = this.#patterns.get(key);
    if (known !== undefined) return known;
    const { path, isFilled } = patternShapes[name];
    const tile = document.createElement("canvas");
    const scale = 0.75 * this.#pixelRatio;
    tile.width = tile.height = Math.max(1, Math.round(12 * scale));
    const draw = context2d(tile);
    draw.scale(tile.width / 12, tile.height / 12);
    draw.fillStyle = draw.strokeStyle = cssColour(colour);
    draw.lineWidth = 1.6;
    if (isFilled) draw.fill(new Path2D(path));
    else draw.stroke(new Path2D(path));
    const pattern = draw.createPattern(tile, "repeat");
    this.#patterns.set(key, pattern);
    return pattern;
  }
}

function groundPixel(ground: MapGround, cell: number, known: Map<number, number>): number {
  const over = ground.overlay?.(cell) ?? null;
  if (over !== null) return pixelOf(over.colour);
  const rank = ground.ranks[cell] ?? 0;
  // As many shades as the eye tells apart.
  const share = Math.ceil((ground.shares[cell] ?? 1) * 8);
  const key = rank * 16 + share;
  const before = known.get(key);
  if (before !== undefined) return before;
  const style = ground.styleOf(rank);
  const isDimmed = style?.isDimmed === true || ground.overlay !== null;
  const strength = (FAINTEST + ((1 - FAINTEST) * share) / 8) * (isDimmed ? DIMMED : 1);
  const pixel = pixelOf(style === null ? ground.sunken : mixed(ground.surface, style.colour, strength));
  known.set(key, pixel);
  return pixel;
}
