import { readFile } from "node:fs/promises";
import { afterEach, describe, expect, it } from "vitest";
import type { MachineConfig } from "../../src/core/machine-config.ts";
import { changedPages } from "../../src/core/ram-pages.ts";
import type { Machine } from "../../src/machine/machine.ts";
import { Network } from "../../src/machine/network/network.ts";
import { PageFingerprints } from "../../src/machine/page-fingerprints.ts";
import { SerialAgent } from "../../src/machine/serial-agent.ts";
import { V86MachineFactory } from "../../src/machine/v86-machine-factory.ts";
import { withWriteTracking } from "../../src/machine/write-tracking.ts";
import { WrittenPages } from "../../src/machine/written-pages.ts";
import { Random } from "../support/random.ts";
import { openLinuxDisk, pause, readMachineFiles } from "./machine-support.ts";
import { MadeWire } from "./network/made-wire.ts";

const RAM_MIB = 32;
const PAGE_COUNT = (RAM_MIB << 20) / 4096;
const LIMIT = { timeoutMs: 60_000 };
/** Writes by the processor in every way that Linux has, and by disk and network card. */
const WORK = [
  "dd if=/dev/urandom of=/tmp/noise bs=64k count=12 2>/dev/null; gzip -c /tmp/noise | md5sum",
  "for i in 1 2 3 4; do sh -c 'ls -lR /etc /bin | sort | tail -1' & done; wait",
  "udhcpc -n -q -i eth0 >/dev/null 2>&1; ping -c 1 10.86.0.1 >/dev/null",
  "echo 3 > /proc/sys/vm/drop_caches; cat /bin/* | md5sum; dmesg | sort -r | tail -1",
  "dd if=/dev/zero of=/root/zeros bs=4k count=200 2>/dev/null; sync; rm /root/zeros; sync",
  "awk 'BEGIN { for (i = 0; i < 8000; i++) a[i] = i * 1.5; for (i in a) s += a[i]; print s }'",
];

const files = await readMachineFiles();
const linux = await openLinuxDisk();
const config = (byteLength: number): MachineConfig => ({
  ramMiB: RAM_MIB,
  vgaMemoryMiB: 1,
  nic: "virtio",
  disks: [{ bus: "primary-master", image: "linux", byteLength }],
  bootOrder: ["hard-disk"],
});
const machines: Machine[] = [];

afterEach(() => {
  for (const machine of machines.splice(0)) machine.destroy();
});

/** Fingerprints of a whole memory at once, by a program that knows nothing of what was written. */
const reference = new (class {
  readonly #memory = new WebAssembly.Memory({ initial: (RAM_MIB << 20) / 65_536 });
  readonly #fingerprints = PageFingerprints.reserve(
    this.#memory,
    new WebAssembly.Module(files.pageFingerprints),
    PAGE_COUNT,
  );

  of(ram: Uint8Array): Uint32Array {
    const copy = new Uint8Array(this.#memory.buffer, 0, ram.byteLength);
    copy.set(ram);
    return this.#fingerprints.of(copy);
  }
})();

async function start(): Promise<Machine> {
  if (linux === null) throw new Error("Boot Linux: no image, wanted it built");
  const network = new Network({ wire: new MadeWire().end(), randomSequence: () => 1 });
  const socket = network.socketOf({ id: "working", name: "The working one" });
  const machine = await new V86MachineFactory(files).create(config(linux.byteLength), [linux], null, socket);
  machines.push(machine);
  return machine;
}

/** The pages that fingerprints, kept up to date by what was written, have wrong. */
function missedPages(machine: Machine): number[] {
  const found = machine.fingerprints();
  return changedPages(reference.of(machine.ram()), found);
}

async function compare(machine: Machine): Promise<void> {
  await machine.quiesce();
  expect(missedPages(machine)).toEqual([]);
  machine.run();
}

describe.skipIf(linux === null)("written pages of a real guest", () => {
  it("S3: no written page is missed from power-on to the prompt, nor after a reset", async () => {
    const random = new Random(5);
    const machine = await start();
    const agent = new SerialAgent(machine);
    let isBooted = false;
    machine.run();
    for (const _boot of ["power-on", "reset"]) {
      const booted = agent.exec("true", LIMIT).then(() => {
        isBooted = true;
      });
      while (!isBooted) {
        await pause(random.below(300));
        await compare(machine);
      }
      await booted;
      isBooted = false;
      machine.reset();
      agent.reset();
    }
    agent.dispose();
  }, 120_000);

  it("S3: no written page is missed while it works, nor after a restore", async () => {
    const random = new Random(9);
    const machine = await start();
    const agent = new SerialAgent(machine);
    machine.run();
    await agent.exec("true", LIMIT);
    for (const command of WORK) {
      let isDone = false;
      const done = agent.exec(command, LIMIT).finally(() => {
        isDone = true;
      });
      while (!isDone) {
        await pause(20 + random.below(300));
        await compare(machine);
      }
      expect((await done).exitCode, command).toBe(0);
    }
    // What was restored is known as well.
    await machine.quiesce();
    const devices = machine.captureDevices().encode();
    const ram = machine.ram().slice();
    machine.run();
    await agent.exec(WORK[0] ?? "", LIMIT);
    await machine.quiesce();
    const different = changedPages(reference.of(ram).slice(), reference.of(machine.ram()));
    await machine.restore(devices, (view) => {
      for (const page of different) view.set(ram.subarray(page * 4096, (page + 1) * 4096), page * 4096);
      return different;
    });
    expect(missedPages(machine)).toEqual([]);
    expect(Buffer.compare(machine.ram(), ram)).toBe(0);
    agent.dispose();
  }, 120_000);
});

describe("WrittenPages", () => {
  const pageCount = 600;
  const setUp = (isChanged: boolean) => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const global = () => new WebAssembly.Global({ value: "i32", mutable: true }, 0);
    const names = isChanged ? ["strata_marks", "strata_ram_page", "strata_page_count"] : [];
    const globals = Object.fromEntries(names.map((name) => [name, global()]));
    let clearedCount = 0;
    const full_clear_tlb = (): void => {
      clearedCount++;
    };
    const written = WrittenPages.reserve({ memory, full_clear_tlb, ...globals }, pageCount);
    written.begin(8192);
    return { memory, globals, written, clearedCount: () => clearedCount };
  };

  it("are all pages at first, then those that were marked and the first MiB, in runs", () => {
    const { memory, globals, written, clearedCount } = setUp(true);
    expect(written.take()).toEqual([{ first: 0, count: 600 }]);
    expect(clearedCount()).toBe(1);
    expect([globals["strata_ram_page"]?.value, globals["strata_page_count"]?.value]).toEqual([2, 600]);
    // As the program does it.
    const marks = new Uint8Array(memory.buffer, globals["strata_marks"]?.value, pageCount);
    for (const page of [300, 301, 303, 599]) marks[page] = 1;
    written.mark([256]);
    expect(written.take()).toEqual([
      { first: 0, count: 257 },
      { first: 300, count: 2 },
      { first: 303, count: 1 },
      { first: 599, count: 1 },
    ]);
    expect(written.take()).toEqual([{ first: 0, count: 256 }]);
    written.mark(null);
    expect(written.take()).toEqual([{ first: 0, count: 600 }]);
    expect(clearedCount()).toBe(4);
  });

  it("are always all pages with a program that marks none", () => {
    const { written } = setUp(false);
    for (let round = 0; round < 3; round++) {
      written.mark([5]);
      expect(written.take()).toEqual([{ first: 0, count: 600 }]);
    }
  });
});

describe("the changed program", () => {
  it("is v86's with two functions wrapped and three globals", async () => {
    const program = Uint8Array.from(
      await readFile(new URL("../../node_modules/v86/build/v86.wasm", import.meta.url)),
    );
    const changed = withWriteTracking(program);
    if (changed === null) throw new Error("Change program: its functions were not found, wanted them");
    const [before, after] = [program, changed].map((bytes) => new WebAssembly.Module(bytes)) as [
      WebAssembly.Module,
      WebAssembly.Module,
    ];
    expect(WebAssembly.Module.imports(after)).toEqual(WebAssembly.Module.imports(before));
    expect(WebAssembly.Module.exports(after)).toEqual([
      ...WebAssembly.Module.exports(before),
      ...["strata_marks", "strata_ram_page", "strata_page_count"].map((name) => ({ name, kind: "global" })),
    ]);
  });

  it("is left alone when it is another: without the functions, cut off, or no program at all", async () => {
    const program = Uint8Array.from(files.program);
    expect(withWriteTracking(program.slice(0, 100_000))).toBeNull();
    expect(withWriteTracking(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0))).toBeNull();
    expect(withWriteTracking(new Uint8Array(3))).toBeNull();
    const renamed = Uint8Array.from(
      Buffer.from(program).toString("latin1").replace("do_page_walk", "do_page_wait"),
      (character) => character.charCodeAt(0),
    );
    expect(withWriteTracking(renamed)).toBeNull();
  });
});
