import { html, type SVGTemplateResult, svg } from "lit";
import type { Language } from "../../i18n/language.ts";
import { lessonTextOf } from "../../i18n/lessons/lesson-locale.ts";
import type { LayerView } from "../../lab/view-model.ts";
import { appearanceOf, patternDefinition } from "../layer-appearance.ts";
import { hasPassed, type LessonPicture } from "./lesson-picture.ts";

const words: Readonly<
  Record<
    Language,
    {
      readonly active: string;
      readonly frozen: string;
      readonly base: string;
      readonly write: string;
      readonly copied: string;
      readonly empty: string;
      readonly block: (number: string) => string;
      readonly layer: (sign: string, blocks: string) => string;
      readonly holds: (sign: string, block: string) => string;
    }
  >
> = {
  en: {
    active: "active",
    frozen: "frozen",
    base: "base image",
    write: "write",
    copied: "copied up",
    empty: "empty",
    block: (number) => `block ${number}`,
    layer: (sign, blocks) => `Layer ${sign}: ${blocks}`,
    holds: (sign, block) => `Layer ${sign} holds block ${block}.`,
  },
  fr: {
    active: "active",
    frozen: "figée",
    base: "image de base",
    write: "écriture",
    copied: "recopie",
    empty: "vide",
    block: (number) => `bloc ${number}`,
    layer: (sign, blocks) => `Couche ${sign}\u00a0: ${blocks}`,
    holds: (sign, block) => `La couche ${sign} contient le bloc ${block}.`,
  },
};

const ROW_HEIGHT = 38;
/** Room for the arrows of writes. */
const TOP = 18;
const CELL_WIDTH = 22;
const CELL_COUNT = 9;
const LEFT = 84;
/** Cells that stand for the two blocks of the exercise. */
const BLOCK_CELL = 2;
const OTHER_CELL = 6;

/** The stack with two blocks of the disk: which layer holds them, and where a write goes. */
export const picture: LessonPicture = ({ lesson, host, locale }) => {
  const text = words[locale.language];
  const { blocks } = lessonTextOf(locale.language).lesson;
  const { block = "", other = "" } = lesson.variables;
  const isBack = hasPassed(lesson, "underneath/as-before");
  const isWritten = hasPassed(lesson, "one-block/went-up") && !isBack;
  const isCopied = hasPassed(lesson, "ten-bytes/in-place") && !isBack;
  // Base image, what the exercise was prepared with, and all above it: at most four rows tell the story.
  const shown = host.layers.length > 4 ? [...host.layers.slice(0, 1), ...host.layers.slice(-3)] : host.layers;
  const startSign = lesson.marks["start"];
  const rows = shown.toReversed();
  const holds = (layer: LayerView): readonly number[] => [
    ...(layer.kind === "active" && isWritten ? [BLOCK_CELL] : []),
    ...(layer.sign === startSign || (layer.kind === "active" && isCopied) ? [OTHER_CELL] : []),
  ];
  const height = rows.length * ROW_HEIGHT + TOP + 20;
  const count = (layer: LayerView): string =>
    blocks({ value: layer.blockCount, shown: locale.format.count(layer.blockCount) });
  return {
    drawing: html`<svg viewBox="0 0 400 ${height}" aria-hidden="true">
      <defs>${rows.map((layer) => patternDefinition(`up-${layer.sign}`, appearanceOf(layer)))}</defs>
      ${rows.map((layer, index) => row(layer, index, holds(layer), { text, count: count(layer) }))}
      ${labels(rows.length, { block: text.block(block), other: text.block(other) })}
      ${isWritten ? arrow(BLOCK_CELL, text.write) : null} ${isCopied ? arrow(OTHER_CELL, text.copied) : null}
    </svg>`,
    words: rows.flatMap((layer) => [
      `${text.layer(layer.sign, count(layer))}.`,
      ...holds(layer).map((cell) => text.holds(layer.sign, cell === BLOCK_CELL ? block : other)),
    ]),
  };
};

function row(
  layer: LayerView,
  index: number,
  held: readonly number[],
  { text, count }: { readonly text: (typeof words)["en"]; readonly count: string },
): SVGTemplateResult {
  const { colour } = appearanceOf(layer);
  const y = TOP + index * ROW_HEIGHT;
  const kind = layer.kind === "base" ? text.base : layer.kind === "active" ? text.active : text.frozen;
  return svg`<g>
    <rect class="row" x="0.5" y=${y} width="399" height=${ROW_HEIGHT - 6} rx="4"
      style=${layer.kind === "active" ? `stroke:${colour};stroke-width:1.5` : ""} />
    <text class="bold machine" x="10" y=${y + 20}>${layer.kind === "base" ? "" : layer.sign}</text>
    <text class="soft" x=${layer.kind === "base" ? 10 : 30} y=${y + 20}>${kind}</text>
    ${Array.from({ length: CELL_COUNT }, (_, cell) => {
      const isHeld = held.includes(cell);
      const x = LEFT + 14 + cell * CELL_WIDTH;
      return svg`<rect class="cell" x=${x} y=${y + 6} width=${CELL_WIDTH - 4} height=${ROW_HEIGHT - 18} rx="2" />
        ${
          isHeld
            ? svg`<rect class=${layer.kind === "active" ? "falling" : ""} x=${x} y=${y + 6} width=${CELL_WIDTH - 4}
                height=${ROW_HEIGHT - 18} rx="2" fill="url(#up-${layer.sign})" stroke=${colour} stroke-width="1.5" />`
            : null
        }`;
    })}
    <text class="number soft" x="390" y=${y + 20}>${layer.blockCount === 0 ? text.empty : count}</text>
  </g>`;
}

const middleOf = (cell: number): number => LEFT + 14 + cell * CELL_WIDTH + (CELL_WIDTH - 4) / 2;

const labels = (
  rowCount: number,
  { block, other }: { readonly block: string; readonly other: string },
): SVGTemplateResult => svg`
  <text class="middle soft" x=${middleOf(BLOCK_CELL)} y=${rowCount * ROW_HEIGHT + TOP + 10}>${block}</text>
  <text class="middle soft" x=${middleOf(OTHER_CELL)} y=${rowCount * ROW_HEIGHT + TOP + 10}>${other}</text>`;

/** From the guest above the stack into the active layer. */
const arrow = (cell: number, label: string): SVGTemplateResult => svg`<g>
  <path class="arrow" d="M${middleOf(cell)} 2v14" />
  <path class="tip" d="M${middleOf(cell) - 4} 14h8l-4 7z" />
  <text x=${middleOf(cell) + 8} y="11">${label}</text>
</g>`;
