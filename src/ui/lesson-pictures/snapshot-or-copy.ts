import { html, type SVGTemplateResult, svg } from "lit";
import type { Language } from "../../i18n/language.ts";
import type { LessonView } from "../../lessons/view-model.ts";
import type { LessonPicture } from "./lesson-picture.ts";

interface Words {
  readonly snapshot: string;
  readonly copy: string;
  readonly size: string;
  readonly nothing: string;
  readonly point: (what: string, size: string, duration: string) => string;
}

const words: Readonly<Record<Language, Words>> = {
  en: {
    snapshot: "snapshot",
    copy: "full copy",
    size: "size of the disk",
    nothing: "nothing measured yet",
    point: (what, size, duration) => `${what}, ${size}: ${duration}`,
  },
  fr: {
    snapshot: "instantané",
    copy: "copie intégrale",
    size: "taille du disque",
    nothing: "rien de mesuré encore",
    point: (what, size, duration) => `${what}, ${size}\u00a0: ${duration}`,
  },
};

const LEFT = 70;
const RIGHT = 330;
const BASE = 120;
const TOP = 18;

interface Series {
  readonly what: "snapshot" | "copy";
  /** Medians in milliseconds: with the small disk, with the large one. */
  readonly values: readonly (number | null)[];
}

/** Medians over the size of the disk: one line rises, one is flat. Points appear when they have been measured. */
export const picture: LessonPicture = ({ lesson, locale }) => {
  const text = words[locale.language];
  const { format } = locale;
  const small = measured(lesson, "snapshots", "disk");
  const large = measured(lesson, "larger", "disk");
  const series: readonly Series[] = [
    { what: "copy", values: [measured(lesson, "copies", "median"), measured(lesson, "again", "copy")] },
    {
      what: "snapshot",
      values: [measured(lesson, "snapshots", "median"), measured(lesson, "again", "snapshot")],
    },
  ];
  const known = series.flatMap(({ values }) => values).filter((value) => value !== null);
  const most = Math.max(1, ...known);
  const sizes = [small, large];
  const x = (index: number): number => (index === 0 ? (LEFT + RIGHT) / 2 : RIGHT);
  const y = (ms: number): number => BASE - (ms / most) * (BASE - TOP);
  return {
    drawing: html`<svg viewBox="0 0 400 150" aria-hidden="true">
      <path class="arrow" d="M${LEFT} ${TOP - 8}V${BASE}H${RIGHT + 40}" style="stroke:var(--line-strong)" />
      ${known.length === 0 ? svg`<text class="soft" x=${LEFT + 16} y="70">${text.nothing}</text>` : null}
      ${known.length === 0 ? null : svg`<text class="number soft" x=${LEFT - 8} y=${TOP + 4}>${format.duration(most)}</text>`}
      <text class="number soft" x=${LEFT - 8} y=${BASE + 4}>0</text>
      ${sizes.map((size, index) => (size === null ? null : svg`<text class="middle soft" x=${x(index)} y="140">${format.bytes(size)}</text>`))}
      <text class="soft" x=${LEFT - 60} y="140">${text.size}</text>
      ${series.map((each) => line(each, { x, y, label: text[each.what], duration: format.duration }))}
    </svg>`,
    words: series.flatMap(({ what, values }) =>
      values.flatMap((value, index) => {
        const size = sizes[index] ?? null;
        return value === null || size === null
          ? []
          : [text.point(text[what], format.bytes(size), format.duration(value))];
      }),
    ),
  };
};

function measured({ steps }: LessonView, step: string, name: string): number | null {
  const value = steps.find(({ id }) => id === step)?.measures[name]?.value ?? null;
  return value === null ? null : Number(value);
}

function line(
  { what, values }: Series,
  {
    x,
    y,
    label,
    duration,
  }: {
    readonly x: (index: number) => number;
    readonly y: (ms: number) => number;
    readonly label: string;
    readonly duration: (ms: number) => string;
  },
): SVGTemplateResult {
  const points = values.flatMap((value, index) => (value === null ? [] : [{ index, value }]));
  const colour = what === "copy" ? "var(--layer-1)" : "var(--layer-0)";
  const path = points
    .map(({ index, value }, at) => `${at === 0 ? "M" : "L"}${x(index)} ${y(value)}`)
    .join("");
  const last = points.at(-1);
  return svg`<g>
    <path d=${path} fill="none" stroke=${colour} stroke-width="2" stroke-dasharray=${what === "copy" ? "none" : "5 3"} />
    ${points.map(({ index, value }) =>
      what === "copy"
        ? svg`<rect x=${x(index) - 4} y=${y(value) - 4} width="8" height="8" fill=${colour} />`
        : svg`<circle cx=${x(index)} cy=${y(value)} r="4.5" fill=${colour} />`,
    )}
    ${
      last === undefined
        ? null
        : svg`<text x=${x(last.index) + 10} y=${y(last.value) - (what === "copy" ? -4 : 8)} class="numbers"
            >${label} ${duration(last.value)}</text>`
    }
  </g>`;
}
