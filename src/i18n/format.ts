import type { Language } from "./language.ts";

/** Numbers as people of one language read them. Sizes are bytes, durations milliseconds. */
export interface Format {
  /** A whole number, grouped. */
  count(value: number): string;
  /** A size in binary units with three significant digits: "3.14 MiB", in French "3,14 Mio". */
  bytes(byteLength: number): string;
  /** A measured time, never more precise than the measurement is good for: "8.2 ms", "140 ms", "4.1 s". */
  duration(ms: number): string;
  /** A time of which nobody counts the small parts: "2 h 5 min", "3 d 4 h", "12 s". */
  span(ms: number): string;
  /** How many times one thing is another, with two significant digits. */
  times(ratio: number): string;
  /** A share between 0 and 1, with two significant digits, as a percentage. */
  share(fraction: number): string;
  /** A moment, as date and time of day. */
  moment(at: number): string;
  /** The day of a moment. */
  day(at: number): string;
  /** A moment of today as a time of day; of another day with its date. */
  shortMoment(at: number, now: number): string;
  /** How long ago: "3 s ago", or "just now". Never in the future. */
  ago(ms: number): string;
}

const byteUnits: Record<Language, readonly string[]> = {
  en: ["B", "KiB", "MiB", "GiB", "TiB"],
  fr: ["o", "Kio", "Mio", "Gio", "Tio"],
};

/** With the seconds in each. */
const spanUnits: Record<Language, readonly (readonly [unit: string, seconds: number])[]> = {
  en: [
    ["d", 86_400],
    ["h", 3600],
    ["min", 60],
    ["s", 1],
  ],
  fr: [
    ["j", 86_400],
    ["h", 3600],
    ["min", 60],
    ["s", 1],
  ],
};

const justNow: Record<Language, string> = { en: "just now", fr: "à l’instant" };

/** Keeps a number and its unit on one line. */
const noBreakSpace = "\u00a0";

const isSameDay = (a: Date, b: Date): boolean => a.toDateString() === b.toDateString();

/** The formats of one language. Costs a few milliseconds: keep the result. */
export function createFormat(language: Language): Format {
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const tenths = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const threeDigits = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 });
  const twoDigits = new Intl.NumberFormat(language, { maximumSignificantDigits: 2 });
  const percent = new Intl.NumberFormat(language, { style: "percent", maximumSignificantDigits: 2 });
  const full = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" });
  const dayAndTime = new Intl.DateTimeFormat(language, {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
  const day = new Intl.DateTimeFormat(language, { dateStyle: "medium" });
  const timeOfDay = new Intl.DateTimeFormat(language, { timeStyle: "medium" });
  // The narrow French style is a bare "-3 s".
  const relative = new Intl.RelativeTimeFormat(language, { style: language === "fr" ? "short" : "narrow" });
  const units = byteUnits[language];

  const bytes = (byteLength: number): string => {
    let value = byteLength;
    let step = 0;
    // From 1023.5 on it would be rounded to 1024.
    while (value >= 1023.5 && step < units.length - 1) {
      value /= 1024;
      step += 1;
    }
    const digits = step === 0 || value >= 999.5 ? whole : threeDigits;
    return `${digits.format(value)}${noBreakSpace}${units[step] ?? ""}`;
  };

  const duration = (ms: number): string => {
    if (ms > 0 && ms < 0.05) return `<${noBreakSpace}${tenths.format(0.1)}${noBreakSpace}ms`;
    if (ms < 99.95) return `${tenths.format(ms < 10 ? ms : Math.round(ms))}${noBreakSpace}ms`;
    if (ms < 999.5) return `${whole.format(ms)}${noBreakSpace}ms`;
    if (ms < 59_950) return `${tenths.format(ms / 1000)}${noBreakSpace}s`;
    const seconds = Math.round(ms / 1000);
    return `${whole.format(Math.floor(seconds / 60))}${noBreakSpace}min ${seconds % 60}${noBreakSpace}s`;
  };

  const span = (ms: number): string => {
    let value = Math.round(ms / 1000);
    const parts: string[] = [];
    for (const [unit, size] of spanUnits[language]) {
      const count = Math.floor(value / size);
      value %= size;
      if (count > 0 || parts.length > 0) parts.push(`${whole.format(count)}${noBreakSpace}${unit}`);
    }
    return parts.slice(0, 2).join(" ") || `${whole.format(0)}${noBreakSpace}s`;
  };

  const ago = (ms: number): string => {
    const seconds = Math.max(0, Math.round(ms / 1000));
    if (seconds === 0) return justNow[language];
    if (seconds < 60) return relative.format(-seconds, "second");
    if (seconds < 3600) return relative.format(-Math.floor(seconds / 60), "minute");
    if (seconds < 86_400) return relative.format(-Math.floor(seconds / 3600), "hour");
    return relative.format(-Math.floor(seconds / 86_400), "day");
  };

  return {
    count: (value) => whole.format(value),
    bytes,
    duration,
    span,
    times: (ratio) => twoDigits.format(ratio),
    share: (fraction) => percent.format(fraction),
    moment: (at) => full.format(at),
    day: (at) => day.format(at),
    shortMoment: (at, now) => (isSameDay(new Date(at), new Date(now)) ? timeOfDay : dayAndTime).format(at),
    ago,
  };
}
