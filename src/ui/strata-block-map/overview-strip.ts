import type { DiskPort } from "../disk-port.ts";
import { type Colour, context2d, mixed } from "./map-colours.ts";
import type { RankStyle } from "./map-painter.ts";

/** Cells of the strip, at most; each is a pixel of it. */
const CELL_COUNT = 256;
/** How strong a cell is at least that has anything. */
const FAINTEST = 0.5;

/** What the strip is painted from. */
interface Strip {
  readonly port: DiskPort;
  readonly drive: number;
  readonly blockCount: number;
  readonly styleOf: (rank: number) => RankStyle | null;
  readonly surface: Colour;
  readonly sunken: Colour;
}

/** Paints the whole disk as one row of cells into `canvas`. */
export function paintStrip(canvas: HTMLCanvasElement, strip: Strip): void {
  const level = Math.max(0, Math.ceil(Math.log2(Math.max(1, strip.blockCount) / CELL_COUNT)));
  const cellCount = Math.max(1, Math.ceil(strip.blockCount / 2 ** level));
  const cells = { ranks: new Uint32Array(cellCount), shares: new Float32Array(cellCount) };
  strip.port.map.read(strip.drive, level, 0, cells);
  if (canvas.width !== cellCount) canvas.width = cellCount;
  if (canvas.height !== 1) canvas.height = 1;
  const draw = context2d(canvas);
  const image = draw.createImageData(cellCount, 1);
  for (let cell = 0; cell < cellCount; cell++) {
    const style = strip.styleOf(cells.ranks[cell] ?? 0);
    const strength = FAINTEST + (1 - FAINTEST) * (cells.shares[cell] ?? 0);
    const colour = style === null ? strip.sunken : mixed(strip.surface, style.colour, strength);
    image.data.set([colour[0], colour[1], colour[2], 255], cell * 4);
  }
  draw.putImageData(image, 0, 0);
}
