import { beforeEach, describe, expect, test } from "vitest";
import { LessonJudge } from "../../src/lessons/lesson-judge.ts";
import type { LessonEvent, LessonProgress } from "../../src/lessons/lesson-progress.ts";
import { newProgress } from "../../src/lessons/lesson-progress.ts";
import { needsProbe } from "../../src/lessons/needs-probe.ts";
import type { Check } from "../../src/lessons/vocabulary/check.ts";
import { type MadeHost, madeHost } from "./made-host.ts";

let host: MadeHost;
let progress: LessonProgress;
let judge: LessonJudge;

const event = (
  kind: LessonEvent["kind"],
  elapsedMs: number,
  snapshot: string | null = null,
): LessonEvent => ({
  kind,
  subject: "",
  at: 0,
  cost: { elapsedMs, pauseMs: 1, durableMs: 2, bytesRead: 3, bytesWritten: 4, blockCount: 5 },
  snapshot,
});

beforeEach(() => {
  host = madeHost();
  host.view = { ...host.view, machine: { ...host.view.machine, state: "running" } };
  progress = { ...newProgress({ id: "made", version: 1 }, 1, 0), start: "start" as never };
  judge = new LessonJudge(host, new Map([["block", "40"]]), () => progress);
});

const active = { fact: "layer-blocks", layer: "active" } as const;
const unknown: Check = { check: "equal", value: { fact: "recorded", name: "nothing" }, to: 1 };

describe("K2: verdicts", () => {
  test.each<[string, Check, string]>([
    ["equal", { check: "equal", value: active, to: 0 }, "passed"],
    ["different", { check: "different", value: active, to: 0 }, "failed"],
    ["order", { check: "at-most", value: active, than: { fact: "layer-blocks", layer: "base" } }, "passed"],
    ["contains", { check: "contains", value: "a needle", text: "need" }, "passed"],
    ["what was never recorded is unknown", unknown, "unknown"],
    ["nor is its contrary known", { check: "not", of: unknown }, "unknown"],
    ["all with an unknown", { check: "all", of: [{ check: "equal", value: 1, to: 1 }, unknown] }, "unknown"],
    [
      "any of them",
      {
        check: "any",
        of: [
          { check: "equal", value: 1, to: 2 },
          { check: "equal", value: 1, to: 1 },
        ],
      },
      "passed",
    ],
    ["nothing happened", { check: "happened", event: "snapshot" }, "failed"],
    [
      "a layer that is not there",
      { check: "equal", value: { fact: "layer-blocks", layer: "gone" }, to: 0 },
      "unknown",
    ],
    [
      "a guest that does not answer",
      { check: "equal", value: { fact: "guest", command: "x", read: "output", timeoutMs: 100 }, to: "" },
      "unknown",
    ],
  ])("%s", async (_what, check, wanted) => {
    expect(await judge.judge(check)).toBe(wanted);
  });

  test("in `all` nothing behind a check that has not passed is asked for", async () => {
    const probe: Check = {
      check: "equal",
      value: { fact: "guest", command: "x", read: "output", timeoutMs: 100 },
      to: "",
    };
    await judge.judge({ check: "all", of: [{ check: "equal", value: 1, to: 2 }, probe] });
    expect(host.asked).toEqual([]);
  });

  test("events count since the step began, and a mark names the snapshot", async () => {
    const check: Check = { check: "happened", event: "snapshot", mark: "first" };
    progress = { ...progress, events: [event("snapshot", 1, "early")], eventsBefore: 1 };
    expect(await judge.judge(check)).toBe("failed");
    progress = { ...progress, events: [...progress.events, event("snapshot", 1, "late")] };
    expect(await judge.judge(check)).toBe("passed");
    expect(judge.marksOf({ check: "all", of: [check] })).toEqual({ first: "late" });
  });
});

describe("facts", () => {
  const costOf = (pick: "last" | "first" | "median" | "least" | "most", since: "step" | "lesson") =>
    judge.valueOf({ fact: "cost", operation: "revert", of: "elapsedMs", pick, since });

  test("what operations cost", async () => {
    progress = {
      ...progress,
      events: [
        event("revert", 9),
        event("revert", 5),
        event("snapshot", 100),
        event("revert", 1),
        event("revert", 3),
      ],
      eventsBefore: 1,
    };
    expect(await costOf("median", "step")).toBe(3);
    expect(await costOf("median", "lesson")).toBe(4);
    expect(await costOf("last", "step")).toBe(3);
    expect(await costOf("first", "step")).toBe(5);
    expect(await costOf("least", "step")).toBe(1);
    expect(await costOf("most", "lesson")).toBe(9);
  });

  test("the disk: text, and which layer answers", async () => {
    host.blocks.set(40, "needle\u0001");
    const place = { block: "{block}", drive: 0 } as const;
    expect(await judge.valueOf({ fact: "disk-text", ...place, offset: 0, length: 7 })).toBe("needle·");
    expect(await judge.valueOf({ fact: "disk-text", ...place, offset: 3, length: 3 })).toBe("dle");
    expect(await judge.valueOf({ fact: "bytes-not-zero", ...place })).toBe(7);
    expect(await judge.valueOf({ fact: "block-layer", ...place })).toBe("B");
    expect(await judge.valueOf({ fact: "block-layer", block: 41, drive: 0 })).toBe("base");
    expect(await judge.valueOf({ fact: "disk-digest", at: "start" })).toBe("digest of start");
  });

  test("the guest: output, number and exit code", async () => {
    host.answers.set("count", { exitCode: 3, stdout: " 12\n" });
    const ask = (read: "output" | "number" | "exit-code") =>
      judge.valueOf({ fact: "guest", command: "count", read, timeoutMs: 100 });
    expect(await ask("output")).toBe("12");
    expect(await ask("number")).toBe(12);
    expect(await ask("exit-code")).toBe(3);
  });

  test("numbers made of numbers; by zero is unknown", async () => {
    expect(await judge.valueOf({ fact: "sum", of: [1, 2, { fact: "layer-blocks", layer: "start" }] })).toBe(
      10,
    );
    expect(await judge.valueOf({ fact: "difference", of: [10, 2, 3] })).toBe(5);
    expect(await judge.valueOf({ fact: "product", of: [4, 4096] })).toBe(16384);
    expect(await judge.valueOf({ fact: "quotient", of: [1, 0] })).toBeNull();
  });

  test("only what the view does not tell needs a probe", () => {
    expect(needsProbe({ check: "all", of: [{ check: "equal", value: active, to: 0 }] })).toBe(false);
    expect(
      needsProbe({ check: "not", of: { check: "equal", value: { fact: "disk-digest" }, to: "x" } }),
    ).toBe(true);
    expect(needsProbe({ check: "guest-broken" })).toBe(true);
  });
});
