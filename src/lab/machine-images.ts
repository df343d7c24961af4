import type { BaseImage } from "../core/base-image.ts";
import type { ShippedSystem } from "../images/shipped-systems.ts";
import type { PreparedSnapshot } from "./prepared-start.ts";

/** A base image, with what is shown of it and how a boot from it goes. */
export interface MachineImage extends BaseImage {
  /** Bytes that it stores. */
  readonly storedByteLength: number;
  /** Fetches what a boot reads, ahead of the guest. What can't be had is asked for again when the guest reads it. */
  prefetchBoot(): Promise<void>;
  /** A boot begins. */
  beginBoot(): void;
  /** How much of what a boot reads was read, and of how much. */
  readonly bootProgress: { readonly done: number; readonly total: number };
}

/** A system that a machine can be made with; `id` is the name of its image. */
export type SystemSummary = Omit<ShippedSystem, "manifest" | "isPrepared">;

/** The base images that machines stand on. */
export interface MachineImages {
  /** Those that a machine can be made with; the first machine gets the first. */
  readonly systems: readonly [SystemSummary, ...SystemSummary[]];
  /**
   * The image of this name, always the same object. On failure: rejects with `image-unknown`, `image-unreachable` or
   * `image-damaged`.
   */
  open(name: string): Promise<MachineImage>;
  /**
   * What the site ships so that a new machine over `image` need not boot, for this emulator build; null where there is
   * nothing that fits. Never rejects.
   */
  prepared(image: MachineImage, build: string): Promise<PreparedSnapshot | null>;
}
