import { describe, expect, test } from "vitest";
import { localeOf } from "../../src/i18n/locale.ts";
import { briefTime } from "../../src/ui/brief-time.ts";
import { blockNumber } from "../../src/ui/strata-block-inspector/block-number.ts";
import { hexDump } from "../../src/ui/strata-block-inspector/hex-dump.ts";
import { BlockHeat } from "../../src/ui/strata-block-map/block-heat.ts";
import { overlayCells } from "../../src/ui/strata-block-map/block-overlay.ts";
import {
  blocksSeen,
  windowAround,
  windowAt,
  windowWith,
  type ZoomStep,
  zoomSteps,
} from "../../src/ui/strata-block-map/map-window.ts";
import { walkSteps } from "../../src/ui/strata-block-walk/walk-steps.ts";

const first = (steps: readonly ZoomStep[]): ZoomStep => steps[0] as ZoomStep;

describe("the zoom of the map", () => {
  test.each([1, 40, 1000, 65_536, 100_000, 2 ** 24])(
    "B1: goes from the whole disk of %i blocks to one block, each step within the one before",
    (blockCount) => {
      const steps = zoomSteps(blockCount, 128);
      const { columns, rows, level } = first(steps);
      expect(columns * rows * 2 ** level).toBeGreaterThanOrEqual(blockCount);
      expect(steps.at(-1)).toEqual({ level: 0, columns: 1, rows: 1 });
      for (const [index, step] of steps.slice(1).entries()) {
        const before = steps[index] as ZoomStep;
        const seen = (each: ZoomStep): number => each.columns * each.rows * 2 ** each.level;
        expect([2, 4]).toContain(seen(before) / seen(step));
      }
      expect(blocksSeen(windowAt(first(steps), 5, blockCount), blockCount)).toEqual({
        first: 0,
        count: blockCount,
      });
    },
  );

  test("B1: at every step any block can be brought into sight, and the window stays within the disk", () => {
    const blockCount = 65_536;
    for (const step of zoomSteps(blockCount, 128)) {
      for (const block of [0, 1, 4711, 65_535]) {
        for (const window of [
          windowAround(step, block, blockCount),
          windowWith(windowAt(step, 0, blockCount), block, blockCount),
        ]) {
          const seen = blocksSeen(window, blockCount);
          expect(block).toBeGreaterThanOrEqual(seen.first);
          expect(block).toBeLessThan(seen.first + seen.count);
          expect(window.firstRow).toBeGreaterThanOrEqual(0);
        }
      }
    }
  });
});

describe("what glows on the map", () => {
  test("lights up, fades in its time, and is cold then", () => {
    const heat = new BlockHeat();
    heat.reset(10);
    heat.touch(true, 2, 4);
    heat.touch(false, -5, 0);
    heat.touch(false, 9, 50);
    expect([...heat.writes]).toEqual([0, 0, 1, 1, 1, 0, 0, 0, 0, 0]);
    expect([...heat.reads]).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    heat.cool(450);
    expect(heat.writes[3]).toBeCloseTo(0.5, 5);
    expect(heat.isWarm).toBe(true);
    heat.cool(500);
    expect(heat.isWarm).toBe(false);
    expect([...heat.writes, ...heat.reads].every((each) => each === 0)).toBe(true);
  });

  test("stays as it is where motion is unwelcome, until it is cleared", () => {
    const heat = new BlockHeat();
    heat.isStatic = true;
    heat.reset(3);
    heat.touch(false, 1, 1);
    heat.cool(10_000);
    expect([...heat.reads]).toEqual([0, 1, 0]);
    heat.reset(3);
    expect([...heat.reads]).toEqual([0, 0, 0]);
  });
});

test("an overlay's runs are cells of the window, the first class over the second", () => {
  const run = (block: number, count: number, drive = 0) => ({ drive, first: block, count });
  const cells = overlayCells(
    [
      { label: "one", runs: [run(16, 1), run(1000, 5), run(40, 1, 1), run(0, 0)] },
      { label: "other", runs: [run(8, 16)] },
    ],
    0,
    { firstCell: 1, cellCount: 4, level: 3 },
  );
  expect([...cells]).toEqual([2, 1, 0, 0]);
});

describe("one block", () => {
  test("a number is understood as people write it, and nothing else is taken for one", () => {
    expect(["100", " 1,234 ", "1\u202f234", "0x40"].map(blockNumber)).toEqual([100, 1234, 1234, 64]);
    expect(["", "-1", "1.5", "abc", "1e3", "99999999999999999999"].map(blockNumber)).toEqual(
      Array(6).fill(null),
    );
  });

  test("bytes are shown as digits and as text", () => {
    const bytes = new Uint8Array([...new TextEncoder().encode("Strata!"), 0, 255, 127, 65]);
    expect(hexDump(bytes)).toBe("000  53 74 72 61 74 61 21 00  Strata!.\n008  ff 7f 41                 ..A");
    expect(hexDump(new Uint8Array(4096)).split("\n")).toHaveLength(512);
  });

  test("a time below the clock's steps is told in microseconds", () => {
    expect(briefTime(0.0021, localeOf("en"))).toBe("2.1\u00a0µs");
    expect(briefTime(0.0021, localeOf("fr"))).toBe("2,1\u00a0µs");
    expect(briefTime(3.2, localeOf("en"))).toBe("3.2\u00a0ms");
  });
});

describe("the walk", () => {
  const copy = (held: boolean) => ({
    layer: null,
    bytes: held ? new Uint8Array(4096) : null,
    isWaiting: false,
  });
  const inspection = (...held: readonly boolean[]) => ({
    block: 1,
    drive: 0,
    at: null,
    byteLength: 4096,
    copies: held.map(copy),
    answer: held.includes(true) ? held.indexOf(true) : null,
    read: null,
  });
  const kinds = (...held: readonly boolean[]) => walkSteps(inspection(...held)).map(({ kind }) => kind);

  test("B3: ends at the first layer that has the block, and asks none below", () => {
    expect(kinds(false, false, true, true)).toEqual(["guest", "not-here", "not-here", "here", "answer"]);
    expect(kinds(true, true)).toEqual(["guest", "here", "answer"]);
  });

  test("B3: ends with zeros where nobody has it", () => {
    expect(kinds(false, false)).toEqual(["guest", "not-here", "not-here", "zeros", "answer"]);
    expect(kinds()).toEqual(["guest", "zeros", "answer"]);
  });

  test("of a high stack the layers in the middle are passed together", () => {
    const steps = walkSteps(inspection(...Array(1000).fill(false), true));
    expect(steps).toHaveLength(12);
    expect(steps[6]).toEqual({ kind: "passed", count: 992 });
    expect(steps.at(-2)?.kind).toBe("here");
  });
});
