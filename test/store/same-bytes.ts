/** Whether two arrays hold the same bytes; compares words where both are aligned, since assertions on MBs are slow. */
export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return firstDifference(left, right) === -1;
}

/** Index of the first byte that differs, or the shorter length; -1 when none does. */
export function firstDifference(left: Uint8Array, right: Uint8Array): number {
  const length = Math.min(left.byteLength, right.byteLength);
  let index = 0;
  if (left.byteOffset % 4 === 0 && right.byteOffset % 4 === 0) {
    const leftWords = new Uint32Array(left.buffer, left.byteOffset, length >> 2);
    const rightWords = new Uint32Array(right.buffer, right.byteOffset, length >> 2);
    let word = 0;
    while (word < leftWords.length && leftWords[word] === rightWords[word]) word++;
    index = word * 4;
  }
  while (index < length && left[index] === right[index]) index++;
  return index === length && left.byteLength === right.byteLength ? -1 : index;
}
