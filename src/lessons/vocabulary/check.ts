import * as v from "valibot";
import { eventKind, name } from "./names.ts";
import { type Value, value } from "./value.ts";

/** What has to be so. Whatever is unknown has not passed. */
export type Check =
  | { readonly check: "equal" | "different"; readonly value: Value; readonly to: Value }
  | { readonly check: "at-least" | "at-most" | "more" | "less"; readonly value: Value; readonly than: Value }
  /** A text holds another. */
  | { readonly check: "contains"; readonly value: Value; readonly text: Value }
  /** Since the step began; of a snapshot or a clone, the mark names it from then on. */
  | {
      readonly check: "happened";
      readonly event: v.InferOutput<typeof eventKind>;
      readonly mark?: string | undefined;
    }
  /** A command in the guest can't be run: there is no shell any more, or nobody answers though the machine runs. */
  | { readonly check: "guest-broken" }
  /** One after another; what comes behind one that has not passed is not looked at. */
  | { readonly check: "all" | "any"; readonly of: readonly Check[] }
  | { readonly check: "not"; readonly of: Check };

const comparison = <const Kind extends string>(kind: Kind) =>
  v.strictObject({ check: v.literal(kind), value, to: value });
const order = <const Kind extends string>(kind: Kind) =>
  v.strictObject({ check: v.literal(kind), value, than: value });
const group = <const Kind extends string>(kind: Kind) =>
  v.strictObject({ check: v.literal(kind), of: v.pipe(v.array(v.lazy(() => check)), v.minLength(1)) });

export const check: v.GenericSchema<unknown, Check> = v.lazy(() =>
  v.variant("check", [
    comparison("equal"),
    comparison("different"),
    order("at-least"),
    order("at-most"),
    order("more"),
    order("less"),
    v.strictObject({ check: v.literal("contains"), value, text: value }),
    v.strictObject({ check: v.literal("happened"), event: eventKind, mark: v.optional(name) }),
    v.strictObject({ check: v.literal("guest-broken") }),
    group("all"),
    group("any"),
    v.strictObject({ check: v.literal("not"), of: v.lazy(() => check) }),
  ]),
) as v.GenericSchema<unknown, Check>;
