import { describe, expect, test } from "vitest";
import {
  type Arrangement,
  arrange,
  asAtFirst,
  moved,
  withColumn,
  withOpen,
} from "../../src/ui/panels/arrangement.ts";
import type { Panel } from "../../src/ui/panels/panel.ts";
import { placeAddress, readPlace } from "../../src/ui/panels/place.ts";

const panel = (id: string, changes: Partial<Panel> = {}): Panel => ({
  id,
  title: () => id,
  column: "side",
  load: () => Promise.resolve(),
  render: () => {
    throw new Error("not drawn here");
  },
  ...changes,
});

const panels = [
  panel("machine", { column: "centre", isFixed: true }),
  panel("disk"),
  panel("lesson", { column: "lead", isOpenAtFirst: false }),
  panel("timing"),
];

const shown = (arrangement: Arrangement, ...asked: readonly string[]): string =>
  arrange(panels, arrangement, new Set(asked))
    .filter(({ isOpen }) => isOpen)
    .map(({ panel: { id }, column }) => `${id} ${column}`)
    .join(", ");

describe("the arrangement of panels", () => {
  test("is the registry's until a person changes it, and opens what the address asks for (U1)", () => {
    expect(shown(asAtFirst)).toBe("machine centre, disk side, timing side");
    expect(shown(asAtFirst, "lesson")).toBe("machine centre, disk side, lesson lead, timing side");
  });

  test("hides and moves panels, but never the machine (U1)", () => {
    expect(shown(withOpen(asAtFirst, "disk", false))).toBe("machine centre, timing side");
    expect(shown(withOpen(asAtFirst, "machine", false))).toContain("machine");
    expect(shown(withColumn(asAtFirst, "machine", "foot"))).toContain("machine centre");
    expect(shown(withColumn(asAtFirst, "disk", "foot"))).toContain("disk foot");
  });

  test("moves past the next open panel of the column, and no further than its end (U1)", () => {
    const once = moved(asAtFirst, arrange(panels, asAtFirst, new Set()), "disk", 1);
    expect(shown(once)).toBe("machine centre, timing side, disk side");
    expect(moved(once, arrange(panels, once, new Set()), "disk", 1)).toBe(once);
  });

  test("gives a panel that came later its place behind the one before it (U1)", () => {
    expect(shown({ ...asAtFirst, order: ["machine", "timing", "gone", "disk"] }, "lesson")).toBe(
      "machine centre, timing side, disk side, lesson lead",
    );
  });
});

describe("the place in the address", () => {
  const known = ["machine", "lesson"];

  test.each([
    ["#/machine", { panel: "machine", argument: "", query: "", isAlone: false }],
    [
      "#/lesson/who-answers/3?seed=42",
      { panel: "lesson", argument: "who-answers/3", query: "seed=42", isAlone: false },
    ],
    ["#/alone/lesson/caf%C3%A9", { panel: "lesson", argument: "café", query: "", isAlone: true }],
  ] as const)("%s is read, and written the same (U2)", (address, place) => {
    expect(readPlace(address, known)).toEqual(place);
    expect(placeAddress(place)).toBe(address);
  });

  test.each(["", "#", "#/", "#/nothing", "#machine", "#/alone", "#/alone/nothing"])(
    "%j names the whole page (U2)",
    (address) => {
      expect(readPlace(address, known)).toMatchObject({ panel: null, isAlone: false });
    },
  );

  test("what is no address of this page's making is taken as it stands (U2)", () => {
    expect(readPlace("#/lesson/%E0%A4%A", known).argument).toBe("%E0%A4%A");
  });
});
