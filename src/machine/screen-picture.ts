import type { Vga } from "./v86-internals.ts";

/** Widest picture that a snapshot keeps, in pixels. */
const SNAPSHOT_WIDTH = 320;
/** Pixels of one character, drawn before the picture is made smaller. */
const CELL_WIDTH = 8;
const CELL_HEIGHT = 16;
/** The sixteen colours of CGA text, in the order of the attribute's bits. */
const COLOURS: readonly string[] = [
  "#000000",
  "#0000aa",
  "#00aa00",
  "#00aaaa",
  "#aa0000",
  "#aa00aa",
  "#aa5500",
  "#aaaaaa",
  "#555555",
  "#5555ff",
  "#55ff55",
  "#55ffff",
  "#ff5555",
  "#ff55ff",
  "#ffff55",
  "#ffffff",
];

/**
 * Takes hold of the screen as it is now, and returns what draws it later, as a PNG data URL at most `widthLimit` pixels wide (null
 * without a canvas to draw on): drawing takes a few milliseconds. Text modes are drawn from the video memory, not from
 * the page, so that a stopped machine's last output is there too.
 * `rows` are the screen's lines of text; `graphics` is v86's canvas.
 */
export function captureScreen(
  vga: Vga,
  rows: readonly string[],
  graphics: HTMLCanvasElement,
  widthLimit: number = SNAPSHOT_WIDTH,
): () => string | null {
  const page = graphics.ownerDocument;
  if (vga.graphical_mode) {
    const picture = scaled(graphics, widthLimit);
    return () => picture?.toDataURL("image/png") ?? null;
  }
  const { max_cols, max_rows, start_address, offset_register } = vga;
  const text = { max_cols, max_rows, start_address, offset_register, vga_memory: vga.vga_memory.slice() };
  return () => {
    const full = drawText(text, rows, page);
    return (full && scaled(full, widthLimit))?.toDataURL("image/png") ?? null;
  };
}

function scaled(full: HTMLCanvasElement, widthLimit: number): HTMLCanvasElement | null {
  if (full.width === 0 || full.height === 0) return null;
  const scale = Math.min(1, widthLimit / full.width);
  const picture = full.ownerDocument.createElement("canvas");
  picture.width = Math.max(1, Math.round(full.width * scale));
  picture.height = Math.max(1, Math.round(full.height * scale));
  const context = picture.getContext("2d", { alpha: false });
  if (context === null) return null;
  context.drawImage(full, 0, 0, picture.width, picture.height);
  return picture;
}

type TextScreen = Pick<Vga, "max_cols" | "max_rows" | "start_address" | "offset_register" | "vga_memory">;

function drawText(vga: TextScreen, rows: readonly string[], page: Document): HTMLCanvasElement | null {
  const canvas = page.createElement("canvas");
  canvas.width = vga.max_cols * CELL_WIDTH;
  canvas.height = vga.max_rows * CELL_HEIGHT;
  const context = canvas.getContext("2d", { alpha: false });
  if (context === null) return null;
  context.font = `${CELL_HEIGHT - 3}px monospace`;
  context.textBaseline = "middle";
  // The CRT controller's offset counts two characters; a row may be longer in memory than on the screen.
  const rowBytes = Math.max(vga.offset_register * 2, vga.max_cols) * 2;
  for (let row = 0; row < vga.max_rows; row++) {
    for (let column = 0; column < vga.max_cols; column++) {
      const attribute = vga.vga_memory[vga.start_address * 2 + row * rowBytes + column * 2 + 1] ?? 0;
      const x = column * CELL_WIDTH;
      const y = row * CELL_HEIGHT;
      // The highest bit blinks or brightens the background; a picture does neither.
      context.fillStyle = COLOURS[(attribute >> 4) & 7] ?? "#000000";
      context.fillRect(x, y, CELL_WIDTH, CELL_HEIGHT);
      const character = rows[row]?.[column] ?? " ";
      if (character === " ") continue;
      context.fillStyle = COLOURS[attribute & 15] ?? "#ffffff";
      context.fillText(character, x, y + CELL_HEIGHT / 2, CELL_WIDTH);
    }
  }
  return canvas;
}
