import { describe, expect, test } from "vitest";
import { localeOf } from "../../src/i18n/locale.ts";
import { linearScale, logarithmicScale } from "../../src/ui/strata-timing/bar-scale.ts";
import { headline } from "../../src/ui/strata-timing/headline.ts";
import { median, summarize } from "../../src/ui/strata-timing/timing-summary.ts";
import { timingsCsv } from "../../src/ui/strata-timing/timings-csv.ts";
import { timing } from "./made-up-views.ts";

const english = localeOf("en");
const plain = (text: string | null): string | undefined => text?.replaceAll("\u00a0", " ");

const snapshot = timing("snapshot", "Fresh boot", 1, { pauseMs: 12, durableMs: 140, elapsedMs: 139 });
const copy = timing("full-copy", "", 2, { pauseMs: 0, durableMs: 4100, elapsedMs: 4100 });

describe("headline", () => {
  test("nothing is said before a snapshot was measured", () => {
    expect(headline([], english)).toBeNull();
    expect(headline([copy], english)).toBeNull();
  });

  test("a snapshot alone is compared with nothing", () => {
    expect(plain(headline([snapshot], english))).toBe(
      "A snapshot stopped the guest for 12 ms and was durable after 140 ms.",
    );
  });

  test("a copy is compared until durable, with the pause named beside it", () => {
    expect(plain(headline([copy, snapshot], english))).toBe(
      "A snapshot stopped the guest for 12 ms and was durable after 140 ms. Copying the same disk took 4.1 s: 29 times as long, 340 times the pause.",
    );
  });

  test("no pause is claimed for a powered-off machine", () => {
    const off = timing("snapshot", "", 1, { pauseMs: 0, durableMs: 20, elapsedMs: 20 });
    expect(plain(headline([copy, off], english))).toBe(
      "A snapshot of the powered-off machine was durable after 20 ms. Copying the same disk took 4.1 s: 210 times as long.",
    );
  });

  test("a quick copy is not called slow", () => {
    const quick = timing("full-copy", "", 2, { pauseMs: 0, durableMs: 100, elapsedMs: 100 });
    expect(plain(headline([quick, snapshot], english))).toContain(
      "took 100 ms: no longer than the snapshot.",
    );
  });

  test("the copy of allocated blocks never stands for the full one", () => {
    const smart = timing("allocated-copy", "", 2, { durableMs: 600, elapsedMs: 600 });
    expect(plain(headline([smart, snapshot], english))).not.toContain("600");
  });
});

describe("summarize", () => {
  test("the median of an even number lies between the two in the middle", () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([5])).toBe(5);
  });

  test("the newest sample is the latest, and operations come in a fixed order", () => {
    const newer = timing("snapshot", "second", 5, { durableMs: 160, elapsedMs: 100 });
    const summaries = summarize([copy, newer, snapshot]);
    expect(summaries.map(({ operation }) => operation)).toEqual(["snapshot", "full-copy"]);
    expect(summaries[0]?.latest).toBe(newer);
    expect(summaries[0]?.medianMs).toBe(150);
  });
});

describe("scales", () => {
  test("a linear scale keeps proportions", () => {
    const scale = linearScale([41, 4100]);
    expect(scale.share(4100)).toBe(1);
    expect(scale.share(41)).toBeCloseTo(0.01);
  });

  test("a logarithmic scale encloses all durations with powers of ten", () => {
    const scale = logarithmicScale([12, 4100]);
    expect(scale.marks).toEqual([1, 10, 100, 1000, 10_000]);
    expect(scale.share(100)).toBeCloseTo(0.5);
    expect(scale.share(0)).toBe(0);
  });

  test("no durations break no scale", () => {
    expect(linearScale([]).share(0)).toBe(0);
    expect(logarithmicScale([]).share(0)).toBe(0);
  });
});

describe("timingsCsv", () => {
  test("has a header, full precision and one line for each sample", () => {
    const lines = timingsCsv([timing("snapshot", "a", 0, { pauseMs: 12.4375 })]).split("\r\n");
    expect(lines[0]).toBe(
      "at,operation,subject,pause_ms,durable_ms,elapsed_ms,bytes_read,bytes_written,block_count",
    );
    expect(lines[1]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z,snapshot,a,12\.4375,/);
    expect(lines).toHaveLength(3);
  });

  test("quotes separators and disarms formulas in names", () => {
    expect(timingsCsv([timing("revert", 'say "hi", then', 0, {})])).toContain(',"say ""hi"", then",');
    expect(timingsCsv([timing("revert", "=1+1", 0, {})])).toContain(",'=1+1,");
  });
});
