import { beforeEach, describe, expect, test } from "vitest";
import type { ProgressShelf } from "../../src/lessons/lesson-host.ts";
import { LessonRunner } from "../../src/lessons/lesson-runner.ts";
import { readResult } from "../../src/lessons/result-file.ts";
import { resultsCsv } from "../../src/lessons/results-csv.ts";
import { type MadeHost, madeHost } from "./made-host.ts";
import { madeLesson } from "./made-lesson.ts";

let host: MadeHost;
let kept: Map<string, string>;
let now: number;

/** Keeps copies, as a database does. */
const shelf: ProgressShelf = {
  read: async (key) => JSON.parse(kept.get(key) ?? "null"),
  write: async (key, value) => void kept.set(key, JSON.stringify(value)),
};

const open = (seed: number | null = 42, startAt: string | null = null): Promise<LessonRunner> =>
  LessonRunner.open({
    read: madeLesson(),
    host,
    shelf,
    clock: { date: () => ++now, delay: () => new Promise((resolve) => setTimeout(resolve, 1)) },
    names: { machine: "Exercise", start: "Start" },
    seed,
    newSeed: () => 7,
    startAt,
    language: "en",
  });

const passed = (runner: LessonRunner): readonly string[] =>
  runner.view.steps.flatMap((step) =>
    step.goals.filter(({ passedAt }) => passedAt !== null).map(({ id }) => `${step.id}/${id}`),
  );

/** Answers what the second step's solution does: the word lands on the disk. */
function letGuestWrite(runner: LessonRunner): void {
  const { block = "", word = "" } = runner.view.variables;
  host.answers.set(`write ${word} ${block}`, { exitCode: 0, stdout: "" });
  const { exec } = host.machine;
  Object.assign(host.machine, {
    exec: async (command: string) => {
      if (command.startsWith("write ")) host.blocks.set(Number(block), word);
      return exec(command);
    },
  });
}

beforeEach(() => {
  host = madeHost();
  kept = new Map();
  now = 1000;
});

describe("a lesson under way", () => {
  test("K2: nothing has passed untouched; what happens passes the goal, and the prediction meets what was measured", async () => {
    const runner = await open();
    await runner.begin();
    expect(runner.view.phase).toBe("ready");
    expect(await runner.look()).toEqual([]);
    runner.predict("what", "all");
    await host.snapshots.take({ name: "mine" });
    expect(await runner.look()).toEqual(["taken"]);
    const [step] = runner.view.steps;
    expect(step?.predictions[0]).toMatchObject({
      answer: "all",
      outcome: { measured: { value: 0, unit: "blocks" }, right: "nothing", isRight: false },
    });
    // Too late to have known better.
    runner.predict("what", "nothing");
    expect(runner.view.steps[0]?.predictions[0]?.answer).toBe("all");
    runner.close();
  });

  test("a step begins where the one before has ended: what happened there does not count", async () => {
    const runner = await open();
    await runner.begin();
    await runner.next();
    expect(runner.view.current).toBe(0);
    await runner.play({ isDemonstrated: false });
    await runner.next();
    expect(runner.view.current).toBe(1);
    expect(await runner.look()).toEqual([]);
    expect(runner.view.steps[0]).toMatchObject({ state: "passed", isPlayed: true });
    runner.close();
  });

  test("the whole lesson is played, its measures are there, and its result is handed in", async () => {
    const runner = await open();
    await runner.begin();
    letGuestWrite(runner);
    await runner.play({ isDemonstrated: false });
    await runner.next();
    runner.showHint();
    await runner.play({ isDemonstrated: false });
    expect(passed(runner)).toEqual(["freeze/taken", "write/written"]);
    expect(runner.view.finishedAt).not.toBeNull();
    expect(runner.view.steps[1]?.measures["blocks"]).toEqual({ value: 0, unit: "blocks" });
    const result = runner.result(" Ada ");
    expect(readResult(JSON.stringify(result))).toEqual(result);
    expect(resultsCsv([result]).split("\r\n")[1]).toMatch(/^Ada,made,3,42,2,2,1,1,1,2,/);
    runner.close();
  });

  test("a solution that reaches nothing says which goals it left", async () => {
    const runner = await open();
    await runner.begin();
    await runner.play({ isDemonstrated: false });
    await runner.next();
    const { block = "", word = "" } = runner.view.variables;
    host.answers.set(`write ${word} ${block}`, { exitCode: 0, stdout: "" });
    const tick = setInterval(() => {
      now += 5000;
    }, 1);
    await expect(runner.play({ isDemonstrated: false })).rejects.toMatchObject({
      code: "lesson-unsolved",
      details: { step: "write", goals: ["written"] },
    });
    clearInterval(tick);
    expect(runner.view.trouble?.code).toBe("lesson-unsolved");
    runner.close();
  });

  test("K5: another machine that is on stays on, and the lesson waits", async () => {
    host.view = { ...host.view, machine: { ...host.view.machine, state: "running" } };
    const runner = await open();
    await runner.begin();
    expect(runner.view).toMatchObject({ phase: "occupied", occupant: "Mine" });
    expect(host.asked).toEqual([]);
    await expect(runner.play()).rejects.toMatchObject({ code: "machine-busy" });
    await runner.release("Kept");
    expect(host.asked.slice(0, 3)).toEqual(["take Kept", "power-off", "open machine"]);
    expect(runner.view.phase).toBe("ready");
    runner.close();
  });
});

describe("K4: what was done is kept", () => {
  test("another visit goes on where it was, with the same seed", async () => {
    const first = await open();
    await first.begin();
    await first.play({ isDemonstrated: false });
    await first.next();
    const { variables } = first.view;
    first.close();
    await first.kept();
    const second = await open(null);
    await second.begin();
    expect(second.view.current).toBe(1);
    expect(second.view.variables).toEqual(variables);
    expect(passed(second)).toEqual(["freeze/taken"]);
    second.close();
  });

  test("a goal that passed stays passed when the step is begun anew only if all had", async () => {
    const runner = await open();
    await runner.begin();
    letGuestWrite(runner);
    await runner.play({ isDemonstrated: false });
    await runner.restartStep();
    expect(passed(runner)).toEqual(["freeze/taken"]);
    await runner.restartLesson();
    expect(passed(runner)).toEqual([]);
    expect(host.view.snapshots.map(({ id }) => id)).toEqual(["start"]);
    runner.close();
  });

  test("another seed, another version and damage begin anew", async () => {
    const first = await open();
    await first.begin();
    await first.play({ isDemonstrated: false });
    first.close();
    await first.kept();
    const other = await open(43);
    expect(passed(other)).toEqual([]);
    kept.set("made", JSON.stringify({ ...JSON.parse(kept.get("made") ?? "{}"), version: 2 }));
    expect(passed(await open())).toEqual([]);
    kept.set("made", '{"format":1,"goals":7}');
    expect(passed(await open())).toEqual([]);
  });

  test("a link may begin at a later step: those before it are played", async () => {
    const runner = await open(42, "write");
    await runner.begin();
    expect(runner.view.current).toBe(1);
    expect(passed(runner)).toEqual(["freeze/taken"]);
    runner.close();
  });
});

describe("K6: results", () => {
  test("what is none is refused, and a cell that a spreadsheet would run is text", async () => {
    for (const content of ["", "{}", '{"format":"strata-result","version":2}'])
      expect(readResult(content)).toBeNull();
    const runner = await open();
    await runner.begin();
    const result = runner.result('=HYPERLINK("x"),a');
    expect(resultsCsv([result])).toContain(`"'=HYPERLINK(""x""),a",made`);
    runner.close();
  });
});
