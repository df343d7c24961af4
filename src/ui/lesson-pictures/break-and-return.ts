import { html, type SVGTemplateResult, svg } from "lit";
import type { Language } from "../../i18n/language.ts";
import { lessonTextOf } from "../../i18n/lessons/lesson-locale.ts";
import { appearanceOf, patternDefinition } from "../layer-appearance.ts";
import { hasPassed, type LessonPicture } from "./lesson-picture.ts";

interface Words {
  readonly past: string;
  readonly present: string;
  readonly memory: string;
  readonly runs: string;
  readonly broken: string;
  readonly dropped: (blocks: string) => string;
  readonly notYet: string;
  readonly above: (blocks: string) => string;
}

const words: Readonly<Record<Language, Words>> = {
  en: {
    past: "your snapshot",
    present: "now",
    memory: "memory",
    runs: "runs",
    broken: "broken",
    dropped: (blocks) => `dropped: ${blocks}`,
    notYet: "no snapshot yet",
    above: (blocks) => `written since: ${blocks}`,
  },
  fr: {
    past: "votre instantané",
    present: "maintenant",
    memory: "mémoire",
    runs: "tourne",
    broken: "détruit",
    dropped: (blocks) => `jeté\u00a0: ${blocks}`,
    notYet: "pas encore d’instantané",
    above: (blocks) => `écrit depuis\u00a0: ${blocks}`,
  },
};

/** Blocks that make the sheet of the active layer look full, on a scale that shows one and thousands. */
const FULL_BLOCK_COUNT = 16_384;

/** The frozen disk below, and on it the sheet with everything that was written since: what a revert drops. */
export const picture: LessonPicture = ({ lesson, host, locale }) => {
  const text = words[locale.language];
  const { blocks } = lessonTextOf(locale.language).lesson;
  const active = host.layers.at(-1);
  const written = active?.blockCount ?? 0;
  const count = blocks({ value: written, shown: locale.format.count(written) });
  const sign = lesson.marks["before"] ?? null;
  const isBroken =
    hasPassed(lesson, "destroy/broken") && !hasPassed(lesson, "return/same-disk") && written > 0;
  const dropped = host.timings.find(
    ({ operation }) => operation === "revert" || operation === "discard",
  )?.cost;
  const wasDropped = written === 0 && dropped !== undefined && sign !== null && dropped.blockCount > 0;
  const droppedText = text.dropped(
    blocks({ value: dropped?.blockCount ?? 0, shown: locale.format.count(dropped?.blockCount ?? 0) }),
  );
  const appearance = appearanceOf({ sign: sign ?? "A", kind: "frozen" });
  const share = written === 0 ? 0 : Math.log(1 + written) / Math.log(1 + FULL_BLOCK_COUNT);
  const state = isBroken ? text.broken : text.runs;
  return {
    drawing: html`<svg viewBox="0 0 400 150" aria-hidden="true">
      <defs>${patternDefinition("back-frozen", appearance)}</defs>
      ${
        sign === null
          ? svg`<rect class="row dashed" x="0.5" y="92" width="270" height="40" rx="4" />
              <text class="soft" x="14" y="116">${text.notYet}</text>`
          : svg`<rect x="0.5" y="92" width="270" height="40" rx="4" fill="url(#back-frozen)"
                stroke=${appearance.colour} stroke-width="1.5" />
              <rect x="10" y="102" width="150" height="20" rx="3" fill="var(--surface)" />
              <text class="bold machine" x="18" y="116">${sign}</text>
              <text x="36" y="116">${text.past}</text>`
      }
      <rect class="row" x="0.5" y="44" width="270" height="40" rx="4" style="stroke:var(--layer-active)" />
      <rect x="2" y="46" width=${Math.min(1, share) * 267} height="36" rx="3" fill=${isBroken ? "var(--danger)" : "var(--layer-active)"} opacity="0.22" />
      <text class="numbers" x="14" y="68">${text.above(count)}</text>
      ${
        wasDropped
          ? svg`<g class="falling"><rect class="row dashed" x="24" y="4" width="230" height="28" rx="4" transform="rotate(-3 140 18)" />
              <text class="soft" x="40" y="22" transform="rotate(-3 140 18)">${droppedText}</text></g>`
          : null
      }
      ${memory({ text, state, isBroken })}
    </svg>`,
    words: [
      sign === null ? text.notYet : `${text.past} (${sign})`,
      text.above(count),
      ...(wasDropped ? [droppedText] : []),
      `${text.present}: ${state}`,
    ],
  };
};

const memory = ({
  text,
  state,
  isBroken,
}: {
  readonly text: Words;
  readonly state: string;
  readonly isBroken: boolean;
}): SVGTemplateResult => svg`
  <rect class="row" x="290.5" y="44" width="109" height="88" rx="4" />
  <text class="soft" x="302" y="64">${text.memory}</text>
  <text class="bold" x="302" y="92" style=${isBroken ? "fill:var(--danger)" : "fill:var(--good)"}>${state}</text>
  <text class="soft" x="302" y="116">${text.present}</text>`;
