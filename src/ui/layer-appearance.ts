import { css, html, type SVGTemplateResult, svg, type TemplateResult } from "lit";
import type { LayerView } from "../lab/view-model.ts";

const hueCount = 8;

/** How a layer is drawn everywhere: a colour, a pattern and a short sign, each enough to know it by. */
export interface LayerAppearance {
  readonly sign: string;
  /** A CSS colour. */
  readonly colour: string;
  readonly pattern: PatternName;
}

/** The sign of a layer that another machine's snapshot froze. */
const foreignSign = "·";

export type PatternName =
  | "bricks"
  | "rising"
  | "dots"
  | "level"
  | "crossed"
  | "upright"
  | "falling"
  | "zigzag"
  | "squares"
  | "plain";

const patterns: readonly PatternName[] = [
  "rising",
  "dots",
  "level",
  "crossed",
  "upright",
  "falling",
  "zigzag",
  "squares",
];

/** The place of a sign in the series A to Z, A2 to Z2 …: A is 0, Z 25, A2 26. Other signs give null. */
export function signIndex(sign: string): number | null {
  const [, letter, round] = /^([A-Z])([1-9]\d*)?$/.exec(sign) ?? [];
  if (letter === undefined) return null;
  return letter.charCodeAt(0) - 65 + 26 * (Number(round ?? 1) - 1);
}

/**
 * The appearance of a layer follows from its sign alone, so that it keeps it for life. After eight layers the
 * colours come again, each with another pattern.
 */
export function appearanceOf(layer: Pick<LayerView, "sign" | "kind">): LayerAppearance {
  if (layer.kind === "base") return { sign: layer.sign, colour: "var(--layer-base)", pattern: "bricks" };
  // Below a clone: as old as a base image to it, and of no series of its own.
  if (layer.sign === foreignSign) return { sign: layer.sign, colour: "var(--layer-base)", pattern: "plain" };
  const index = signIndex(layer.sign);
  if (index === null) return { sign: layer.sign, colour: "var(--layer-active)", pattern: "plain" };
  const round = Math.floor(index / hueCount);
  return {
    sign: layer.sign,
    colour: `var(--layer-${index % hueCount})`,
    pattern: patterns[(index + round * 3) % patterns.length] ?? "plain",
  };
}

/** What a pattern's tile of 12 by 12 shows: a path, filled or drawn as a line. */
export interface PatternShape {
  readonly path: string;
  readonly isFilled: boolean;
}

const lines = (path: string): PatternShape => ({ path, isFilled: false });
const areas = (path: string): PatternShape => ({ path, isFilled: true });

export const patternShapes: Record<PatternName, PatternShape> = {
  bricks: lines("M0 .5h12M0 6.5h12M3 .5v6M9 6.5v6"),
  rising: lines("M-3 3 3 -3M-3 15 15 -3M9 15l6-6M-3 9 9 -3M3 15 15 3"),
  dots: areas("M1.5 3a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0M7.5 9a1.5 1.5 0 1 0 3 0a1.5 1.5 0 1 0-3 0"),
  level: lines("M0 2h12M0 6h12M0 10h12"),
  crossed: lines("M-3 9 9 -3M3 15 15 3M-3 3 9 15M3 -3 15 9"),
  upright: lines("M2 0v12M6 0v12M10 0v12"),
  falling: lines("M-3 9 3 15M-3 -3 15 15M9 -3l6 6M-3 3 9 15M3 -3 15 9"),
  zigzag: lines("m0 4 3-3 3 3 3-3 3 3M0 10l3-3 3 3 3-3 3 3"),
  squares: lines("M2 2h4v4H2zM8 8h3v3H8z"),
  plain: lines(""),
};

const drawing = ({ path, isFilled }: PatternShape): SVGTemplateResult =>
  isFilled
    ? svg`<path d=${path} fill="currentColor" />`
    : svg`<path d=${path} stroke="currentColor" stroke-width="1.6" fill="none" />`;

/** A pattern to refer to by `url(#id)` within the same shadow root. */
export const patternDefinition = (id: string, appearance: LayerAppearance): SVGTemplateResult => svg`
  <pattern id=${id} width="12" height="12" patternUnits="userSpaceOnUse" patternTransform="scale(0.75)"
    style=${`color:${appearance.colour}`}>
    ${drawing(patternShapes[appearance.pattern])}
  </pattern>`;

/** A small swatch of colour, pattern and letter: how other panels refer to a layer. */
export const layerBadge = (id: string, appearance: LayerAppearance): TemplateResult => {
  const width = Math.max(24, 10 + appearance.sign.length * 8);
  return html`<svg class="layer-badge" width=${width} height="20" viewBox="0 0 ${width} 20" aria-hidden="true">
    <defs>${patternDefinition(id, appearance)}</defs>
    <rect x="0.75" y="0.75" width=${width - 1.5} height="18.5" rx="3" fill="var(--surface)" />
    <rect x="0.75" y="0.75" width=${width - 1.5} height="18.5" rx="3" fill="url(#${id})" stroke=${appearance.colour}
      stroke-width="1.5" />
    <text x=${width / 2} y="14.25" text-anchor="middle" class="layer-sign">${appearance.sign}</text>
  </svg>`;
};

export const layerSignStyles = css`
  .layer-badge {
    flex: none;
    vertical-align: -0.3em;
  }

  .layer-sign {
    fill: var(--ink);
    stroke: var(--surface);
    stroke-width: 4px;
    stroke-linejoin: round;
    paint-order: stroke;
    font-family: var(--font-machine);
    font-size: 12px;
    font-weight: 700;
  }
`;
