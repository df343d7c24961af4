/** A drawing in place of a guest's screen. */
export function screenPicture(lines: readonly string[], width = 320): string {
  const height = Math.round((width * 400) / 720);
  const rows = lines
    .map((line, row) => `<text x="4" y="${(row + 1) * 11.5}">${line.replaceAll("<", "&lt;")}</text>`)
    .join("");
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 320 178"><rect width="320" height="178" fill="#000"/><g font-family="monospace" font-size="9" fill="#ccc" xml:space="preserve">${rows}</g></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(drawing)}`;
}
