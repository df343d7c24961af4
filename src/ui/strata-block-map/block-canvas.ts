// Long because what is seen, what glows and what is painted change together.
import { RANK_OF_BASE, RANK_OF_FIRST_LAYER } from "../../core/answer-pyramid.ts";
import type { LayerId } from "../../core/identity.ts";
import type { DiskFrame } from "../../lab/disk-map.ts";
import type { LayerView } from "../../lab/view-model.ts";
import type { DiskPort } from "../disk-port.ts";
import { appearanceOf, type LayerAppearance } from "../layer-appearance.ts";
import { BlockHeat } from "./block-heat.ts";
import { type BlockOverlay, overlayCells } from "./block-overlay.ts";
import { type Colour, resolveColours } from "./map-colours.ts";
import { MapPainter, type RankStyle } from "./map-painter.ts";
import { firstCellOf, type MapWindow } from "./map-window.ts";
import { paintStrip } from "./overview-strip.ts";

/** Milliseconds between two pictures of what glows: it needs no more, and the guest has the rest of the time. */
const GLOW_STEP_MS = 48;
/** Milliseconds between two pictures of the whole disk. */
const STRIP_STEP_MS = 300;
/** Milliseconds for which a mark stands that does not move. */
const STATIC_MARK_MS = 2000;

/** What the map is drawn from, apart from what the port tells. */
export interface BlockScene {
  readonly port: DiskPort | null;
  readonly drive: number;
  readonly blockCount: number;
  readonly window: MapWindow;
  readonly layers: readonly LayerView[];
  /** The layer that stands out, if any. */
  readonly pointed: LayerId | null;
  readonly hidden: ReadonlySet<LayerId>;
  readonly overlay: BlockOverlay | null;
  /** Blocks with a ring. */
  readonly marked: readonly number[];
}

const overlayAppearances: readonly LayerAppearance[] = [
  { sign: "1", colour: "var(--overlay-first)", pattern: "crossed" },
  { sign: "2", colour: "var(--overlay-second)", pattern: "dots" },
];

const fixedColours = [
  "var(--surface)",
  "var(--sunken)",
  "var(--read)",
  "var(--ink)",
  "var(--focus)",
] as const;

/** The canvas of the block map: keeps the cells that are seen, brings them up to date frame by frame, and paints them. */
export class BlockCanvas {
  readonly heat = new BlockHeat();
  readonly #host: HTMLElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #strip: HTMLCanvasElement;
  readonly #painter: MapPainter;
  #scene: BlockScene | null = null;
  #ranks = new Uint32Array(0);
  #shares = new Float32Array(0);
  #stale = new Uint8Array(0);
  #styles: (RankStyle | null)[] = [];
  #overlayStyles: readonly RankStyle[] = [];
  #overlay: Uint8Array | null = null;
  #fixed: readonly Colour[] = [];
  #frame: number | null = null;
  #lastGlowAt = 0;
  #lastStripAt = 0;
  #isGroundDue = true;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param strip shows the whole disk as one row. */
  constructor(host: HTMLElement, canvas: HTMLCanvasElement, strip: HTMLCanvasElement) {
    this.#host = host;
    this.#canvas = canvas;
    this.#strip = strip;
    this.#painter = new MapPainter(canvas);
  }

  /** Brings the canvas to its size on the page. */
  fit(): void {
    const { clientWidth, clientHeight } = this.#canvas;
    this.#painter.resize(clientWidth, clientHeight, devicePixelRatio);
    this.#groundIsDue();
  }

  /** Shows something else; what is the same as before costs nothing. */
  show(scene: BlockScene): void {
    const before = this.#scene;
    this.#scene = scene;
    const { window, drive, overlay } = scene;
    const { firstRow, level, columns, rows } = window;
    const cellCount = columns * rows;
    const isMoved =
      before === null ||
      before.port !== scene.port ||
      before.drive !== drive ||
      before.blockCount !== scene.blockCount ||
      before.window.firstRow !== firstRow ||
      before.window.level !== level ||
      before.window.columns !== columns;
    if (isMoved) {
      if (this.#ranks.length !== cellCount) {
        this.#ranks = new Uint32Array(cellCount);
        this.#shares = new Float32Array(cellCount);
        this.#stale = new Uint8Array(cellCount);
      }
      this.heat.reset(cellCount);
      this.#readAll();
    }
    if (isMoved || before.overlay !== overlay) {
      const firstCell = firstCellOf(window);
      this.#overlay = overlay === null ? null : overlayCells(overlay, drive, { firstCell, cellCount, level });
    }
    const isRestyled =
      isMoved ||
      before.overlay !== overlay ||
      before.pointed !== scene.pointed ||
      before.hidden !== scene.hidden ||
      !isSameStack(before.layers, scene.layers);
    if (isRestyled) {
      this.#lastStripAt = 0;
      this.#chooseStyles();
      this.#groundIsDue();
    }
    this.#paintSoon();
  }

  /** The theme has changed. */
  recolour(): void {
    this.#painter.forgetColours();
    this.#lastStripAt = 0;
    this.#chooseStyles();
    this.#groundIsDue();
  }

  /** Takes over what the guest has done since the last frame. */
  handleFrame({ traffic, isRedrawn }: DiskFrame): void {
    const scene = this.#scene;
    if (scene?.port == null) return;
    const { window, drive } = scene;
    const firstBlock = scene.port.map.disks[drive]?.firstBlock ?? 0;
    const size = 2 ** window.level;
    const firstCell = firstCellOf(window);
    const cellCount = this.#ranks.length;
    let hasStale = false;
    for (let run = 0; run < traffic.runCount; run++) {
      const block = (traffic.firsts[run] as number) - firstBlock;
      const first = Math.floor(block / size) - firstCell;
      const last = Math.floor((block + (traffic.counts[run] as number) - 1) / size) - firstCell;
      if (last < 0 || first >= cellCount) continue;
      const isWrite = traffic.kinds[run] !== 0;
      this.heat.touch(isWrite, first, last);
      if (!isWrite || traffic.ranks[run] === traffic.earlierRanks[run]) continue;
      hasStale = true;
      this.#stale.fill(1, Math.max(0, first), Math.min(cellCount, last + 1));
    }
    if (isRedrawn || traffic.isCut) {
      if (scene.port.map.layersByRank.length + 1 !== this.#styles.length) this.#chooseStyles();
      this.#readAll();
      this.#groundIsDue();
    } else if (hasStale) {
      this.#readStale();
      this.#groundIsDue();
    }
    if (this.heat.isWarm) this.#glow();
  }

  /** Nothing is painted from now on. */
  stop(): void {
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    this.#frame = null;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #chooseStyles(): void {
    const scene = this.#scene;
    if (scene === null) return;
    const { layers, pointed, hidden } = scene;
    const byId = new Map(layers.map((layer) => [layer.id, layer]));
    const base = layers.find(({ kind }) => kind === "base");
    const shown = [base, ...(scene.port?.map.layersByRank ?? []).map((id) => byId.get(id))];
    const appearances = shown.map((layer) =>
      layer === undefined
        ? { sign: "", colour: "var(--layer-active)", pattern: "plain" as const }
        : appearanceOf(layer),
    );
    const names = [...fixedColours, ...overlayAppearances.map(({ colour }) => colour)];
    const resolved = resolveColours(this.#host, [...names, ...appearances.map(({ colour }) => colour)]);
    this.#fixed = resolved.slice(0, fixedColours.length);
    this.#overlayStyles = overlayAppearances.map((appearance, index) => ({
      appearance,
      colour: resolved[fixedColours.length + index] as Colour,
      isDimmed: false,
    }));
    this.#styles = shown.map((layer, index): RankStyle | null => {
      const appearance = appearances[index];
      const colour = resolved[names.length + index];
      if (appearance === undefined || colour === undefined) return null;
      if (layer !== undefined && hidden.has(layer.id)) return null;
      return { appearance, colour, isDimmed: pointed !== null && layer?.id !== pointed };
    });
  }

  readonly #styleOf = (rank: number): RankStyle | null => {
    if (rank < RANK_OF_BASE) return null;
    // A layer that the page has not heard of yet is the one that takes writes.
    return this.#styles[Math.min(rank - RANK_OF_BASE, this.#styles.length - 1)] ?? null;
  };

  #readAll(): void {
    const scene = this.#scene;
    if (scene?.port == null) return;
    const { window, drive } = scene;
    this.#stale.fill(0);
    scene.port.map.read(drive, window.level, firstCellOf(window), {
      ranks: this.#ranks,
      shares: this.#shares,
    });
  }

  /** Reads the cells again that were written to, neighbours together. */
  #readStale(): void {
    const scene = this.#scene;
    if (scene?.port == null) return;
    const firstCell = firstCellOf(scene.window);
    for (let cell = this.#stale.indexOf(1); cell >= 0; ) {
      let end = cell + 1;
      while (this.#stale[end] === 1) end++;
      this.#stale.fill(0, cell, end);
      scene.port.map.read(scene.drive, scene.window.level, firstCell + cell, {
        ranks: this.#ranks.subarray(cell, end),
        shares: this.#shares.subarray(cell, end),
      });
      cell = this.#stale.indexOf(1, end);
    }
  }

  #groundIsDue(): void {
    this.#isGroundDue = true;
    this.#paintSoon();
  }

  #glow(): void {
    if (this.heat.isStatic) {
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        this.heat.reset(this.#ranks.length);
        this.#paintSoon();
      }, STATIC_MARK_MS);
    }
    this.#paintSoon();
  }

  #paintSoon(): void {
    this.#frame ??= requestAnimationFrame((at) => this.#handleAnimationFrame(at));
  }

  #handleAnimationFrame(at: number): void {
    this.#frame = null;
    const elapsedMs = Math.min(at - this.#lastGlowAt, 200);
    if (elapsedMs < GLOW_STEP_MS) {
      this.#paintSoon();
      return;
    }
    this.#lastGlowAt = at;
    const wasWarm = this.heat.isWarm;
    if (this.#isGroundDue && at - this.#lastStripAt > STRIP_STEP_MS) {
      this.#lastStripAt = at;
      this.#paintStrip();
    }
    this.#paint();
    this.heat.cool(elapsedMs);
    if (wasWarm && !this.heat.isStatic) this.#paintSoon();
  }

  #paintStrip(): void {
    const scene = this.#scene;
    const [surface, sunken] = this.#fixed;
    if (scene?.port == null || surface === undefined || sunken === undefined) return;
    const { port, drive, blockCount } = scene;
    paintStrip(this.#strip, { port, drive, blockCount, styleOf: this.#styleOf, surface, sunken });
  }

  #paint(): void {
    const scene = this.#scene;
    if (scene === null || this.#canvas.width <= 1) return;
    const [surface, sunken, read, ink, focus] = this.#fixed as [Colour, Colour, Colour, Colour, Colour];
    const { window } = scene;
    const firstCell = firstCellOf(window);
    const size = 2 ** window.level;
    if (this.#isGroundDue) {
      this.#isGroundDue = false;
      const overlay = this.#overlay;
      this.#painter.paintGround({
        window,
        cellCount: Math.max(0, Math.ceil(scene.blockCount / size) - firstCell),
        ranks: this.#ranks,
        shares: this.#shares,
        styleOf: this.#styleOf,
        overlay: overlay === null ? null : (cell) => this.#overlayStyles[(overlay[cell] ?? 0) - 1] ?? null,
        surface,
        sunken,
      });
    }
    const marked = scene.marked
      .map((block) => Math.floor(block / size) - firstCell)
      .filter((cell) => cell >= 0 && cell < this.#ranks.length);
    this.#painter.paint(window, this.heat, { read, written: ink, ring: focus, halo: surface }, marked);
  }
}

/** Whether two stacks look the same, however many blocks their layers have. */
export const isSameStack = (one: readonly LayerView[], other: readonly LayerView[]): boolean =>
  one.length === other.length &&
  one.every(({ id, sign, kind }, index) => {
    const layer = other[index];
    return id === layer?.id && sign === layer.sign && kind === layer.kind;
  });

/** The layer that a rank stands for: null for nothing, "base" for the base image. */
export function layerOfRank(port: DiskPort, rank: number): LayerId | "base" | null {
  if (rank < RANK_OF_BASE) return null;
  if (rank === RANK_OF_BASE) return "base";
  return port.map.layersByRank[rank - RANK_OF_FIRST_LAYER] ?? null;
}
