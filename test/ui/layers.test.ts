import { describe, expect, test } from "vitest";
import { appearanceOf, signIndex } from "../../src/ui/layer-appearance.ts";
import { chainNotation } from "../../src/ui/strata-layer-stack/chain-notation.ts";
import { layerChanges } from "../../src/ui/strata-layer-stack/layer-changes.ts";
import { layer } from "./made-up-views.ts";

const base = layer("base", "base", 100);

describe("layerChanges", () => {
  test("the first view drops and lays nothing", () => {
    expect(layerChanges([], [base, layer("A", "active", 0)])).toMatchObject({ dropped: [] });
  });

  test("a snapshot lays a sheet and drops none", () => {
    const active = layer("A", "active", 3);
    const changes = layerChanges(
      [base, active],
      [base, layer("A", "frozen", 3, "s"), layer("B", "active", 0)],
    );
    expect(changes.dropped).toEqual([]);
    expect([...changes.laid]).toEqual(["layer-B"]);
  });

  test("a revert drops the active sheet and lays a blank one", () => {
    const active = layer("B", "active", 9);
    const frozen = layer("A", "frozen", 3, "s");
    const changes = layerChanges([base, frozen, active], [base, frozen, layer("C", "active", 0)]);
    expect(changes.dropped).toEqual([active]);
    expect([...changes.laid]).toEqual(["layer-C"]);
  });

  test("writes make a sheet grow", () => {
    const changes = layerChanges([base, layer("A", "active", 1)], [base, layer("A", "active", 2)]);
    expect([...changes.grown]).toEqual(["layer-A"]);
  });

  test("another base image is another machine: nothing falls", () => {
    const other = { ...base, id: layer("other", "base", 1).id };
    expect(layerChanges([base, layer("A", "active", 1)], [other]).dropped).toEqual([]);
  });
});

test("the notation reads from base to active as in QEMU's documents", () => {
  expect(chainNotation([base, layer("A", "frozen", 1), layer("B", "active", 0)])).toBe(
    "[base] <-- [A] <-- [active]",
  );
});

describe("appearanceOf", () => {
  test("no two of the first 26 layers look the same", () => {
    const looks = Array.from({ length: 26 }, (_, index) => {
      const { colour, pattern } = appearanceOf({ sign: String.fromCharCode(65 + index), kind: "frozen" });
      return `${colour} ${pattern}`;
    });
    expect(new Set(looks).size).toBe(26);
  });

  test("freezing a layer does not change its look", () => {
    expect(appearanceOf({ sign: "C", kind: "active" })).toEqual(appearanceOf({ sign: "C", kind: "frozen" }));
  });

  test("a layer of another machine below a clone looks like none of the series, nor like the base image", () => {
    const foreign = appearanceOf({ sign: "·", kind: "frozen" });
    expect(foreign).not.toEqual({ ...appearanceOf({ sign: "base", kind: "base" }), sign: "·" });
    expect(foreign).not.toEqual({ ...appearanceOf({ sign: "active", kind: "active" }), sign: "·" });
  });

  test("signs count on after Z", () => {
    expect(["A", "Z", "A2", "B3", "base", "active"].map(signIndex)).toEqual([0, 25, 26, 53, null, null]);
  });
});
