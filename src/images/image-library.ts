import type { BaseImage } from "../core/base-image.ts";
import type { MachineConfig } from "../core/machine-config.ts";
import { StrataError } from "../core/strata-error.ts";
import { fetchPrepared, findPrepared } from "./prepared-file.ts";
import { type FetchFile, RemoteImage } from "./remote-image.ts";
import { type ShippedSystem, shippedSystem, shippedSystems } from "./shipped-systems.ts";

/** Fetches a file by its address. Rejects when it can't be had. */
export type FetchAddress = (address: URL) => Promise<Uint8Array<ArrayBuffer>>;

interface PreparedFile {
  readonly config: MachineConfig;
  readonly byteLength: number;
  load(): Promise<Blob>;
}

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
    const opening = RemoteImage.open(this.#fetchBeside(system));
    this.#open.set(name, opening);
    opening.catch(() => this.#open.delete(name));
    return opening;
  }
  /**
   * A snapshot of the booted machine over `image` that the emulator build can load; null where the site ships none that
   * fits. Never rejects. `load` gives its file; on failure: rejects with `image-unreachable` or `image-damaged`.
   */
  async prepared({ name, sha256 }: BaseImage, build: string): Promise<PreparedFile | null> {
    const system = shippedSystem(name);
    if (!system?.isPrepared) return null;
    const fetchFile = this.#fetchBeside(system);
    const manifest = await findPrepared(fetchFile, { imageSha256: sha256, build });
    if (manifest === null) return null;
    const { config, byteLength } = manifest;
    return { config, byteLength, load: () => fetchPrepared(fetchFile, manifest) };
  }

  /** Files beside the manifest. */
  #fetchBeside(system: ShippedSystem): FetchFile {
    const manifest = new URL(system.manifest, this.#folder);
    return (file) => this.#fetchAddress(new URL(file, manifest));
  }
}
