import { Emitter } from "../../core/emitter.ts";
import { StrataError } from "../../core/strata-error.ts";

/** Most bytes of all files together. */
export const SHELF_BYTE_LIMIT = 512 * 1024 * 1024;
const SHELF_FILE_LIMIT = 200;
/** As on the guests' file systems, in bytes. */
const NAME_LIMIT_BYTES = 255;

/** A file on the shelf. */
export interface ShelfFile {
  readonly name: string;
  readonly byteLength: number;
  /** Who put it there: the page, or the guest over the network. */
  readonly from: "page" | "guest";
}

/** Files between a page and its guest's network: what lies there can be fetched from either side. Gone with the page. */
export class NetworkShelf {
  readonly #files = new Map<string, { readonly content: Blob; readonly from: ShelfFile["from"] }>();
  readonly #changed = new Emitter<void>();
  readonly onChanged = this.#changed.subscribe;

  /** In the order in which they came. */
  list(): readonly ShelfFile[] {
    return [...this.#files].map(([name, { content, from }]) => ({ name, byteLength: content.size, from }));
  }

  /**
   * Puts a file there, in place of one of that name.
   * On failure: throws `name-invalid` or `shelf-full` (`needed`, `free`), and nothing has changed.
   */
  put(name: string, content: Blob, from: ShelfFile["from"] = "page"): void {
    this.assertFits(name, content.size);
    this.#files.delete(name);
    this.#files.set(name, { content, from });
    this.#changed.emit();
  }

  /** Throws as `put` would. */
  assertFits(name: string, byteLength: number): void {
    if (!isFileName(name)) {
      throw new StrataError(
        "name-invalid",
        `Put on the shelf: ${JSON.stringify(name)}, wanted a file's name without a folder`,
        { details: { name } },
      );
    }
    const others = [...this.#files].filter(([other]) => other !== name);
    const taken = others.reduce((sum, [, { content }]) => sum + content.size, 0);
    const free = SHELF_BYTE_LIMIT - taken;
    if (byteLength <= free && others.length < SHELF_FILE_LIMIT) return;
    throw new StrataError(
      "shelf-full",
      `Put on the shelf: ${byteLength} bytes beside ${others.length} files, wanted ${free} bytes and ${SHELF_FILE_LIMIT} files at most`,
      { details: { needed: byteLength, free: others.length < SHELF_FILE_LIMIT ? free : 0 } },
    );
  }

  /** Throws `file-missing`. */
  get(name: string): Blob {
    const file = this.#files.get(name);
    if (file !== undefined) return file.content;
    throw new StrataError(
      "file-missing",
      `Get from the shelf: no ${JSON.stringify(name)}, wanted one of its files`,
      {
        details: { path: name },
      },
    );
  }

  /** Throws `file-missing`. */
  remove(name: string): void {
    this.get(name);
    this.#files.delete(name);
    this.#changed.emit();
  }
}

function isFileName(name: string): boolean {
  const byteLength = new TextEncoder().encode(name).byteLength;
  if (byteLength === 0 || byteLength > NAME_LIMIT_BYTES || name === "." || name === "..") return false;
  return ![...name].some((character) => character === "/" || character < " " || character === "\u007f");
}
