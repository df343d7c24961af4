import type { BlockInspection, LayerCopy } from "../../lab/inspect-commands.ts";

/** Layers that are asked in vain one by one, on either side of those that are passed together. */
const ASKED_FIRST = 5;
const ASKED_LAST = 3;

/** One step of the way of a request. */
export type WalkStep =
  | { readonly kind: "guest" | "zeros" | "answer" }
  | { readonly kind: "not-here" | "here"; readonly copy: LayerCopy }
  /** Layers in the middle of a high stack, none of which has the block. */
  | { readonly kind: "passed"; readonly count: number };

/** The way of a read from the guest down to what answers, and back. */
export function walkSteps({ copies, answer }: BlockInspection): readonly WalkStep[] {
  const inVain = (answer === null ? copies : copies.slice(0, answer)).map(
    (copy): WalkStep => ({ kind: "not-here", copy }),
  );
  const passed = inVain.length - ASKED_FIRST - ASKED_LAST;
  if (passed > 1) inVain.splice(ASKED_FIRST, passed, { kind: "passed", count: passed });
  const copy = answer === null ? undefined : copies[answer];
  return [
    { kind: "guest" },
    ...inVain,
    copy === undefined ? { kind: "zeros" } : { kind: "here", copy },
    { kind: "answer" },
  ];
}
