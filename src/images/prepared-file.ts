import { sha256 } from "hash-wasm";
import type { MachineConfig } from "../core/machine-config.ts";
import { StrataError } from "../core/strata-error.ts";
import type { FetchFile } from "./remote-image.ts";

/** `prepared.json` beside an image's manifest: a snapshot of the booted machine, for one image and one emulator build. */
export interface PreparedManifest {
  readonly format: 1;
  /** Name of the snapshot's file, beside this one. */
  readonly file: string;
  readonly byteLength: number;
  /** Of that file, hexadecimal. */
  readonly sha256: string;
  /** The image that it stands on. */
  readonly imageSha256: string;
  /** The emulator build that can load its memory. */
  readonly build: string;
  readonly config: MachineConfig;
}

/** What it was made with must be what is here, or it is of no use. */
interface Wanted {
  readonly imageSha256: string;
  readonly build: string;
}

/** Where the site has a prepared snapshot of this image for this build: what it says. Null where not; never rejects. */
export async function findPrepared(fetchFile: FetchFile, wanted: Wanted): Promise<PreparedManifest | null> {
  try {
    const bytes = await fetchFile("prepared.json");
    const found = JSON.parse(new TextDecoder().decode(bytes)) as PreparedManifest;
    const fits =
      found.format === 1 && found.imageSha256 === wanted.imageSha256 && found.build === wanted.build;
    return fits ? found : null;
  } catch {
    return null;
  }
}

/** Its file, verified. On failure: rejects with `image-unreachable` or `image-damaged`. */
export async function fetchPrepared(
  fetchFile: FetchFile,
  { file, sha256: wanted }: PreparedManifest,
): Promise<Blob> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = await fetchFile(file);
  } catch (cause) {
    throw new StrataError("image-unreachable", `Fetch ${file}: ${String(cause)}, wanted its bytes`, {
      cause,
      details: { file },
    });
  }
  const found = await sha256(bytes);
  if (found === wanted) return new Blob([bytes]);
  throw new StrataError("image-damaged", `Fetch ${file}: SHA-256 ${found}, wanted ${wanted}`, {
    details: { file },
  });
}
