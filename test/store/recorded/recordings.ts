import format1 from "./format-1.json";
import format2 from "./format-2.json";
import type { Recording } from "./recording.ts";

/** A store of every format before the present one. */
export const recordings: readonly Recording[] = [format1, format2] as unknown as readonly Recording[];
