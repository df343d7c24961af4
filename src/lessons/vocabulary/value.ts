import * as v from "valibot";
import {
  eventKind,
  layerReference,
  name,
  numberOrTemplate,
  operation,
  snapshotReference,
  template,
} from "./names.ts";

/** Since when events and costs count: the beginning of the step, or of the lesson. */
const since = v.optional(v.picklist(["step", "lesson"]), "step");

/** Where on a disk: a block, bytes from its beginning, and which disk (0, the first, by default). */
const place = {
  block: numberOrTemplate,
  drive: v.optional(v.picklist([0, 1]), 0),
};

/** Facts that a lesson can look at. Each is a number, a text or a truth; where it can't be known it is unknown. */
const facts = [
  /** Blocks that a layer holds. */
  v.strictObject({ fact: v.literal("layer-blocks"), layer: layerReference }),
  /** Its letter: "A", "B" … or "base". */
  v.strictObject({ fact: v.literal("layer-sign"), layer: layerReference }),
  /** Layers of the chain, the base image not counted. */
  v.strictObject({ fact: v.literal("layer-count") }),
  /** Snapshots of the machine, that of the exercise's start not counted. */
  v.strictObject({ fact: v.literal("snapshot-count") }),
  /** What one of a snapshot's four parts takes, in bytes; its disk also in blocks. */
  v.strictObject({
    fact: v.literal("snapshot-part"),
    snapshot: snapshotReference,
    part: v.picklist(["deviceBytes", "ramBytes", "configBytes", "diskBytes", "diskBlockCount"]),
  }),
  /** "live" or "powered-off". */
  v.strictObject({ fact: v.literal("snapshot-kind"), snapshot: snapshotReference }),
  /** The sign of the layer that answers a read of a block; "base" where no layer holds it. */
  v.strictObject({ fact: v.literal("block-layer"), ...place }),
  /** Bytes of the disk as ASCII text; others than printable ones are shown as "·". */
  v.strictObject({
    fact: v.literal("disk-text"),
    ...place,
    offset: v.optional(numberOrTemplate, 0),
    length: numberOrTemplate,
  }),
  /** Bytes of a block that are not zero. */
  v.strictObject({ fact: v.literal("bytes-not-zero"), ...place }),
  v.strictObject({ fact: v.literal("disk-bytes") }),
  v.strictObject({ fact: v.literal("disk-blocks") }),
  /** SHA-256 of the whole first disk, as it is or was at a snapshot: it reads every block. */
  v.strictObject({ fact: v.literal("disk-digest"), at: v.optional(snapshotReference) }),
  /** Bytes of all blocks and states in the store that something reads. */
  v.strictObject({ fact: v.literal("stored-bytes") }),
  /** What operations cost: of those in the time asked for, one sample or what is made of them. */
  v.strictObject({
    fact: v.literal("cost"),
    operation,
    of: v.picklist(["elapsedMs", "pauseMs", "durableMs", "bytesRead", "bytesWritten", "blockCount"]),
    pick: v.optional(v.picklist(["last", "first", "median", "least", "most"]), "last"),
    since,
  }),
  /** How often something has happened. */
  v.strictObject({ fact: v.literal("event-count"), event: eventKind, since }),
  /** "off", "starting", "running", "paused" or "stopped-by-guest". */
  v.strictObject({ fact: v.literal("machine-state") }),
  v.strictObject({ fact: v.literal("ram-mib") }),
  v.strictObject({ fact: v.literal("nic") }),
  v.strictObject({ fact: v.literal("drive-count") }),
  v.strictObject({ fact: v.literal("machine-count") }),
  /** What the learner predicted; unknown without a prediction. */
  v.strictObject({ fact: v.literal("prediction"), prediction: name }),
  /** What a goal or a step has recorded. */
  v.strictObject({ fact: v.literal("recorded"), name }),
  /** What a command in the guest writes, without white space at its ends, or its exit code; by the agent. */
  v.strictObject({
    fact: v.literal("guest"),
    command: template,
    read: v.optional(v.picklist(["output", "number", "exit-code"]), "output"),
    timeoutMs: v.optional(v.pipe(v.number(), v.minValue(100), v.maxValue(60_000)), 10_000),
  }),
] as const;

const plainFact = v.variant("fact", facts);
type PlainFact = v.InferOutput<typeof plainFact>;

/** Two or more numbers made one. A quotient by zero is unknown. */
interface Arithmetic {
  readonly fact: "sum" | "difference" | "product" | "quotient";
  readonly of: readonly Value[];
}

export type Fact = PlainFact | Arithmetic;
/** A number, a truth, a text (in which variables are filled in), or a fact. */
export type Value = number | boolean | string | Fact;

const arithmetic = (kind: Arithmetic["fact"]) =>
  v.strictObject({
    fact: v.literal(kind),
    of: v.pipe(v.array(v.lazy(() => value)), v.minLength(2)),
  });

export const value: v.GenericSchema<unknown, Value> = v.lazy((input) =>
  typeof input === "object"
    ? v.variant("fact", [
        ...facts,
        arithmetic("sum"),
        arithmetic("difference"),
        arithmetic("product"),
        arithmetic("quotient"),
      ])
    : v.union(
        [v.number(), v.boolean(), template],
        "wanted a number, true or false, a text, or an object with a fact",
      ),
) as v.GenericSchema<unknown, Value>;

/** How a measured number is shown. */
export const unit = v.picklist(["count", "blocks", "bytes", "ms", "times", "text"]);
export type Unit = v.InferOutput<typeof unit>;

/** A value with the unit that it is shown in. */
export const measure = v.strictObject({ value, unit });
