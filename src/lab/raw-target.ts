import { StrataError } from "../core/strata-error.ts";

/** Where the raw image of a disk goes: what is not written to is zeros. */
export interface RawTarget {
  /** Takes bytes over; positions ascend. On failure: rejects with `file-unwritable`. */
  write(position: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** The whole image, where it is a blob. On failure: rejects with `file-unwritable`. */
  finish(): Promise<Blob | null>;
  /** Leaves things as they were before. Never rejects. */
  abandon(): Promise<void>;
}

/** A file, which is written beside what it holds and replaces that in the end. Rejects with `file-unwritable`. */
export async function fileTarget(file: FileSystemFileHandle, byteLength: number): Promise<RawTarget> {
  const writable = await refusing(() => file.createWritable());
  return {
    write: (position, data) => refusing(() => writable.write({ type: "write", position, data })),
    finish: () =>
      refusing(async () => {
        await writable.truncate(byteLength);
        await writable.close();
        return null;
      }),
    abandon: () => writable.abort().catch(() => undefined),
  };
}

async function refusing<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    const found = cause instanceof Error || cause instanceof DOMException ? cause.message : String(cause);
    throw new StrataError("file-unwritable", `Write the disk's image: ${found}, wanted it written`, {
      cause,
    });
  }
}

/** A blob, of which the browser keeps the bytes where it wants, and one run of zeros for all. */
export function blobTarget(byteLength: number): RawTarget {
  const parts: Blob[] = [];
  const zeros = new Zeros();
  let end = 0;
  const fillUpTo = (position: number): void => {
    parts.push(...zeros.of(position - end));
    end = position;
  };
  return {
    write: async (position, bytes) => {
      fillUpTo(position);
      parts.push(new Blob([bytes]));
      end += bytes.byteLength;
    },
    finish: async () => {
      fillUpTo(byteLength);
      return new Blob(parts, { type: "application/octet-stream" });
    },
    abandon: async () => undefined,
  };
}

/** Runs of zeros of any length, made of blobs each of which is twice the one before: together they take one of them. */
class Zeros {
  readonly #blobs: Blob[] = [new Blob([new Uint8Array(SMALLEST_BYTE_LENGTH)])];

  of(byteLength: number): Blob[] {
    const parts: Blob[] = [];
    let left = byteLength;
    for (let size = 0; left > 0; size++) {
      const blob = this.#blob(size);
      if (blob.size * 2 <= left) continue;
      const part = blob.slice(0, Math.min(blob.size, left));
      parts.push(part);
      left -= part.size;
      size = -1;
    }
    return parts;
  }

  #blob(size: number): Blob {
    const known = this.#blobs[size];
    if (known !== undefined) return known;
    const half = this.#blob(size - 1);
    const blob = new Blob([half, half]);
    this.#blobs.push(blob);
    return blob;
  }
}

const SMALLEST_BYTE_LENGTH = 64 * 1024;
