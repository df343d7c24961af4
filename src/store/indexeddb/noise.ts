/** The browser gives no more random bytes at once. */
const MOST_AT_ONCE = 65_536;

/** Random bytes, which the browser can't pack. */
export function noise(byteLength: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(byteLength);
  for (let at = 0; at < byteLength; at += MOST_AT_ONCE)
    crypto.getRandomValues(bytes.subarray(at, Math.min(at + MOST_AT_ONCE, byteLength)));
  return bytes;
}
