import { describe, expect, test } from "vitest";
import { snapshotKin } from "../../src/ui/strata-snapshots/snapshot-kin.ts";
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

describe("snapshotKin", () => {
  const tree = [
    snapshot({ number: 1, name: "root" }),
    snapshot({ number: 2, name: "left", parent: 1 }),
    snapshot({ number: 3, name: "right", parent: 1, isCurrent: true }),
    snapshot({ number: 4, name: "leaf", parent: 2 }),
  ];
  const kinOf = snapshotKin(tree);
  const of = (number: number) => kinOf(snapshot({ number, name: "" }).id);

  test("counts what stands on each layer, the present state included", () => {
    expect([1, 2, 3, 4].map((number) => of(number)?.heirCount)).toEqual([2, 1, 1, 0]);
  });

  test("names all descendants, and knows on which branches the present state is", () => {
    expect(of(1)).toMatchObject({ descendants: ["left", "right", "leaf"], holdsPresent: true });
    expect(of(2)).toMatchObject({ descendants: ["leaf"], holdsPresent: false });
    expect(of(3)).toMatchObject({ descendants: [], holdsPresent: true });
  });

  test("a merge wants a parent on which nothing else stands", () => {
    expect([1, 2, 3, 4].map((number) => of(number)?.mergeObstacle)).toEqual([
      "no-parent",
      "parent-in-use",
      "parent-in-use",
      null,
    ]);
    const underPresent = snapshotKin([
      snapshot({ number: 1, name: "a", isCurrent: true }),
      snapshot({ number: 2, name: "b" }),
    ]);
    expect(underPresent(snapshot({ number: 2, name: "" }).id)?.mergeObstacle).toBe("parent-in-use");
  });

  test("a child of an unknown parent has none", () => {
    const orphan = snapshot({ number: 7, name: "orphan", parent: 99 });
    expect(snapshotKin([orphan])(orphan.id)).toMatchObject({
      parentName: null,
      mergeObstacle: "no-parent",
    });
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
