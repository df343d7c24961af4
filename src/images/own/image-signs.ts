import { FLOPPY_BYTE_LENGTHS } from "../../core/machine-config.ts";
import { refuseImage } from "./refuse-image.ts";

/** What an image can be used as: the disk of a machine, or a medium for its drives. */
export type ImageKind = "disk" | "cd-rom" | "floppy";

/** Bytes from the beginning of an image by which it is told what it is. */
export const HEAD_BYTE_LENGTH = 64 * 1024;

/** Where ISO 9660 has its first descriptor, and the sizes of its sectors. */
const DESCRIPTOR_AT = 32_768;
const CD_SECTOR_BYTE_LENGTH = 2048;
/** Bytes that images of CD-ROMs lack at their end without harm: padding behind the last file. */
const CD_PADDING_BYTE_LENGTH = 150 * CD_SECTOR_BYTE_LENGTH;

interface Sign {
  readonly name: string;
  readonly at: number;
  readonly bytes: string | readonly number[];
}

/** Packings other than gzip and Zstandard. */
const packings: readonly Sign[] = [
  { name: "xz", at: 0, bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0] },
  { name: "bzip2", at: 0, bytes: "BZh" },
  { name: "ZIP", at: 0, bytes: [0x50, 0x4b, 3, 4] },
  { name: "7z", at: 0, bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
  { name: "RAR", at: 0, bytes: "Rar!" },
  { name: "LZ4", at: 0, bytes: [4, 0x22, 0x4d, 0x18] },
  { name: "lzip", at: 0, bytes: "LZIP" },
];

/** Formats of virtual disks other than raw. */
const formats: readonly Sign[] = [
  { name: "QCOW", at: 0, bytes: [0x51, 0x46, 0x49, 0xfb] },
  { name: "VMDK", at: 0, bytes: "KDMV" },
  { name: "VMDK", at: 0, bytes: "# Disk DescriptorFile" },
  { name: "VDI", at: 64, bytes: [0x7f, 0x10, 0xda, 0xbe] },
  { name: "VHD", at: 0, bytes: "conectix" },
  { name: "VHDX", at: 0, bytes: "vhdxfile" },
  { name: "QED", at: 0, bytes: "QED\0" },
  { name: "EWF", at: 0, bytes: [0x45, 0x56, 0x46, 9, 0x0d, 0x0a, 0xff, 0] },
  { name: "DMG", at: 0, bytes: "koly" },
  { name: "WIM", at: 0, bytes: "MSWIM" },
  { name: "PDF", at: 0, bytes: "%PDF-" },
  { name: "PNG", at: 0, bytes: [0x89, 0x50, 0x4e, 0x47] },
  { name: "JPEG", at: 0, bytes: [0xff, 0xd8, 0xff] },
];

/** How the beginning of a file says that it is packed; null for not at all, or by what can't be unpacked here. */
export function packingOf(head: Uint8Array): "gzip" | "zstd" | null {
  if (has(head, { at: 0, bytes: [0x1f, 0x8b, 8] })) return "gzip";
  if (has(head, { at: 0, bytes: [0x28, 0xb5, 0x2f, 0xfd] })) return "zstd";
  // A skippable frame may come before.
  const isSkippable = ((head[0] ?? 0) & 0xf0) === 0x50 && has(head, { at: 1, bytes: [0x2a, 0x4d, 0x18] });
  return isSkippable ? "zstd" : null;
}

/**
 * What an image that begins so is: `wanted`, or where nothing is wanted what its content says.
 *
 * @param byteLength of the image, null where that is not known yet.
 * Throws `image-file-invalid` where it can't be that.
 */
export function kindOf(head: Uint8Array, byteLength: number | null, wanted: ImageKind | null): ImageKind {
  assertRaw(head);
  const isCdRom = has(head, { at: DESCRIPTOR_AT + 1, bytes: "CD001" });
  if (wanted === "cd-rom" && !isCdRom)
    refuseImage("no-cd-rom", "a file without ISO 9660", "the image of a CD-ROM");
  // Images for USB sticks are both.
  if (wanted === "disk" && isCdRom && !isBootSector(head))
    refuseImage("is-cd-rom", "the image of a CD-ROM (ISO 9660)", "one of a disk");
  if (wanted !== null) return wanted;
  if (isCdRom) return "cd-rom";
  return byteLength !== null && isFloppySize(byteLength) ? "floppy" : "disk";
}

/** Throws `image-file-invalid` where an image of so many bytes can't be a whole one of its kind. */
export function assertWhole(kind: ImageKind, head: Uint8Array, byteLength: number): void {
  if (kind === "floppy") {
    if (isFloppySize(byteLength)) return;
    refuseImage("floppy-size", `${byteLength} bytes`, "the size of a floppy disk, as 1474560", {
      details: { byteLength },
    });
  }
  if (kind === "cd-rom") {
    const [told = 0] = new Uint32Array(head.slice(DESCRIPTOR_AT + 80, DESCRIPTOR_AT + 84).buffer);
    const least = DESCRIPTOR_AT + CD_SECTOR_BYTE_LENGTH;
    const wanted = Math.max(told * CD_SECTOR_BYTE_LENGTH, least);
    if (byteLength >= Math.max(wanted - CD_PADDING_BYTE_LENGTH, least)) return;
    refuseImage("cut-off", `${byteLength} bytes of a CD-ROM`, `the ${wanted} that it tells of`, {
      details: { byteLength },
    });
  }
  if (byteLength % 512 !== 0)
    refuseImage("odd-size", `${byteLength} bytes`, "whole sectors of 512", { details: { byteLength } });
  if (byteLength > LARGEST_DISK_BYTE_LENGTH) refuseTooLarge(byteLength);
}

const LARGEST_DISK_BYTE_LENGTH = 64 * 2 ** 30;

/** Throws `image-file-invalid` as soon as an image has more bytes than any can have. */
export function assertNotTooLarge(byteLength: number): void {
  if (byteLength > LARGEST_DISK_BYTE_LENGTH) refuseTooLarge(byteLength);
}

const refuseTooLarge = (byteLength: number): never =>
  refuseImage("too-large", `${byteLength} bytes or more`, `at most ${LARGEST_DISK_BYTE_LENGTH}`);

function assertRaw(head: Uint8Array): void {
  if (head.byteLength === 0) refuseImage("empty", "an empty file", "an image");
  const text = String.fromCharCode(...head.subarray(0, 1024)).replace(/^(ï»¿)?\s*/, "");
  if (/^<(!doctype html|html|head|\?xml)/i.test(text))
    refuseImage("web-page", "a page of the web", "an image");
  if (text.startsWith("strata snapshot\n"))
    refuseImage("snapshot-file", "a snapshot's file", "the image of a disk");
  // What is packed is a disk in the eyes of nobody, unless its first sector can boot.
  if (isBootSector(head)) return;
  const packing = packings.find((sign) => has(head, sign));
  if (packing !== undefined) {
    const { name } = packing;
    refuseImage("other-packing", `a file packed by ${name}`, "gzip, Zstandard or none", {
      details: { name },
    });
  }
  const format = formats.find((sign) => has(head, sign));
  if (format === undefined) return;
  refuseImage("other-format", `a file in the format ${format.name}`, "raw bytes of a disk", {
    details: { name: format.name },
  });
}

const isFloppySize = (byteLength: number): boolean => FLOPPY_BYTE_LENGTHS.includes(byteLength);

const isBootSector = (head: Uint8Array): boolean => has(head, { at: 510, bytes: [0x55, 0xaa] });

function has(head: Uint8Array, { at, bytes }: Pick<Sign, "at" | "bytes">): boolean {
  const wanted =
    typeof bytes === "string" ? Array.from(bytes, (character) => character.charCodeAt(0)) : bytes;
  return wanted.every((byte, index) => head[at + index] === byte);
}
