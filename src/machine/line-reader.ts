const NEWLINE = 10;

/**
 * Cuts a stream of bytes into lines. Lines are ASCII here; bytes above are kept one for one (Latin-1). A line that
 * grows longer than `limit` characters is noise: it is dropped up to its end.
 */
export class LineReader {
  readonly #limit: number;
  readonly #handleLine: (line: string) => void;
  #line = "";
  #isTooLong = false;

  constructor(limit: number, handleLine: (line: string) => void) {
    this.#limit = limit;
    this.#handleLine = handleLine;
  }

  read(bytes: Uint8Array): void {
    let start = 0;
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
      this.#append(bytes.subarray(start, end));
      start = end + 1;
      const line = this.#line;
      const isWhole = !this.#isTooLong;
      this.clear();
      if (isWhole) this.#handleLine(line.endsWith("\r") ? line.slice(0, -1) : line);
    }
    this.#append(bytes.subarray(start));
  }

  /** Forgets the line begun. */
  clear(): void {
    this.#line = "";
    this.#isTooLong = false;
  }

  #append(bytes: Uint8Array): void {
    if (this.#isTooLong) return;
    if (this.#line.length + bytes.byteLength > this.#limit) {
      this.#isTooLong = true;
      this.#line = "";
      return;
    }
    for (const byte of bytes) this.#line += String.fromCharCode(byte);
  }
}
