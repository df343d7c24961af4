import * as v from "valibot";
import { check } from "./check.ts";
import { localText, name, snapshotReference, template } from "./names.ts";

const ofSnapshot = { snapshot: snapshotReference };

/**
 * What a solution, a wrong turn or a preparation does: what a person could do with the page, as data.
 * A demonstration types what is for the guest into its console; otherwise the agent runs it.
 */
export const action = v.variant("do", [
  v.strictObject({
    do: v.literal("guest"),
    command: template,
    /** Whether it may fail, or never answer: it destroys what would answer. */
    mayFail: v.optional(v.boolean(), false),
  }),
  /** Typed into the serial console, also where nothing is demonstrated; a line ends in "\n". */
  v.strictObject({ do: v.literal("type"), text: template }),
  /** The mark names the snapshot for later actions; goals set marks of their own. */
  v.strictObject({ do: v.literal("snapshot"), name: localText, mark: v.optional(name) }),
  v.strictObject({ do: v.literal("revert"), ...ofSnapshot, diskOnly: v.optional(v.boolean(), false) }),
  v.strictObject({ do: v.literal("discard") }),
  v.strictObject({
    do: v.literal("remove"),
    ...ofSnapshot,
    branch: v.optional(v.boolean(), false),
    wipe: v.optional(v.boolean(), false),
  }),
  /** Into its parent, which disappears. */
  v.strictObject({ do: v.literal("merge"), ...ofSnapshot }),
  v.strictObject({ do: v.literal("flatten"), ...ofSnapshot }),
  v.strictObject({
    do: v.literal("clone"),
    ...ofSnapshot,
    name: localText,
    linked: v.optional(v.boolean(), true),
  }),
  v.strictObject({ do: v.literal("power-on") }),
  v.strictObject({ do: v.literal("power-off") }),
  v.strictObject({ do: v.literal("pause") }),
  v.strictObject({ do: v.literal("resume") }),
  v.strictObject({
    do: v.literal("configure"),
    ramMiB: v.optional(v.number()),
    nic: v.optional(v.picklist(["none", "virtio", "ne2k"])),
    /** Bytes of a second, thin disk; null removes it. */
    secondDisk: v.optional(v.nullable(v.number())),
  }),
  v.strictObject({
    do: v.literal("copy"),
    mode: v.optional(v.picklist(["every-byte", "allocated"]), "every-byte"),
  }),
  v.strictObject({ do: v.literal("reinstall"), system: name }),
  v.strictObject({
    do: v.literal("predict"),
    prediction: name,
    answer: v.union([v.number(), v.string()]),
  }),
  v.strictObject({ do: v.literal("wait"), until: check }),
]);
export type Action = v.InferOutput<typeof action>;
