import format1 from "./format-1.json";
import type { Recording } from "./recording.ts";

/** A store of every format before the present one. */
export const recordings: readonly Recording[] = [format1 as unknown as Recording];
