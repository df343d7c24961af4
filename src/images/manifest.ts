import { BLOCK_BYTE_LENGTH, SECTOR_BYTE_LENGTH } from "../core/geometry.ts";
import { StrataError } from "../core/strata-error.ts";

/** The description of a base image, as published beside its parts. */
export interface ImageManifest {
  readonly format: 1;
  readonly name: string;
  readonly title: string;
  readonly byteLength: number;
  /** SHA-256 of the whole image, hexadecimal. */
  readonly sha256: string;
  /** Every part but the last covers this many bytes. */
  readonly partByteLength: number;
  readonly encoding: "gzip";
  /** Parts that are all zeros are absent. */
  readonly parts: readonly ImagePart[];
  /** Part indices in the order in which a boot reads them. */
  readonly bootOrder: readonly number[];
}

export interface ImagePart {
  readonly index: number;
  readonly file: string;
  readonly storedByteLength: number;
  /** SHA-256 of the part's content, not of its file. */
  readonly sha256: string;
}

/** A parsed manifest. Throws `image-damaged`, saying what was found, when it is not one that this version can use. */
export function parseManifest(value: unknown): ImageManifest {
  const manifest = value as ImageManifest;
  const refuse = (found: string): never => {
    throw new StrataError("image-damaged", `Read the image's manifest: ${found}, wanted format 1`, {
      details: { found },
    });
  };
  if (typeof value !== "object" || value === null) return refuse(`a ${typeof value}`);
  if (manifest.format !== 1) return refuse(`format ${String(manifest.format)}`);
  if (manifest.encoding !== "gzip") return refuse(`encoding ${String(manifest.encoding)}`);
  if (!/^[0-9a-f]{64}$/.test(manifest.sha256)) return refuse("no SHA-256");
  if (typeof manifest.name !== "string" || manifest.name === "")
    return refuse(`name ${String(JSON.stringify(manifest.name))}`);
  const { byteLength, partByteLength } = manifest;
  if (!isPositiveMultiple(byteLength, SECTOR_BYTE_LENGTH))
    return refuse(`a size of ${String(byteLength)} bytes`);
  if (!isPositiveMultiple(partByteLength, BLOCK_BYTE_LENGTH))
    return refuse(`parts of ${String(partByteLength)} bytes`);
  const partCount = Math.ceil(byteLength / partByteLength);
  if (!Array.isArray(manifest.parts)) return refuse("no list of parts");
  const wrong = manifest.parts.find((part: unknown) => !isPart(part, partCount)) as unknown;
  if (wrong !== undefined) return refuse(`the part ${JSON.stringify(wrong)}`);
  const indices = new Set(manifest.parts.map((part) => part.index));
  if (indices.size !== manifest.parts.length) return refuse("a part listed twice");
  if (!Array.isArray(manifest.bootOrder)) return refuse("no boot order");
  return manifest;
}

const isPositiveMultiple = (value: unknown, unit: number): boolean =>
  Number.isSafeInteger(value) && (value as number) > 0 && (value as number) % unit === 0;

function isPart(value: unknown, partCount: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { index, file, sha256 } = value as ImagePart;
  return (
    Number.isInteger(index) &&
    index >= 0 &&
    index < partCount &&
    /^\w[\w.-]*$/.test(file) &&
    /^[0-9a-f]{64}$/.test(sha256)
  );
}
