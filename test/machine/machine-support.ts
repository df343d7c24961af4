import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import type { Machine, SerialPort } from "../../src/machine/machine.ts";
import { MemoryDisk } from "./memory-disk.ts";

const published = new URL("../../images/published/", import.meta.url);

interface Manifest {
  readonly byteLength: number;
  readonly partByteLength: number;
  readonly parts: readonly { readonly index: number; readonly file: string }[];
}

/** The published Linux image on a disk in memory, or null when it was not built. */
export async function openLinuxDisk(): Promise<MemoryDisk | null> {
  let text: string;
  try {
    text = await readFile(new URL("linux/manifest.json", published), "utf8");
  } catch {
    return null;
  }
  const manifest = JSON.parse(text) as Manifest;
  const disk = new MemoryDisk(manifest.byteLength);
  for (const part of manifest.parts) {
    const packed = await readFile(new URL(`linux/${part.file}`, published));
    disk.put(part.index * manifest.partByteLength, gunzipSync(packed));
  }
  return disk;
}

/** A file's bytes in a buffer of their own. */
async function bytesOf(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  return Uint8Array.from(await readFile(url));
}

/** What `V86MachineFactory` needs, from the disk instead of the network. */
export async function readMachineFiles() {
  const [program, pageFingerprints, bios, vgaBios] = await Promise.all([
    bytesOf(new URL("../../node_modules/v86/build/v86.wasm", import.meta.url)),
    bytesOf(new URL("../../src/machine/page-fingerprints.wasm", import.meta.url)),
    bytesOf(new URL("bios/seabios.bin", published)),
    bytesOf(new URL("bios/vgabios.bin", published)),
  ]);
  return { program, pageFingerprints, bios, vgaBios, screenContainer: null };
}

/** A serial port as text, to be waited on. */
export class Console {
  readonly #machine: Machine;
  readonly #port: SerialPort;
  text = "";

  constructor(machine: Machine, port: SerialPort = 0) {
    this.#machine = machine;
    this.#port = port;
    machine.onSerialOutput(port, (bytes) => {
      this.text += new TextDecoder().decode(bytes);
    });
  }

  send(text: string): void {
    this.#machine.sendSerial(this.#port, new TextEncoder().encode(text));
  }

  /** Waits until `wanted` was printed since the last `ask`, and throws after `limitMs`. */
  async expect(wanted: string, limitMs = 15_000): Promise<void> {
    await until(
      () => this.text.includes(wanted),
      limitMs,
      () => `${wanted} in ${JSON.stringify(this.text.slice(-300))}`,
    );
  }

  /** Forgets what was printed, sends `text` and waits for `wanted`. */
  async ask(text: string, wanted: string): Promise<void> {
    this.text = "";
    this.send(text);
    await this.expect(wanted);
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until `isTrue`, looking every few milliseconds. */
export async function until(
  isTrue: () => boolean,
  limitMs = 15_000,
  describeWanted: () => string = () => "the condition",
): Promise<void> {
  const endMs = performance.now() + limitMs;
  while (!isTrue()) {
    if (performance.now() > endMs) throw new Error(`Not within ${limitMs} ms: ${describeWanted()}`);
    await pause(5);
  }
}
