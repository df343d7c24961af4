import * as v from "valibot";
import { action } from "./vocabulary/action.ts";
import { check } from "./vocabulary/check.ts";
import { name } from "./vocabulary/names.ts";
import { measure, value } from "./vocabulary/value.ts";

/** The version of the format. A lesson of a newer one is refused. */
const LESSON_FORMAT = 1;

/**
 * A value that the learner's seed chooses: a whole number within bounds, with a step, different from other variables'
 * if wanted; letters and digits; or one of a list.
 */
const variable = v.variant("choose", [
  v.strictObject({
    choose: v.literal("number"),
    from: v.pipe(v.number(), v.integer()),
    to: v.pipe(v.number(), v.integer()),
    /** Variables that it must differ from: they stand before it. */
    unlike: v.optional(v.array(name), []),
  }),
  v.strictObject({
    choose: v.literal("letters"),
    length: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(64)),
  }),
  v.strictObject({ choose: v.literal("one-of"), of: v.pipe(v.array(v.string()), v.minLength(2)) }),
]);
export type Variable = v.InferOutput<typeof variable>;

/** When the measured value is put beside a prediction: when this goal has passed, or the whole step. */
const after = v.optional(name);

const prediction = v.variant("kind", [
  /** `right` gives the id of the option that is right. */
  v.strictObject({
    kind: v.literal("choice"),
    id: name,
    options: v.pipe(v.array(name), v.minLength(2)),
    right: value,
    measured: v.optional(measure),
    after,
  }),
  /** Right is what lies within `tolerance` of the measured value: 0.5 for half as much to one and a half times as much. */
  v.strictObject({
    kind: v.literal("number"),
    id: name,
    measured: measure,
    tolerance: v.optional(v.pipe(v.number(), v.minValue(0)), 0),
    after,
  }),
]);
export type Prediction = v.InferOutput<typeof prediction>;

const records = v.optional(v.record(name, value), {});

const goal = v.strictObject({
  id: name,
  check,
  /** What is remembered when it has passed. */
  records,
});
export type Goal = v.InferOutput<typeof goal>;

const step = v.strictObject({
  id: name,
  predictions: v.optional(v.array(prediction), []),
  goals: v.optional(v.array(goal), []),
  /** What is remembered when the step begins. */
  records,
  /** What its text can show, by name: `{name}` in the explanation. */
  measures: v.optional(v.record(name, measure), {}),
  solution: v.optional(v.array(action), []),
  /**
   * What brings the machine to where the step began, when that is quicker than from the lesson's start on through the
   * solutions of the steps before it.
   */
  restart: v.optional(v.array(action)),
});
export type Step = v.InferOutput<typeof step>;

const wrongTurn = v.strictObject({
  id: name,
  step: name,
  actions: v.array(action),
  /** Goals of the step that must not pass by it. */
  goals: v.pipe(v.array(name), v.minLength(1)),
});

/** A lesson without its texts: data alone. */
export const lesson = v.strictObject({
  format: v.literal(LESSON_FORMAT, `wanted ${LESSON_FORMAT}, the format that this page knows`),
  id: name,
  /** Raised when its steps change: progress of another version is not gone on with. */
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  minutes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(120)),
  /** The drawing that the page has for it. */
  picture: v.optional(name),
  machine: v.optional(
    v.strictObject({
      system: v.optional(v.picklist(["linux", "teaching-linux"]), "linux"),
      ramMiB: v.optional(v.number()),
      nic: v.optional(v.picklist(["none", "virtio", "ne2k"])),
      /** Done before the exercise begins: its start is a snapshot behind that. */
      prepare: v.optional(v.array(action), []),
    }),
    {},
  ),
  variables: v.optional(v.record(name, variable), {}),
  steps: v.pipe(v.array(step), v.minLength(1)),
  wrongTurns: v.optional(v.array(wrongTurn), []),
});
export type Lesson = v.InferOutput<typeof lesson>;
