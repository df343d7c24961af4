import { StrataError } from "../core/strata-error.ts";
import { RemoteImage } from "./remote-image.ts";
import { type ShippedSystem, shippedSystem, shippedSystems } from "./shipped-systems.ts";

/** Fetches a file by its address. Rejects when it can't be had. */
export type FetchAddress = (address: URL) => Promise<Uint8Array<ArrayBuffer>>;

/** The images of the site: each is opened when a machine first needs it, and what was fetched of it is kept. */
export class ImageLibrary {
  readonly systems: readonly [ShippedSystem, ...ShippedSystem[]] = shippedSystems;
  readonly #folder: URL;
  readonly #fetchAddress: FetchAddress;
  readonly #open = new Map<string, Promise<RemoteImage>>();

  /** @param folder where the images are published, with a slash at its end. */
  constructor(folder: URL, fetchAddress: FetchAddress) {
    this.#folder = folder;
    this.#fetchAddress = fetchAddress;
  }

  /**
   * The image of this name, always the same object. On failure: rejects with `image-unknown`, `image-unreachable` or
   * `image-damaged`; a later call tries again.
   */
  async open(name: string): Promise<RemoteImage> {
    const known = this.#open.get(name);
    if (known !== undefined) return known;
    const system = shippedSystem(name);
    if (system === null) {
      throw new StrataError(
        "image-unknown",
        `Open image: ${JSON.stringify(name)}, wanted one of ${this.systems.map(({ id }) => id).join(", ")}`,
        { details: { image: String(name), known: this.systems.map(({ id }) => id) } },
      );
    }
    const manifest = new URL(system.manifest, this.#folder);
    const opening = RemoteImage.open((file) => this.#fetchAddress(new URL(file, manifest)));
    this.#open.set(name, opening);
    opening.catch(() => this.#open.delete(name));
    return opening;
  }
}
