import { emptyImage } from "../core/base-image.ts";
import type { ImageReference } from "../store/records.ts";
import type { MachineImage, MachineImages } from "./machine-images.ts";

/** What is below a machine that began with somebody's own image: nothing, since all of that is in its first layer. */
function ownImage({ name, sha256, byteLength }: ImageReference): MachineImage {
  return Object.assign(emptyImage(byteLength), {
    name,
    sha256,
    storedByteLength: 0,
    prefetchBoot: () => Promise.resolve(),
    beginBoot: () => undefined,
    bootProgress: { done: 0, total: 0 },
  });
}

/**
 * The image that a machine stands on, of the site or nothing. On failure: rejects with `image-unknown`,
 * `image-unreachable` or `image-damaged`.
 */
export const imageBelow = async (images: MachineImages, reference: ImageReference): Promise<MachineImage> =>
  reference.isOwn === true ? ownImage(reference) : images.open(reference.name);
