import { type ErrorDetails, StrataError } from "../../core/strata-error.ts";

/** Why a file is no image that can be used. */
export type ImageRefusal =
  | "empty"
  | "web-page"
  | "other-format"
  | "other-packing"
  | "snapshot-file"
  | "packing-damaged"
  | "packing-window"
  | "cut-off"
  | "odd-size"
  | "too-large"
  | "floppy-size"
  | "is-cd-rom"
  | "is-disk"
  | "no-cd-rom";

/** Throws `image-file-invalid`; `details.reason` is the refusal. */
export function refuseImage(
  reason: ImageRefusal,
  found: string,
  wanted: string,
  { cause, details = {} }: { readonly cause?: unknown; readonly details?: ErrorDetails } = {},
): never {
  throw new StrataError("image-file-invalid", `Read the image: ${found}, wanted ${wanted}`, {
    cause,
    details: { reason, found, wanted, ...details },
  });
}
