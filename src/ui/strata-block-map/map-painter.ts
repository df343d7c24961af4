import { type LayerAppearance, type PatternName, patternShapes } from "../layer-appearance.ts";
import type { BlockHeat } from "./block-heat.ts";
import { type Colour, context2d, cssColour, mixed } from "./map-colours.ts";
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
    const image = this.#cells.createImageData(columns, rows);
    const colours = new Map<number, Colour>();
    for (let cell = 0; cell < columns * rows; cell++) {
      const colour = cell < ground.cellCount ? colourOf(ground, cell, colours) : surface;
      image.data.set([colour[0], colour[1], colour[2], 255], cell * 4);
    }
    this.#put(this.#cells, image);
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

  #put(target: CanvasRenderingContext2D, image: ImageData): void {
    if (target.canvas.width !== image.width) target.canvas.width = image.width;
    if (target.canvas.height !== image.height) target.canvas.height = image.height;
    target.putImageData(image, 0, 0);
  }

  #paintGlow(
    { columns, rows }: MapWindow,
    { reads, writes }: BlockHeat,
    { read, written }: { readonly read: Colour; readonly written: Colour },
  ): void {
    const image = this.#glow.createImageData(columns, rows);
    const { data } = image;
    for (let cell = 0; cell < columns * rows; cell++) {
      const write = writes[cell] as number;
      const strength = Math.max(write, reads[cell] as number);
      if (strength === 0) continue;
      const colour = write > 0 ? written : read;
      data[cell * 4] = colour[0];
      data[cell * 4 + 1] = colour[1];
      data[cell * 4 + 2] = colour[2];
      data[cell * 4 + 3] = 230 * strength;
    }
    this.#put(this.#glow, image);
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

function colourOf(ground: MapGround, cell: number, known: Map<number, Colour>): Colour {
  const over = ground.overlay?.(cell) ?? null;
  if (over !== null) return over.colour;
  const rank = ground.ranks[cell] ?? 0;
  // As many shades as the eye tells apart.
  const share = Math.ceil((ground.shares[cell] ?? 1) * 8);
  const key = rank * 16 + share;
  const before = known.get(key);
  if (before !== undefined) return before;
  const style = ground.styleOf(rank);
  const isDimmed = style?.isDimmed === true || ground.overlay !== null;
  const strength = (FAINTEST + ((1 - FAINTEST) * share) / 8) * (isDimmed ? DIMMED : 1);
  const colour = style === null ? ground.sunken : mixed(ground.surface, style.colour, strength);
  known.set(key, colour);
  return colour;
}
