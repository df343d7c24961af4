/**
 * Media for tests: floppies and discs that boot a system of some hundred bytes, in real mode. It prints its text on screen
 * and first serial port, then obeys one letter at a time from there:
 *
 * - `r` reads sector 3 of track 0 from the drive that it was booted from, and prints the sector's first byte, or `!`;
 * - `w` adds one to that byte as it was read last, writes the sector, and prints the byte, or `!`.
 *
 * Assembled with nasm, origin 0x7c00. Offset 0x00: registers, stack at 0x7c00, drive number kept at 0x7000; 0x12: print the
 * text, up to a zero; 0x1c: wait for a byte at port 0x3f8 and choose; 0x39: INT 13h AH=02h/03h of one sector at 0x8000;
 * 0x57: print by INT 10h AH=0Eh and through port 0x3f8; 0x6b: the text.
 */
const PROGRAM =
  "31c08ed88ec08ed0bc007cfb88160070be6b7cac84c07405e83a00ebf6bafd03eca80174f8baf803ecb4023c72740ab4033c7775e8fe06" +
  "0080b001bb0080b9030030f68a160070cd13a000807302b021e80200ebc850b40ebb0700cd10bafd03eca82074fb58baf803eec3";

const SECTOR = 512;
const CD_SECTOR = 2048;
const encoder = new TextEncoder();

/** A boot sector whose program says `text`. */
function bootSector(text: string): Uint8Array<ArrayBuffer> {
  const sector = new Uint8Array(SECTOR);
  const program = (PROGRAM.match(/../g) ?? []).map((digits) => Number.parseInt(digits, 16));
  sector.set(program);
  sector.set(encoder.encode(text), program.length);
  sector.set([0x55, 0xaa], SECTOR - 2);
  return sector;
}

/** A floppy that boots, says `text`, and whose sector 3 begins with `first`. */
export function madeFloppy(text: string, first = "S", byteLength = 1440 * 1024): Uint8Array<ArrayBuffer> {
  const floppy = new Uint8Array(byteLength);
  floppy.set(bootSector(text));
  floppy.set(encoder.encode(first), 2 * SECTOR);
  return floppy;
}

/** Where things lie on a disc, in its sectors. */
const PLACES = {
  volume: 16,
  boot: 17,
  end: 18,
  pathL: 19,
  pathM: 20,
  root: 21,
  catalog: 22,
  image: 23,
  file: 24,
};

/**
 * An ISO 9660 disc with one file, HELLO.TXT, that holds `text`; its boot image (El Torito, without emulation) says the
 * text.
 */
export function madeDisc(text: string, byteLength = 40 * CD_SECTOR): Uint8Array<ArrayBuffer> {
  const disc = new Uint8Array(byteLength);
  const view = new DataView(disc.buffer);
  const put = (sector: number, offset: number, bytes: Iterable<number>): void =>
    disc.set([...bytes], sector * CD_SECTOR + offset);
  const ascii = (value: string, length = value.length): Uint8Array =>
    encoder.encode(value.padEnd(length).slice(0, length));
  const content = encoder.encode(text);
  const { volume, boot, end, pathL, pathM, root, catalog, image, file } = PLACES;

  put(volume, 0, [1, ...ascii("CD001"), 1]);
  put(volume, 8, ascii("", 32));
  put(volume, 40, ascii("STRATA", 32));
  put(volume, 80, both32(byteLength / CD_SECTOR));
  put(volume, 120, [...both16(1), ...both16(1), ...both16(CD_SECTOR), ...both32(10)]);
  view.setUint32(volume * CD_SECTOR + 140, pathL, true);
  view.setUint32(volume * CD_SECTOR + 148, pathM);
  put(volume, 156, directoryRecord([0], root, CD_SECTOR, true));
  put(volume, 190, ascii("", 813 - 190));
  for (let date = 0; date < 4; date++) put(volume, 813 + date * 17, [...ascii("0".repeat(16)), 0]);
  put(volume, 881, [1]);

  put(boot, 0, [0, ...ascii("CD001"), 1, ...encoder.encode("EL TORITO SPECIFICATION")]);
  view.setUint32(boot * CD_SECTOR + 0x47, catalog, true);
  put(end, 0, [255, ...ascii("CD001"), 1]);

  put(pathL, 0, [1, 0, root, 0, 0, 0, 1, 0, 0, 0]);
  put(pathM, 0, [1, 0, 0, 0, 0, root, 0, 1, 0, 0]);
  const records = [
    directoryRecord([0], root, CD_SECTOR, true),
    directoryRecord([1], root, CD_SECTOR, true),
    directoryRecord([...ascii("HELLO.TXT;1")], file, content.byteLength, false),
  ];
  put(root, 0, records.flat());

  // The words of the validation entry add up to zero: 0x0001 + 0xaa55 + 0x55aa.
  put(catalog, 0, [1]);
  put(catalog, 28, [0xaa, 0x55, 0x55, 0xaa]);
  put(catalog, 32, [0x88, 0, 0, 0, 0, 0, CD_SECTOR / SECTOR, 0, image, 0, 0, 0]);
  put(image, 0, bootSector(text));
  put(file, 0, content);
  return disc;
}

function directoryRecord(
  name: readonly number[],
  sector: number,
  byteLength: number,
  isFolder: boolean,
): number[] {
  const record = [
    0,
    0,
    ...both32(sector),
    ...both32(byteLength),
    ...[126, 1, 1, 0, 0, 0, 0],
    isFolder ? 2 : 0,
    0,
    0,
    ...both16(1),
    name.length,
    ...name,
  ];
  if (record.length % 2 === 1) record.push(0);
  record[0] = record.length;
  return record;
}

/** A number in both byte orders, as ISO 9660 wants. */
function both16(value: number): number[] {
  const bytes = [value & 255, (value >> 8) & 255];
  return [...bytes, ...bytes.toReversed()];
}

function both32(value: number): number[] {
  const bytes = [0, 8, 16, 24].map((shift) => (value >> shift) & 255);
  return [...bytes, ...bytes.toReversed()];
}
