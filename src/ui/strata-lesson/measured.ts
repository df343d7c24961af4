import { lessonTextOf } from "../../i18n/lessons/lesson-locale.ts";
import type { Locale } from "../../i18n/locale.ts";
import type { Scalar, Unit } from "../../lessons/view-model.ts";

/** A measured value as people read it. */
export function showMeasured(value: Scalar | null, unit: Unit, { language, format }: Locale): string {
  const text = lessonTextOf(language).lesson;
  if (value === null) return text.unknown;
  const number = Number(value);
  if (unit === "text" || !Number.isFinite(number)) return String(value);
  switch (unit) {
    case "bytes":
      return format.bytes(number);
    case "ms":
      return format.duration(number);
    case "times":
      return `${format.times(number)}\u00a0×`;
    case "blocks":
      return text.blocks({ value: number, shown: format.count(number) });
    case "count":
      return format.count(number);
  }
}
