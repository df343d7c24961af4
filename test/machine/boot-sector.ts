import { MemoryDisk } from "./memory-disk.ts";

/**
 * A system of 173 bytes for tests, in real mode. It prints `B` on the first serial port, then obeys one letter at
 * a time from there:
 *
 * - `r` reads sector 1 through the BIOS (PIO) and prints its first byte, or `E` for an error;
 * - `w` writes what was read to sector 2 and prints `W`, or `E`;
 * - `k` waits for a key and prints it;
 * - `h` halts for good (CLI, HLT);
 * - any other letter adds one to a counter in memory, which begins at `0`, and prints it.
 *
 * Assembled with GNU as, origin 0x7c00. Offset 0x00: registers, stack at 0x7c00, drive number kept at 0x7000,
 * counter at 0x7001. 0x1a: wait for a byte at port 0x3f8 and choose. 0x42 read, 0x56 write, 0x6a failed, 0x70 key,
 * 0x79 halt: INT 13h AH=42h/43h with the address packet at 0xa0 − 8; 0x89 print through port 0x3f8.
 */
const PROGRAM =
  "31c08ed88ec08ed0bc007cfb88160070c606017030b042e87400bafd03eca80174f8baf803ec3c7274183c7774283c6b743e" +
  "3c687443fe060170a00170e84e00ebd8c606a57c01b442e83100721ba00080e83a00ebc4c606a57c02b443e81d007207b057" +
  "e82700ebb1b045e82000ebaa31c0cd16e81700eba1faf4ebfc8a160070be9d7cc744020100b000cd13c350bafd03eca82074" +
  "fb58baf803eec310000100008000000100000000000000";

/** A disk of 1 MiB that boots the program; sector 1 begins with `first`. */
export function createBootDisk(first = "S"): MemoryDisk {
  const disk = new MemoryDisk(1024 * 1024);
  const sector = new Uint8Array(512);
  sector.set(Buffer.from(PROGRAM, "hex"));
  sector.set([0x55, 0xaa], 510);
  disk.put(0, sector);
  disk.put(512, new Uint8Array(512).fill(first.charCodeAt(0)));
  return disk;
}
