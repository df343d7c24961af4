/** Bytes in a line: a narrow panel has room for as many. */
const LINE_BYTE_LENGTH = 8;

const printable = (byte: number): string => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : ".");

/** Bytes as lines of offset, hexadecimal digits and text, as `hexdump` writes them. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let start = 0; start < bytes.length; start += LINE_BYTE_LENGTH) {
    const line = [...bytes.subarray(start, start + LINE_BYTE_LENGTH)];
    const digits = line.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const offset = start.toString(16).padStart(3, "0");
    lines.push(`${offset}  ${digits.padEnd(3 * LINE_BYTE_LENGTH - 1)}  ${line.map(printable).join("")}`);
  }
  return lines.join("\n");
}
