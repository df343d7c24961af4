// Boots a raw disk image in v86 and prints the order in which the boot reads its
// parts, as JSON for boot-order.json. Needs the project's node_modules.
//
//   node images/linux/measure-boot-order.mjs DISK_IMAGE > images/linux/boot-order.json
//
// Run it on the disk.img of a build, then build again: the order is part of the
// manifest. It only has to be measured again when the layout of the disk changes.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { V86 } from "v86/build/libv86.mjs";

const PART_BYTE_LENGTH = 262144;
const BOOT_LIMIT_MS = 120_000;
const PROMPT = "strata:~# ";

const readBuffer = (path) => {
  const bytes = readFileSync(path);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
};
const bios = (name) => ({ buffer: readBuffer(new URL(`../published/bios/${name}`, import.meta.url)) });

const image = new Uint8Array(readBuffer(process.argv[2]));
const untouched = image.slice();
const partsRead = new Set();

const read = (offset, length) => {
  const last = Math.floor((offset + length - 1) / PART_BYTE_LENGTH);
  for (let index = Math.floor(offset / PART_BYTE_LENGTH); index <= last; index++) partsRead.add(index);
  return image.slice(offset, offset + length);
};
const disk = {
  byteLength: image.length,
  onload: undefined,
  load() {
    this.onload?.({});
  },
  get: (offset, length, done) => void setTimeout(done, 0, read(offset, length)),
  get_and_cache: (offset, length, done) => done(read(offset, length)),
  get_from_cache: read,
  set: (offset, bytes, done) => {
    image.set(bytes, offset);
    setTimeout(done, 0);
  },
  get_state: () => [],
  set_state: () => {},
};

const emulator = new V86({
  wasm_path: createRequire(import.meta.url).resolve("v86/build/v86.wasm"),
  bios: bios("seabios.bin"),
  vga_bios: bios("vgabios.bin"),
  memory_size: 64 * 1024 * 1024,
  vga_memory_size: 4 * 1024 * 1024,
  hda: disk,
  uart1: true,
  autostart: true,
  disable_speaker: true,
});

const started = performance.now();
let serial = "";
emulator.add_listener("serial0-output-byte", (byte) => {
  serial += String.fromCharCode(byte);
  if (!serial.endsWith(PROMPT)) return;
  console.error(`prompt after ${Math.round(performance.now() - started)} ms`);
  // A moment more, for the shell on the screen and the agent.
  setTimeout(() => {
    const isEmpty = (index) =>
      untouched
        .subarray(index * PART_BYTE_LENGTH, (index + 1) * PART_BYTE_LENGTH)
        .every((byte) => byte === 0);
    console.log(JSON.stringify([...partsRead].filter((index) => !isEmpty(index))));
    process.exit(0);
  }, 1500);
});
setTimeout(() => {
  console.error(`measure-boot-order: no prompt after ${BOOT_LIMIT_MS} ms; the serial port said:\n${serial}`);
  process.exit(1);
}, BOOT_LIMIT_MS);
