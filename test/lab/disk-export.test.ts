import { describe, expect, test } from "vitest";
import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import { Lab } from "../../src/lab/lab.ts";
import { requestFor, setUpMachine, wholeDisk } from "../store/machine-setup.ts";
import { storedBlockCount } from "../store/made-image-bytes.ts";
import { sameBytes } from "../store/same-bytes.ts";
import { Random } from "../support/random.ts";
import { madeLabParts } from "./made-lab.ts";

const BLOCK = BLOCK_BYTE_LENGTH;
const given = process.env["STRATA_SEED"];
const seeds = given === undefined ? Array.from({ length: 8 }, (_, index) => index + 1) : [Number(given)];

/** A file in memory that is written as a browser writes one: beside what it holds, until it is closed. */
class MemoryFile {
  content: Uint8Array = Uint8Array.of(1, 2, 3);
  writtenByteLength = 0;
  failsAt = Number.POSITIVE_INFINITY;

  get handle(): FileSystemFileHandle {
    const createWritable = async () => {
      let next = new Uint8Array();
      const resize = (byteLength: number): void => {
        const resized = new Uint8Array(byteLength);
        resized.set(next.subarray(0, byteLength));
        next = resized;
      };
      return {
        write: async ({ position, data }: { position: number; data: Uint8Array }) => {
          this.writtenByteLength += data.byteLength;
          if (this.writtenByteLength > this.failsAt) throw new DOMException("no room", "QuotaExceededError");
          if (position + data.byteLength > next.byteLength) resize(position + data.byteLength);
          next.set(data, position);
        },
        truncate: async (byteLength: number) => resize(byteLength),
        close: async () => {
          this.content = next;
        },
        abort: async () => undefined,
      };
    };
    return { createWritable } as unknown as FileSystemFileHandle;
  }
}

const bytesOf = async (blob: Blob | null): Promise<Uint8Array> =>
  new Uint8Array((await blob?.arrayBuffer()) ?? []);

describe("the raw image of a disk", () => {
  test.each(seeds)(
    "R4: is the disk at its moment, byte for byte, as a blob and as a file without its zeros (seed %i)",
    async (seed) => {
      const random = new Random(seed);
      const byteLength = 512 * random.between(1, 4000);
      const baseByteLength = random.oneIn(2) ? byteLength : 512 * random.between(1, 4000);
      const setup = await setUpMachine({ byteLength, baseByteLength, seed, isEncrypted: random.oneIn(3) });
      const { machine } = setup;
      const { disk } = new Lab(madeLabParts(setup).parts);
      for (let count = 0; count < 20; count++) {
        const at = 512 * random.below(byteLength / 512);
        const length = Math.min(512 * random.between(1, 30), byteLength - at);
        await machine.disk.write(at, random.oneIn(3) ? new Uint8Array(length) : random.bytes(length));
      }
      const then = await wholeDisk(machine);
      const { id, durable } = machine.takeSnapshot(requestFor(machine));
      await durable;
      await machine.disk.write(0, random.bytes(512));
      const now = await wholeDisk(machine);
      for (const [at, wanted] of [
        [id, then],
        [undefined, now],
      ] as const) {
        const progress: number[] = [];
        const { image, bytesRead, ...rest } = await disk.exportRaw({
          at,
          onProgress: (done, total) => progress.push(done / total),
        });
        expect(sameBytes(await bytesOf(image), wanted)).toBe(true);
        expect(rest.byteLength).toBe(byteLength);
        expect(progress.at(-1)).toBe(1);
        const file = new MemoryFile();
        expect((await disk.exportRaw({ at, to: file.handle })).image).toBe(null);
        expect(sameBytes(file.content, wanted)).toBe(true);
        expect(file.writtenByteLength).toBe(bytesRead);
        expect(Math.ceil(bytesRead / BLOCK)).toBe(storedBlockCount(wanted));
      }
    },
  );

  test("R4: where it is given up, or the file can't be written, the file is as it was", async () => {
    const setup = await setUpMachine({ byteLength: 2000 * BLOCK });
    const { disk } = new Lab(madeLabParts(setup).parts);
    await setup.machine.disk.write(0, new Random(1).bytes(900 * BLOCK));
    const file = new MemoryFile();
    const before = file.content;
    file.failsAt = 300 * BLOCK;
    await expect(disk.exportRaw({ to: file.handle })).rejects.toMatchObject({ code: "file-unwritable" });
    expect(file.content).toBe(before);
    file.failsAt = Number.POSITIVE_INFINITY;
    const controller = new AbortController();
    const giveUp = { signal: controller.signal, onProgress: () => controller.abort() };
    await expect(disk.exportRaw({ to: file.handle, ...giveUp })).rejects.toMatchObject({ code: "cancelled" });
    expect(file.content).toBe(before);
    await expect(disk.exportRaw({ drive: 1 })).rejects.toMatchObject({ code: "disk-unknown" });
    // Nothing is held any more: freed extents go at once.
    await setup.machine.revertTo(null);
    expect(await setup.store.giveBackFreed()).toBeGreaterThan(0);
  });
});
