import { RANK_OF_BASE, RANK_OF_FIRST_LAYER } from "../../core/answer-pyramid.ts";
import type { LayerId } from "../../core/identity.ts";
import type { DiskFrame } from "../../lab/disk-map.ts";
import type { LayerView } from "../../lab/view-model.ts";
import type { DiskPort } from "../disk-port.ts";
import { appearanceOf } from "../layer-appearance.ts";
import { isSameStack } from "../strata-block-map/block-canvas.ts";
import {
  type Colour,
  context2d,
  pixelOf,
  pixelsOf,
  resolveColours,
} from "../strata-block-map/map-colours.ts";

/** The little map on a sheet: so many cells, which stand for equal parts of the disk. */
export const SHEET_COLUMNS = 32;
export const SHEET_ROWS = 12;
const CELL_COUNT = SHEET_COLUMNS * SHEET_ROWS;

/** Milliseconds between two pictures of what glows, and for which it glows. */
const STEP_MS = 64;
const GLOW_MS = 900;
/** How strong a part is drawn at least in which the layer has anything. */
const FAINTEST = 0.4;

interface SheetMap {
  readonly density: Float32Array;
  /** 1 for a part that was read or written just now, fading to 0; below 0 the same for a write. */
  readonly heat: Float32Array;
  /** How many blocks the layer had when the density was asked for. */
  blockCount: number;
  /** Whether its picture is as it should be. */
  isPainted: boolean;
}

/**
 * Where on the disk each layer has its blocks, as little maps on the sheets of the stack: those that newer layers hide
 * too. What the guest reads lights up on the sheet that answered, what it writes on the active one.
 */
export class SheetMaps {
  readonly #host: HTMLElement;
  readonly #canvasOf: (layer: LayerId) => HTMLCanvasElement | null;
  readonly #maps = new Map<LayerId, SheetMap>();
  #port: DiskPort | null = null;
  #drive = 0;
  #layers: readonly LayerView[] = [];
  #colours = new Map<LayerId, Colour>();
  #read: Colour = [0, 0, 0];
  #written: Colour = [0, 0, 0];
  #isGlowing = false;
  #frame: number | null = null;
  #paintedAt = 0;
  /** Whether nothing moves: then what is new is only added. */
  isStill = false;

  constructor(host: HTMLElement, canvasOf: (layer: LayerId) => HTMLCanvasElement | null) {
    this.#host = host;
    this.#canvasOf = canvasOf;
  }

  /** These are the sheets now; their canvases are on the page. */
  show(port: DiskPort | null, drive: number, layers: readonly LayerView[]): void {
    const isSame = port === this.#port && drive === this.#drive;
    if (!isSame) this.#maps.clear();
    const isRecoloured = !isSame || !isSameStack(this.#layers, layers);
    this.#port = port;
    this.#drive = drive;
    this.#layers = layers;
    for (const id of [...this.#maps.keys()])
      if (!layers.some((layer) => layer.id === id)) this.#maps.delete(id);
    if (isRecoloured) this.recolour();
    if (port === null || port.map.disks.length === 0) return;
    for (const layer of layers) void this.#measure(port, layer);
  }

  /** The theme may have changed. */
  recolour(): void {
    const colours = resolveColours(this.#host, [
      "var(--read)",
      "var(--ink)",
      ...this.#layers.map((layer) => appearanceOf(layer).colour),
    ]);
    [this.#read = this.#read, this.#written = this.#written] = colours;
    this.#colours = new Map(this.#layers.map(({ id }, index) => [id, colours[index + 2] as Colour]));
    this.repaint();
  }

  handleFrame({ traffic, isRedrawn }: DiskFrame): void {
    const port = this.#port;
    const disk = port?.map.disks[this.#drive];
    if (port === null || disk === undefined) return;
    if (isRedrawn) for (const layer of this.#layers) void this.#measure(port, layer);
    if (traffic.runCount === 0) return;
    const size = disk.blockCount / CELL_COUNT;
    const byRank = port.map.layersByRank;
    const base = this.#layers.find(({ kind }) => kind === "base")?.id;
    for (let run = 0; run < traffic.runCount; run++) {
      const rank = traffic.ranks[run] as number;
      const id = rank === RANK_OF_BASE ? base : byRank[rank - RANK_OF_FIRST_LAYER];
      const map = id === undefined ? undefined : this.#maps.get(id);
      const first = (traffic.firsts[run] as number) - disk.firstBlock;
      if (map === undefined || first < 0 || first >= disk.blockCount) continue;
      const count = traffic.counts[run] as number;
      const isWrite = traffic.kinds[run] !== 0;
      const isNew = isWrite && traffic.earlierRanks[run] !== rank;
      const last = Math.min(CELL_COUNT - 1, Math.floor((first + count - 1) / size));
      for (let cell = Math.floor(first / size); cell <= last; cell++) {
        const blocks = Math.min(first + count, (cell + 1) * size) - Math.max(first, cell * size);
        if (isNew) map.density[cell] = Math.min(1, (map.density[cell] ?? 0) + blocks / size);
        if (!this.isStill) map.heat[cell] = isWrite ? -1 : 1;
      }
      map.isPainted = false;
    }
    this.#isGlowing = !this.isStill;
    this.#paintSoon();
  }

  /** Nothing is painted from now on. */
  stop(): void {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    this.#frame = null;
  }

  /** Asks what the layer holds, unless that is known: the active one is followed write by write. */
  async #measure(port: DiskPort, { id, kind, blockCount }: LayerView): Promise<void> {
    const known = this.#maps.get(id);
    if (known !== undefined && (kind === "active" || known.blockCount === blockCount)) return;
    const map = known ?? {
      density: new Float32Array(CELL_COUNT),
      heat: new Float32Array(CELL_COUNT),
      blockCount,
      isPainted: false,
    };
    map.blockCount = blockCount;
    this.#maps.set(id, map);
    try {
      const density = await port.map.densityOf(kind === "base" ? null : id, this.#drive, CELL_COUNT);
      // What was written meanwhile stays.
      for (let cell = 0; cell < CELL_COUNT; cell++)
        map.density[cell] = Math.max(density[cell] ?? 0, kind === "active" ? (map.density[cell] ?? 0) : 0);
    } catch {
      // A layer that can't be read has no map here; whatever needs it says why.
      this.#maps.delete(id);
    }
    map.isPainted = false;
    this.#paintSoon();
  }

  /** The sheets' canvases, or their colours, are new ones. */
  repaint(): void {
    for (const map of this.#maps.values()) map.isPainted = false;
    this.#paintSoon();
  }

  #paintSoon(): void {
    this.#frame ??= requestAnimationFrame((at) => {
      this.#frame = null;
      const elapsedMs = at - this.#paintedAt;
      if (elapsedMs < STEP_MS) {
        this.#paintSoon();
        return;
      }
      this.#paintedAt = at;
      for (const { id } of this.#layers) this.#paint(id);
      if (this.#isGlowing) this.#cool(Math.min(elapsedMs, 200));
    });
  }

  #paint(id: LayerId): void {
    const canvas = this.#canvasOf(id);
    const map = this.#maps.get(id);
    const colour = this.#colours.get(id);
    if (canvas === null || map === undefined || colour === undefined || map.isPainted) return;
    map.isPainted = true;
    const draw = context2d(canvas);
    const image = draw.createImageData(SHEET_COLUMNS, SHEET_ROWS);
    const pixels = pixelsOf(image);
    const [ground, read, written] = [pixelOf(colour, 0), pixelOf(this.#read, 0), pixelOf(this.#written, 0)];
    for (let cell = 0; cell < CELL_COUNT; cell++) {
      const density = map.density[cell] as number;
      const heat = map.heat[cell] as number;
      const glow = Math.abs(heat);
      const strength = density === 0 ? 0 : FAINTEST + (1 - FAINTEST) * Math.sqrt(density);
      const alpha = Math.round(255 * Math.max(strength, glow));
      pixels[cell] = ((glow > 0.25 ? (heat < 0 ? written : read) : ground) | (alpha << 24)) >>> 0;
    }
    draw.putImageData(image, 0, 0);
  }

  #cool(elapsedMs: number): void {
    let isGlowing = false;
    const loss = elapsedMs / GLOW_MS;
    for (const map of this.#maps.values()) {
      const { heat } = map;
      for (let cell = 0; cell < CELL_COUNT; cell++) {
        const before = heat[cell] as number;
        if (before === 0) continue;
        const after = Math.max(0, Math.abs(before) - loss);
        heat[cell] = before < 0 ? -after : after;
        map.isPainted = false;
        if (after > 0) isGlowing = true;
      }
    }
    this.#isGlowing = isGlowing;
    this.#paintSoon();
  }
}
