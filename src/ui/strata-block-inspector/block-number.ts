/** The block that somebody typed, grouped or not, or hexadecimal after 0x; null when it is no whole number. */
export function blockNumber(text: string): number | null {
  const digits = text.replace(/[\s,'\u00a0\u202f]/g, "");
  if (!/^(\d+|0x[\da-f]+)$/i.test(digits)) return null;
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : null;
}
