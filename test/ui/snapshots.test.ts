import { describe, expect, test } from "vitest";
import { snapshotRails } from "../../src/ui/strata-snapshots/snapshot-rails.ts";
import { freeName, nameLengthLimit, suggestedName } from "../../src/ui/strata-snapshots/suggested-name.ts";
import { snapshot } from "./made-up-views.ts";

describe("snapshotRails", () => {
  test("without snapshots the present state stands alone", () => {
    expect(snapshotRails([])).toEqual({
      present: { lane: 0, hasLineAbove: false, hasLineBelow: false, passing: [], joining: [] },
      rows: [],
      laneCount: 1,
    });
  });

  test("a straight line of descent needs one lane", () => {
    const rails = snapshotRails([
      snapshot({ number: 2, name: "b", isCurrent: true }),
      snapshot({ number: 1, name: "a" }),
    ]);
    expect(rails.laneCount).toBe(1);
    expect(rails.present.hasLineBelow).toBe(true);
    expect(rails.rows.map((row) => [row.hasLineAbove, row.hasLineBelow])).toEqual([
      [true, true],
      [true, false],
    ]);
  });

  test("a newer snapshot on another branch gets its own lane and joins at the common parent", () => {
    const rails = snapshotRails([
      snapshot({ number: 3, name: "other", parent: 1 }),
      snapshot({ number: 2, name: "current", parent: 1, isCurrent: true }),
      snapshot({ number: 1, name: "root" }),
    ]);
    expect(rails.laneCount).toBe(2);
    expect(rails.rows[0]).toMatchObject({ lane: 1, hasLineAbove: false, passing: [0] });
    expect(rails.rows[1]).toMatchObject({ lane: 0, hasLineAbove: true, passing: [1] });
    expect(rails.rows[2]).toMatchObject({ lane: 0, joining: [1], hasLineBelow: false });
  });

  test("a child of an unknown parent begins a line of its own", () => {
    const rails = snapshotRails([snapshot({ number: 7, name: "orphan", parent: 99 })]);
    expect(rails.rows[0]?.hasLineBelow).toBe(false);
  });
});

describe("suggested names", () => {
  const name = (number: number) => `Snapshot ${number}`;

  test("follow the count of snapshots", () => {
    expect(suggestedName([], name)).toBe("Snapshot 1");
    expect(suggestedName(["x"], name)).toBe("Snapshot 2");
  });

  test("are never in use", () => {
    expect(suggestedName(["x", "Snapshot 3"], name)).toBe("Snapshot 4");
    expect(freeName(["Before reset"], "Before reset")).toBe("Before reset (2)");
    expect(freeName(["Before reset", "Before reset (2)"], "Before reset")).toBe("Before reset (3)");
  });

  test("are never longer than a snapshot's name may be", () => {
    const long = `Before reverting to ${"x".repeat(80)}`;
    const first = freeName([], long);
    expect(first).toHaveLength(nameLengthLimit);
    const second = freeName([first], long);
    expect(second).toHaveLength(nameLengthLimit);
    expect(second).toMatch(/… \(2\)$/);
  });
});
