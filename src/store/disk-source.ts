import type { BaseImage } from "../core/base-image.ts";
import { explainDamage } from "./explain-damage.ts";
import type { Extents } from "./extents.ts";
import type { StoreContext } from "./store-context.ts";

/** What a disk is read from, apart from its chain. */
export interface DiskSource {
  readonly extents: Extents;
  readonly base: BaseImage;
  /** Makes of what a reading was rejected with what the reader gets, and does not fail: see `explainDamage`. */
  readonly explain: (cause: unknown) => Promise<unknown>;
}

/** The extents of a store over a base image. */
export const diskSource = (context: StoreContext, base: BaseImage): DiskSource => ({
  extents: context.extents,
  base,
  explain: (cause) => explainDamage(context, cause),
});
