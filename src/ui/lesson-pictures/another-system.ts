import { html, svg } from "lit";
import type { Language } from "../../i18n/language.ts";
import { lessonTextOf } from "../../i18n/lessons/lesson-locale.ts";
import { appearanceOf, patternDefinition } from "../layer-appearance.ts";
import type { LessonPicture } from "./lesson-picture.ts";

interface Words {
  readonly active: string;
  readonly limit: (blocks: string) => string;
  readonly holds: (blocks: string, share: string) => string;
  readonly linux: string;
  readonly below: string;
}

const words: Readonly<Record<Language, Words>> = {
  en: {
    active: "active layer",
    limit: (blocks) => `the disk has ${blocks}`,
    holds: (blocks, share) => `${blocks}, ${share} of the disk`,
    linux: "Linux",
    below: "frozen below",
  },
  fr: {
    active: "couche active",
    limit: (blocks) => `le disque a ${blocks}`,
    holds: (blocks, share) => `${blocks}, ${share} du disque`,
    linux: "Linux",
    below: "figé dessous",
  },
};

const WIDTH = 360;

/** The gauge of the active layer, which ends at the disk's size; below it what it hides. */
export const picture: LessonPicture = ({ lesson, host, locale }) => {
  const text = words[locale.language];
  const { blocks } = lessonTextOf(locale.language).lesson;
  const { format } = locale;
  const quantity = (value: number): string => blocks({ value, shown: format.count(value) });
  const active = host.layers.at(-1);
  const held = active?.blockCount ?? 0;
  const share = host.disk.blockCount === 0 ? 0 : held / host.disk.blockCount;
  const sign = lesson.marks["linux"] ?? null;
  const frozen = appearanceOf({ sign: sign ?? "A", kind: "frozen" });
  const shownShare = format.share(share);
  return {
    drawing: html`<svg viewBox="0 0 400 142" aria-hidden="true">
      <defs>${patternDefinition("system-linux", frozen)}</defs>
      <text x="0" y="14">${text.active}</text>
      <text class="number soft" x=${WIDTH} y="14">${text.limit(quantity(host.disk.blockCount))}</text>
      <rect class="row" x="0.5" y="22" width=${WIDTH} height="34" rx="4" />
      <rect x="2" y="24" width=${Math.max(share === 0 ? 0 : 1, share * (WIDTH - 3))} height="30" rx="3" fill="var(--layer-active)" />
      <path class="arrow dashed" d="M${WIDTH + 0.5} 18v44" />
      <text class="numbers" x="0" y="74">${text.holds(quantity(held), shownShare)}</text>
      ${
        sign === null
          ? null
          : svg`<rect x="0.5" y="92" width=${WIDTH} height="34" rx="4" fill="url(#system-linux)"
                stroke=${frozen.colour} stroke-width="1.5" />
              <rect x="10" y="99" width="150" height="20" rx="3" fill="var(--surface)" />
              <text class="bold machine" x="18" y="113">${sign}</text>
              <text x="36" y="113">${text.linux}, ${text.below}</text>`
      }
    </svg>`,
    words: [
      `${text.active}: ${text.holds(quantity(held), shownShare)}`,
      text.limit(quantity(host.disk.blockCount)),
      ...(sign === null ? [] : [`${sign}: ${text.linux}, ${text.below}`]),
    ],
  };
};
