import * as v from "valibot";
import type { MachineId, SnapshotId } from "../core/identity.ts";
import { eventKind } from "./vocabulary/names.ts";

/** A value that was measured or recorded. */
export const scalar = v.union([v.number(), v.string(), v.boolean()]);
export type Scalar = v.InferOutput<typeof scalar>;

const moment = v.number();
const cost = v.object({
  elapsedMs: v.number(),
  pauseMs: v.number(),
  durableMs: v.number(),
  bytesRead: v.number(),
  bytesWritten: v.number(),
  blockCount: v.number(),
});

const event = v.object({
  kind: eventKind,
  /** Name of the snapshot concerned, or the empty string. */
  subject: v.string(),
  at: moment,
  /** What it cost, where it was timed. */
  cost: v.nullable(cost),
  /** The snapshot that was taken, where it is one. */
  snapshot: v.nullable(v.string()),
});
export type LessonEvent = v.InferOutput<typeof event>;

const answer = v.object({
  answer: v.union([v.number(), v.string()]),
  at: moment,
});

const outcome = v.object({ measured: v.nullable(scalar), right: v.nullable(scalar) });

/** Where a learner stands in a lesson, as it is kept in the browser. */
const progress = v.object({
  format: v.literal(1),
  lesson: v.string(),
  version: v.number(),
  seed: v.number(),
  machine: v.nullable(v.string() as unknown as v.GenericSchema<string, MachineId>),
  start: v.nullable(v.string() as unknown as v.GenericSchema<string, SnapshotId>),
  /** Whether the machine was on when it was last seen. */
  isOn: v.boolean(),
  begunAt: moment,
  finishedAt: v.nullable(moment),
  /** The step that is under way, counted from 0. */
  step: v.number(),
  /** How many events there were when it began. */
  eventsBefore: v.number(),
  events: v.array(event),
  /** When each goal passed, by "step/goal". */
  goals: v.record(v.string(), moment),
  predictions: v.record(v.string(), answer),
  /** What was measured beside a prediction, and what is right. */
  outcomes: v.record(v.string(), outcome),
  recorded: v.record(v.string(), scalar),
  marks: v.record(v.string(), v.string() as unknown as v.GenericSchema<string, SnapshotId>),
  /** What the text of a step shows, by "step/measure". */
  measures: v.record(v.string(), scalar),
  /** Hints that were asked for, by step. */
  hints: v.record(v.string(), v.number()),
  /** Steps whose solution was played. */
  played: v.array(v.string()),
});
export type LessonProgress = v.InferOutput<typeof progress>;

/** Where everybody begins. */
export const newProgress = (
  lesson: { readonly id: string; readonly version: number },
  seed: number,
  at: number,
): LessonProgress => ({
  format: 1,
  lesson: lesson.id,
  version: lesson.version,
  seed,
  machine: null,
  start: null,
  isOn: true,
  begunAt: at,
  finishedAt: null,
  step: 0,
  eventsBefore: 0,
  events: [],
  goals: {},
  predictions: {},
  outcomes: {},
  recorded: {},
  marks: {},
  measures: {},
  hints: {},
  played: [],
});

/** Progress as it was kept; null where there is none, or none that can be gone on with. */
export function readProgress(kept: unknown): LessonProgress | null {
  const read = v.safeParse(progress, kept);
  return read.success ? read.output : null;
}
