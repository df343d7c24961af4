import * as v from "valibot";

/** Names of things within a lesson: steps, goals, predictions, marks, variables, what is recorded. */
export const name = v.pipe(
  v.string(),
  v.regex(/^[a-z][a-z0-9-]*$/, "wanted small letters, digits and hyphens, a letter first"),
);

/**
 * A point in time: "start" (that of the exercise), "current" (the one that the machine stands on), "base" (the bare base
 * image), or the name of a mark that a goal or an action has set on a snapshot.
 */
export const snapshotReference = v.pipe(name);

/** A layer: "active", "base", or the one that a snapshot froze ("start", "current" or a mark). */
export const layerReference = v.pipe(name);

/** What the lab times. */
export const operation = v.picklist([
  "snapshot",
  "revert",
  "discard",
  "remove",
  "wipe",
  "merge",
  "flatten",
  "clone",
  "reinstall",
  "import",
  "full-copy",
  "allocated-copy",
]);

/** What can happen: the timed operations, and what becomes of the machine. */
export const eventKind = v.picklist([
  ...operation.options,
  "power-on",
  "power-off",
  "stopped-by-guest",
  "pause",
  "resume",
  "configure",
]);
export type EventKind = v.InferOutput<typeof eventKind>;

/** Text for people that stands in the data: one for all languages, or one for each. Variables in braces are filled in. */
export const localText = v.union([
  v.pipe(v.string(), v.nonEmpty()),
  v.strictObject({ en: v.pipe(v.string(), v.nonEmpty()), fr: v.pipe(v.string(), v.nonEmpty()) }),
]);
export type LocalText = v.InferOutput<typeof localText>;

/** A text in which `{name}` stands for a variable of the lesson. */
export const template = v.string();

/** A number, or a template that gives one. */
export const numberOrTemplate = v.union([
  v.pipe(v.number(), v.integer(), v.minValue(0)),
  v.pipe(v.string(), v.nonEmpty()),
]);
