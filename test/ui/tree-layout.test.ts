import { describe, expect, test } from "vitest";
import type { SnapshotId } from "../../src/core/identity.ts";
import { linesInView, pointsInView } from "../../src/ui/strata-snapshot-tree/tree-geometry.ts";
import { neighbour, treeLayout } from "../../src/ui/strata-snapshot-tree/tree-layout.ts";
import { Random } from "../support/random.ts";

type Related = Parameters<typeof treeLayout>[0][number];

/** Snapshots by the number of their parent, 0 for none; `current` is the one that the present descends from. */
const tree = (parents: readonly number[], current: number): Related[] =>
  parents.map((parent, index) => ({
    id: `s${index + 1}` as SnapshotId,
    parentId: parent === 0 ? null : (`s${parent}` as SnapshotId),
    isCurrent: index + 1 === current,
  }));

const lanesOf = (related: Related[]): number[] => treeLayout(related).points.map(({ lane }) => lane);

describe("the tree from left to right", () => {
  test("each snapshot has the next column, and the present state the last one", () => {
    const { points } = treeLayout(tree([0, 1, 1], 2));
    expect(points.map(({ column }) => column)).toEqual([1, 2, 3, 4]);
    expect(points.at(-1)).toMatchObject({ id: null, parent: 1, depth: 3 });
    expect(points[0]).toMatchObject({ id: "s1", parent: null, children: [1, 2] });
  });

  test("the oldest child goes on in its parent's lane, others begin lanes of their own", () => {
    expect(lanesOf(tree([0, 1, 2], 3))).toEqual([0, 0, 0, 0]);
    expect(lanesOf(tree([0, 1, 1], 3))).toEqual([0, 0, 1, 1]);
    expect(lanesOf(tree([0, 1, 1, 1, 2], 5))).toEqual([0, 0, 1, 2, 0, 0]);
  });

  test("without a snapshot there is the present state alone", () => {
    expect(treeLayout([])).toEqual({
      points: [{ id: null, column: 1, lane: 0, parent: null, children: [], depth: 1 }],
      laneCount: 1,
    });
  });

  test("no two branches lie over one another, whatever the tree, and a snapshot that is added moves no other", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const random = new Random(seed);
      const parents: number[] = [];
      for (let count = random.between(1, 40); count > 0; count--)
        parents.push(random.oneIn(4) ? random.below(parents.length + 1) : parents.length);
      const current = random.between(1, parents.length);
      const { points, laneCount } = treeLayout(tree(parents, current));
      /** Which branch takes which cell. */
      const taken = new Map<string, number>();
      for (const [index, point] of points.entries()) {
        const parent = point.parent === null ? null : points[point.parent];
        const from = parent?.lane === point.lane ? parent.column : (parent?.column ?? 0) + 0.5;
        for (let column = point.column; column > from; column--) {
          const cell = `${point.lane} ${column}`;
          expect(taken.has(cell), `seed ${seed}: ${cell}`).toBe(false);
          taken.set(cell, index);
        }
        expect(point.lane).toBeLessThan(laneCount);
      }
      const grown = treeLayout(tree([...parents, current], parents.length + 1)).points;
      expect(grown.slice(0, parents.length).map(({ column }) => column)).toEqual(
        points.slice(0, -1).map(({ column }) => column),
      );
    }
  });

  test("arrows go to the parent, to the oldest child, and to the nearest moment of the nearest other branch", () => {
    const layout = treeLayout(tree([0, 1, 1, 3, 1], 2));
    expect(neighbour(layout, 1, "left")).toBe(0);
    expect(neighbour(layout, 0, "left")).toBe(0);
    expect(neighbour(layout, 0, "right")).toBe(1);
    expect(neighbour(layout, 1, "right")).toBe(5);
    expect(neighbour(layout, 1, "down")).toBe(2);
    expect(neighbour(layout, 3, "up")).toBe(1);
    expect(neighbour(layout, 2, "down")).toBe(4);
    expect(neighbour(layout, 5, "up")).toBe(5);
  });

  test("of a thousand snapshots only those near what is seen are drawn", () => {
    const parents = Array.from({ length: 1000 }, (_, index) => index);
    const layout = treeLayout(tree(parents, 1000));
    const seen = pointsInView(layout, { left: 60_000, top: 0, width: 900, height: 400 });
    expect(seen.length).toBeGreaterThan(5);
    expect(seen.length).toBeLessThan(20);
    const lines = linesInView(layout, { left: 60_000, top: 0, width: 900, height: 400 });
    expect(lines.split("M").length - 1).toBeLessThan(20);
    expect(pointsInView(layout, { left: 0, top: 0, width: 900, height: 400 })[0]).toBe(0);
  });
});
