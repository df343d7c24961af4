// Long because every test needs the same machine, and building one takes its time.
import { V86 } from "v86";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { MachineConfig } from "../../src/core/machine-config.ts";
import { decodeDeviceState } from "../../src/machine/device-state.ts";
import type { DiskRequest, Machine } from "../../src/machine/machine.ts";
import { RELEASE_EVERY_KEY } from "../../src/machine/us-keyboard.ts";
import type { Emulator } from "../../src/machine/v86-internals.ts";
import { V86MachineFactory } from "../../src/machine/v86-machine-factory.ts";
import { packZeroPages } from "../../src/machine/zero-page-codec.ts";
import { Random } from "../support/random.ts";
import { createBootDisk } from "./boot-sector.ts";
import { Console, pause, readMachineFiles, until } from "./machine-support.ts";
import type { MemoryDisk } from "./memory-disk.ts";

const factory = new V86MachineFactory(await readMachineFiles());
const machines: Machine[] = [];

afterEach(() => {
  for (const machine of machines.splice(0)) machine.destroy();
  vi.restoreAllMocks();
});

function configFor(disk: MemoryDisk, change: Partial<MachineConfig> = {}): MachineConfig {
  return {
    ramMiB: 32,
    vgaMemoryMiB: 1,
    nic: "none",
    disks: [{ bus: "primary-master", image: "test", byteLength: disk.byteLength }],
    bootOrder: ["hard-disk"],
    ...change,
  };
}

async function create(disk = createBootDisk(), change: Partial<MachineConfig> = {}) {
  const machine = await factory.create(configFor(disk, change), [disk]);
  machines.push(machine);
  return { disk, machine, console: new Console(machine) };
}

async function boot(disk = createBootDisk()) {
  const started = await create(disk);
  started.machine.run();
  await started.console.expect("B");
  return started;
}

/** What a machine needs to go back to this moment. */
async function capture(machine: Machine) {
  await machine.quiesce();
  return { devices: machine.captureDevices().encode(), fillRam: keepingRam(machine) };
}

/** Writes the memory as it is now. */
function keepingRam(machine: Machine): (view: Uint8Array<ArrayBuffer>) => null {
  const ram = machine.ram().slice();
  return (view) => {
    view.set(ram);
    return null;
  };
}

/** The emulator's video memory, without v86's proxy around it. */
function videoOf(emulator: Emulator): Uint8Array {
  const { buffer, byteOffset, byteLength } = emulator.v86.cpu.devices.vga.svga_memory;
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** A device state in its first format: the whole of v86's state behind the header of `devices`, which is of version 2. */
function encodeVersion1(state: ArrayBuffer, devices: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const identityEnd = 12 + new DataView(devices.buffer).getUint32(8, true);
  const old = Uint8Array.from(
    Buffer.concat([devices.subarray(0, identityEnd), packZeroPages(new Uint8Array(state))]),
  );
  new DataView(old.buffer).setUint32(4, 1, true);
  return old;
}

/** The emulator behind the machine created meanwhile, to break it. */
function spyOnEmulator(): () => Emulator {
  const run = vi.spyOn(V86.prototype, "run");
  return () => run.mock.contexts.at(-1) as unknown as Emulator;
}

describe("V86Machine", () => {
  it("stands still until run, then boots from its disk", async () => {
    const { machine, console } = await create();
    await pause(50);
    expect([machine.isRunning, console.text]).toEqual([false, ""]);
    machine.run();
    await console.expect("B");
    expect(machine.isRunning).toBe(true);
  });

  it("reads and writes its disk and reports each request", async () => {
    const { disk, machine, console } = await boot();
    const requests: DiskRequest[] = [];
    machine.onDiskRequest((request) => requests.push(request));
    await console.ask("r", "S");
    await console.ask("w", "W");
    expect(requests).toEqual([
      { kind: "read", offset: 512, byteLength: 512 },
      { kind: "write", offset: 1024, byteLength: 512 },
    ]);
    expect((await disk.read(1024, 512))[0]).toBe("S".charCodeAt(0));
  });

  it("tells the guest that a write ended only when the disk has taken it", async () => {
    const { disk, console } = await boot();
    await console.ask("r", "S");
    disk.latencyMs = () => 150;
    const startMs = performance.now();
    await console.ask("w", "W");
    expect(performance.now() - startMs).toBeGreaterThan(100);
  });

  it("I1: gives the guest an I/O error for a read or write that fails, and goes on", async () => {
    const { disk, machine, console } = await boot();
    const errors: unknown[] = [];
    machine.onDiskRequest(({ error }) => errors.push(error));
    const fault = new Error("damaged");
    disk.fault = () => fault;
    await console.ask("r", "E");
    await console.ask("w", "E");
    expect(errors).toContain(fault);
    disk.fault = () => null;
    await console.ask("r", "S");
    await console.ask("w", "W");
  });

  it("Q1, S4: quiesces only after the request in flight, with the processor stopped", async () => {
    const { disk, machine, console } = await boot();
    disk.latencyMs = () => 100;
    const startCount = disk.log.length;
    console.send("r");
    await pause(30);
    expect(disk.log.length).toBe(startCount);
    const stops: boolean[] = [];
    const whenQuiet = machine.quiesce(() => stops.push(machine.isRunning));
    // The guest runs on until its request has ended.
    expect(machine.isRunning).toBe(true);
    await whenQuiet;
    expect(machine.isRunning).toBe(false);
    expect(stops).toEqual([false]);
    expect(disk.log.length).toBe(startCount + 1);
    machine.run();
    await console.expect("S");
  });

  it("rejects a quiesce when a request never ends, with the processor stopped", async () => {
    const disk = createBootDisk();
    const impatient = new V86MachineFactory({
      ...(await readMachineFiles()),
      schedule: (_delayMs, callback) => {
        const handle = setTimeout(callback, 50);
        return () => clearTimeout(handle);
      },
    });
    const machine = await impatient.create(configFor(disk), [disk]);
    machines.push(machine);
    const console = new Console(machine);
    machine.run();
    await console.expect("B");
    disk.latencyMs = () => 1e6;
    console.send("r");
    await pause(50);
    await expect(machine.quiesce()).rejects.toMatchObject({ code: "timeout", details: { pendingCount: 1 } });
    expect(machine.isRunning).toBe(false);
    expect(() => machine.captureDevices()).toThrow(expect.objectContaining({ code: "machine-state" }));
  });

  it("S3: goes back to a moment, memory and processor included, as often as asked", async () => {
    const { machine, console } = await boot();
    await console.ask("x", "1");
    await console.ask("x", "2");
    const moment = await capture(machine);
    machine.run();
    await console.ask("x", "3");
    await console.ask("x", "4");
    for (let round = 0; round < 3; round++) {
      await machine.quiesce();
      await machine.restore(moment.devices, moment.fillRam);
      expect(machine.isRunning).toBe(false);
      machine.run();
      await console.ask("x", "3");
    }
  });

  it("S3: holds the same state and memory, byte for byte, after a restore", async () => {
    const { machine, console } = await boot();
    await console.ask("x", "1");
    const moment = await capture(machine);
    machine.run();
    await console.ask("r", "S");
    await machine.quiesce();
    await machine.restore(moment.devices, moment.fillRam);
    // Keys that come now must change nothing either: they wait for the processor.
    machine.sendCtrlAltDelete();
    const again = machine.captureDevices().encode();
    expect(comparable(again, machine.config).equals(comparable(moment.devices, machine.config))).toBe(true);
    const ram = new Uint8Array(machine.ram().byteLength);
    moment.fillRam(ram);
    expect(Buffer.compare(machine.ram(), ram)).toBe(0);
  });

  it("stops at once when no request is pending", async () => {
    const { machine } = await boot();
    const whenQuiet = machine.quiesce();
    expect(machine.isRunning).toBe(false);
    await whenQuiet;
  });

  it("S3: brings video memory back byte for byte, as it was when the devices were captured", async () => {
    const emulator = spyOnEmulator();
    const { machine, console } = await boot();
    const video = videoOf(emulator());
    const random = new Random(3);
    for (const page of [0, 1, 7, 255]) video.set(random.bytes(4000), page * 4096);
    await machine.quiesce();
    const before = video.slice();
    const captured = machine.captureDevices();
    const fillRam = keepingRam(machine);
    machine.run();
    await console.ask("x", "1");
    await machine.quiesce();
    for (const page of [1, 2, 200]) video.set(random.bytes(4096), page * 4096);
    video.fill(0, 7 * 4096, 8 * 4096);
    // Packed only now: it holds the moment of the capture.
    const devices = captured.encode();
    await machine.restore(devices, fillRam);
    expect(Buffer.compare(video, before)).toBe(0);
    const again = machine.captureDevices().encode();
    expect(comparable(again, machine.config).equals(comparable(devices, machine.config))).toBe(true);
    machine.run();
    await console.ask("x", "1");
  });

  it("S3: runs the code that a restore has written, not what was compiled before", async () => {
    const emulator = spyOnEmulator();
    const { machine, console } = await boot();
    await machine.quiesce();
    // At 0x9000: print P, count CX down from 0xffff, again. In place of the program's own loop: a jump there.
    const write = (hex: string, address: number): void =>
      emulator().write_memory(Uint8Array.from(Buffer.from(hex, "hex")), address);
    write("baf803b050eeb9ffff4975fdebf2", 0x9000);
    write("e9e313", 0x7c1a);
    machine.run();
    await console.expect("P".repeat(3000), 60_000);
    const { devices } = await capture(machine);
    const ram = machine.ram().slice();
    write("51", 0x9004);
    machine.run();
    await console.expect("Q".repeat(3000), 60_000);
    await machine.quiesce();
    await machine.restore(devices, (view) => {
      const pages = Array.from({ length: ram.byteLength >> 12 }, (_, page) => page).filter((page) => {
        const range = [page << 12, (page + 1) << 12] as const;
        return Buffer.compare(view.subarray(...range), ram.subarray(...range)) !== 0;
      });
      for (const page of pages) view.set(ram.subarray(page << 12, (page + 1) << 12), page << 12);
      return pages;
    });
    console.text = "";
    machine.run();
    await console.expect("P".repeat(100), 60_000);
    expect(console.text).not.toContain("Q");
  }, 120_000);

  it("forgets the compiled code of the pages that a restore writes, or all of it when it may have written all", async () => {
    const emulator = spyOnEmulator();
    const { machine } = await boot();
    const { cpu } = emulator().v86;
    const { devices } = await capture(machine);
    const forget = vi.spyOn(cpu, "jit_dirty_cache");
    await machine.restore(devices, () => [3, 4]);
    expect(forget.mock.calls).toEqual([
      [3 * 4096, 4 * 4096],
      [4 * 4096, 5 * 4096],
    ]);
    await machine.restore(devices, () => null);
    expect(forget).toHaveBeenCalledTimes(2);
  });

  it("S3: reads states of format version 1, which have the video memory within", async () => {
    const emulator = spyOnEmulator();
    const { machine, console } = await boot();
    const core = emulator().v86;
    const video = videoOf(emulator());
    await console.ask("x", "1");
    await machine.quiesce();
    video.set(new Random(4).bytes(5000), 100_000);
    const before = video.slice();
    const { devices, fillRam } = await capture(machine);
    Reflect.deleteProperty(core.cpu.devices.vga, "get_state");
    const old = encodeVersion1(core.save_state(), devices);
    video.fill(9);
    await machine.restore(old, fillRam);
    expect(Buffer.compare(video, before)).toBe(0);
    machine.run();
    await console.ask("x", "2");
  });

  it("changes neither memory nor processor while it is stopped, whatever is typed", async () => {
    const emulator = spyOnEmulator();
    const { machine } = await boot();
    const moment = await capture(machine);
    emulator().bus.send("keyboard-code", 0x1e);
    machine.sendSerial(0, new TextEncoder().encode("x"));
    machine.setInputCapture(true);
    machine.setInputCapture(false);
    const again = await capture(machine);
    expect(comparable(again.devices, machine.config).equals(comparable(moment.devices, machine.config))).toBe(
      true,
    );
    const [before, after] = [
      new Uint8Array(machine.ram().byteLength),
      new Uint8Array(machine.ram().byteLength),
    ];
    moment.fillRam(before);
    again.fillRam(after);
    expect(Buffer.compare(before, after)).toBe(0);
  });

  it("S3: goes back in another machine of the same configuration", async () => {
    const first = await boot();
    await first.console.ask("x", "1");
    const moment = await capture(first.machine);
    first.machine.destroy();
    const second = await create();
    await second.machine.restore(moment.devices, moment.fillRam);
    second.machine.run();
    await second.console.ask("x", "2");
  });

  it("drops the answer of a request that was pending when the machine went back", async () => {
    const { disk, machine, console } = await boot();
    await console.ask("x", "1");
    const moment = await capture(machine);
    machine.run();
    disk.latencyMs = () => 80;
    console.send("r");
    await pause(20);
    await stopWithoutDrain(machine);
    await machine.restore(moment.devices, moment.fillRam);
    disk.put(512, new Uint8Array(512).fill("T".charCodeAt(0)));
    machine.run();
    disk.latencyMs = () => 160;
    await console.ask("r", "T");
    await console.ask("x", "2");
    await machine.quiesce();
  });

  it("forgets bytes and keys that wait when it goes back", async () => {
    const { machine, console } = await boot();
    const moment = await capture(machine);
    machine.sendSerial(0, new TextEncoder().encode("xxxx"));
    const typing = machine.sendKeys("abc").catch((error: { readonly code: string }) => error.code);
    await machine.restore(moment.devices, moment.fillRam);
    machine.run();
    expect(await typing).toBe("cancelled");
    await pause(100);
    await console.ask("x", "1");
    expect(console.text).toBe("1");
  });

  it("N1: lets go of what is held at the end of the capture, and of every key after a restore", async () => {
    const emulatorOf = spyOnEmulator();
    const { machine } = await boot();
    const { bus, v86 } = emulatorOf();
    const { ps2 } = v86.cpu.devices;
    const codes: number[] = [];
    const send = ps2.kbd_send_code;
    ps2.kbd_send_code = (code) => {
      codes.push(code);
      send.call(ps2, code);
    };
    const clicks: unknown[] = [];
    const sendOnBus = bus.send;
    bus.send = (name, value) => {
      if (name === "mouse-click") clicks.push(value);
      sendOnBus.call(bus, name, value);
    };
    machine.setInputCapture(true);
    const held = [0x2a, 0x11, 0xe0, 0x4d];
    for (const code of held) bus.send("keyboard-code", code);
    machine.setInputCapture(false);
    expect(codes.splice(0)).toEqual([...held, 0xaa, 0x91, 0xe0, 0xcd]);
    expect(clicks.splice(0)).toEqual([[false, false, false]]);

    for (const code of held) bus.send("keyboard-code", code);
    const moment = await capture(machine);
    await machine.restore(moment.devices, moment.fillRam);
    const received: number[] = [];
    const buffer = ps2.kbd_buffer as unknown as { push(code: number): void };
    const { push } = buffer;
    buffer.push = (code) => {
      received.push(code);
      push.call(buffer, code);
    };
    machine.run();
    expect(received).toEqual([...RELEASE_EVERY_KEY]);
    // Let go of only now by the person: the guest would take this code for another keyboard.
    bus.send("keyboard-code", 0xaa);
    expect(received).toHaveLength(RELEASE_EVERY_KEY.length);
    expect(clicks).toEqual([[false, false, false]]);
  });

  it("N3: makes no speaker of the emulator's own, which would ask the browser for sound", async () => {
    const emulatorOf = spyOnEmulator();
    await boot();
    expect("speaker_adapter" in emulatorOf()).toBe(false);
  });

  it("Q2: holds in its state neither memory nor blocks, and few bytes", async () => {
    const { machine, console } = await boot();
    machine.ram().fill(0xa5, 8 << 20, 24 << 20);
    await console.ask("r", "S");
    await machine.quiesce();
    const devices = machine.captureDevices().encode();
    expect(devices.byteLength).toBeLessThan(400_000);
    expect(Buffer.from(devices).includes(Buffer.alloc(512, 0xa5))).toBe(false);
  });

  it("S8: refuses states of another configuration, build or format before it touches anything", async () => {
    const { machine, console } = await boot();
    await console.ask("x", "1");
    const { devices, fillRam } = await capture(machine);
    const other = await create(createBootDisk(), { vgaMemoryMiB: 2 });
    const wider = other.machine.captureDevices().encode();
    const damaged = devices.slice();
    damaged[0] = 0;
    const otherBuild = Uint8Array.from(
      Buffer.from(devices).toString("latin1").replace("0.5.462", "0.5.999"),
      (c) => c.charCodeAt(0),
    );
    const newer = devices.slice();
    newer[4] = 3;
    for (const state of [wider, damaged, otherBuild, newer, devices.slice(0, -1), new Uint8Array(3)]) {
      await expect(machine.restore(state, fillRam)).rejects.toMatchObject({ code: "snapshot-incompatible" });
    }
    machine.run();
    await console.ask("x", "2");
  });

  it("refuses to be captured or restored while it runs", async () => {
    const { machine } = await boot();
    const moment = await capture(machine);
    machine.run();
    expect(() => machine.captureDevices()).toThrow(expect.objectContaining({ code: "machine-state" }));
    await expect(machine.restore(moment.devices, moment.fillRam)).rejects.toMatchObject({
      code: "machine-state",
    });
  });

  it("is unusable after a restore whose memory could not be filled", async () => {
    const { machine } = await boot();
    const moment = await capture(machine);
    const fault = new Error("no such page");
    await expect(
      machine.restore(moment.devices, () => {
        throw fault;
      }),
    ).rejects.toMatchObject({ code: "machine-failed", cause: fault });
    expect(() => machine.run()).toThrow(expect.objectContaining({ code: "machine-failed" }));
  });

  it("types text on the keyboard without losing a key", async () => {
    const { machine, console } = await boot();
    const text = "Hello, World! ~|{}<>?\"'";
    console.text = "";
    console.send("k".repeat(text.length));
    await machine.sendKeys(text);
    await console.expect(text);
    await expect(machine.sendKeys("aé")).rejects.toMatchObject({
      code: "text-untypable",
      details: { characters: "é" },
    });
  });

  it("starts anew on reset, also with a request in flight", async () => {
    const { disk, machine, console } = await boot();
    await console.ask("x", "1");
    disk.latencyMs = () => 40;
    console.send("r");
    await pause(15);
    console.text = "";
    machine.reset();
    await console.expect("B");
    await console.ask("x", "1");
    await console.ask("r", "S");
  });

  it("reports a guest that halted for good, and stops", async () => {
    const { machine, console } = await boot();
    const reasons: string[] = [];
    machine.onStopped(({ kind }) => reasons.push(kind));
    console.send("h");
    await until(() => reasons.length > 0);
    expect([reasons, machine.isRunning]).toEqual([["halted"], false]);
    machine.reset();
    console.text = "";
    machine.run();
    await console.expect("B");
  });

  it("reports a crash of the emulator once, and fails from then on without an unhandled rejection", async () => {
    const emulator = spyOnEmulator();
    const { machine } = await boot();
    const reasons: { readonly kind: string; readonly error?: unknown }[] = [];
    machine.onStopped((reason) => reasons.push(reason));
    const fault = new WebAssembly.RuntimeError("unreachable");
    Object.assign(emulator().v86.cpu, {
      main_loop: () => {
        throw fault;
      },
    });
    await until(() => reasons.length > 0);
    expect(reasons).toEqual([
      { kind: "crashed", error: expect.objectContaining({ code: "machine-failed", cause: fault }) },
    ]);
    expect(machine.isRunning).toBe(false);
    await expect(machine.quiesce()).rejects.toMatchObject({ code: "machine-failed" });
    expect(() => machine.run()).toThrow(expect.objectContaining({ code: "machine-failed" }));
  });

  it("is gone after destroy, even with a request in flight", async () => {
    const { disk, machine, console } = await boot();
    disk.latencyMs = () => 30;
    console.send("r");
    await pause(10);
    const whenQuiet = machine.quiesce().catch((error: { readonly code: string }) => error.code);
    machine.destroy();
    machine.destroy();
    expect(await whenQuiet).toBe("machine-state");
    expect(() => machine.run()).toThrow(expect.objectContaining({ code: "machine-state" }));
    expect(machine.captureScreen()()).toBeNull();
    await pause(60);
  });

  it("refuses to run while it is being stopped", async () => {
    const { machine } = await boot();
    const whenQuiet = machine.quiesce();
    expect(() => machine.run()).toThrow(expect.objectContaining({ code: "machine-busy" }));
    await whenQuiet;
    machine.run();
    expect(machine.isRunning).toBe(true);
  });
});

describe("V86MachineFactory", () => {
  it.each([
    ["none", undefined, undefined],
    ["ne2k", expect.anything(), undefined],
    ["virtio", undefined, expect.anything()],
  ] as const)("builds a machine with the network card %s", async (nic, ne2k, virtio) => {
    const emulator = spyOnEmulator();
    const { machine } = await create(createBootDisk(), { nic });
    machine.run();
    const { devices } = emulator().v86.cpu;
    expect([devices.net, devices.virtio_net]).toEqual([ne2k, virtio]);
  });

  it("gives a machine as much memory as configured", async () => {
    const { machine } = await create(createBootDisk(), { ramMiB: 128 });
    expect(machine.ram().byteLength).toBe(128 << 20);
  });

  it("is refused a disk of another size than configured", async () => {
    const disk = createBootDisk();
    const config = configFor(disk, { disks: [{ bus: "primary-master", image: "test", byteLength: 512 }] });
    await expect(factory.create(config, [disk])).rejects.toMatchObject({ code: "configuration-invalid" });
  });

  it("is refused another number of disks than configured", async () => {
    const disk = createBootDisk();
    for (const disks of [[], [disk, createBootDisk()]])
      await expect(factory.create(configFor(disk), disks)).rejects.toMatchObject({
        code: "configuration-invalid",
      });
  });

  it("S9: is not built with a disk whose blocks are not kept, which is named", async () => {
    const prototype = V86.prototype as unknown as Emulator;
    const starting = vi.spyOn(prototype, "continue_init");
    starting.mockImplementation(function (this: Emulator, core, settings) {
      starting.mockRestore();
      const { init } = core;
      core.init = (initSettings) => {
        init.call(core, initSettings);
        Object.assign(core.cpu.devices.ide.primary?.slave ?? {}, { buffer: {} });
      };
      return prototype.continue_init.call(this, core, settings);
    });
    const building = create();
    await expect(building).rejects.toMatchObject({ code: "machine-failed", details: { drive: "ide0.1" } });
  });

  it("passes on what the disk says when it can't be read", async () => {
    const disk = createBootDisk();
    const fault = new Error("damaged");
    disk.fault = () => fault;
    await expect(factory.create(configFor(disk), [disk])).rejects.toBe(fault);
  });

  it("says image-unreachable for a file that can't be loaded, and tries again later", async () => {
    const files = await readMachineFiles();
    let isThere = false;
    vi.stubGlobal("fetch", async () => {
      if (!isThere) return new Response("", { status: 404 });
      return new Response(files.bios);
    });
    const remote = new V86MachineFactory({ ...files, bios: "images/bios/seabios.bin" });
    const disk = createBootDisk();
    await expect(remote.create(configFor(disk), [disk])).rejects.toMatchObject({
      code: "image-unreachable",
      details: { url: "images/bios/seabios.bin" },
    });
    isThere = true;
    machines.push(await remote.create(configFor(disk), [disk]));
    vi.unstubAllGlobals();
  });

  it("tells a page in place of the program from a browser that refuses the program", async () => {
    const files = await readMachineFiles();
    const disk = createBootDisk();
    const page = new V86MachineFactory({ ...files, program: new TextEncoder().encode("<!doctype html>") });
    await expect(page.create(configFor(disk), [disk])).rejects.toMatchObject({ code: "image-unreachable" });
    const unknown = new V86MachineFactory({
      ...files,
      program: Uint8Array.of(0, 0x61, 0x73, 0x6d, 9, 9, 9, 9),
    });
    await expect(unknown.create(configFor(disk), [disk])).rejects.toMatchObject({
      code: "browser-unsupported",
    });
  });

  it("says machine-failed when the emulator can't start", async () => {
    const files = await readMachineFiles();
    // A valid program, but not v86's: an empty module.
    const program = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
    const broken = new V86MachineFactory({ ...files, program });
    const disk = createBootDisk();
    await expect(broken.create(configFor(disk), [disk])).rejects.toMatchObject({ code: "machine-failed" });
  });
});

/** Stops the processor of a machine whose disk request is not waited for, as a page does that gives up waiting. */
async function stopWithoutDrain(machine: Machine): Promise<void> {
  void machine.quiesce().catch(() => {});
  await until(() => !machine.isRunning);
}

/** Places in v86's list of the processor's state. */
const LAST_TRANSLATED_ADDRESS = 18;
const TIME_STAMP_COUNTER = 43;

/**
 * A device state to be compared: all but the time stamp counter, which goes on while the processor is stopped, and
 * the key of a cache of one address, which every restore empties.
 */
function comparable(devices: Uint8Array<ArrayBuffer>, config: MachineConfig): Buffer {
  const { core: state, video } = decodeDeviceState(devices, config);
  const infoBytes = new DataView(state).getUint32(12, true);
  const info = JSON.parse(new TextDecoder().decode(new Uint8Array(state, 16, infoBytes))) as {
    readonly buffer_infos: readonly { readonly offset: number; readonly length: number }[];
    readonly state: unknown[];
  };
  const counter = info.state[TIME_STAMP_COUNTER] as { readonly buffer_id: number };
  info.state[LAST_TRANSLATED_ADDRESS] = null;
  const start = (16 + infoBytes + 3) & ~3;
  const buffers = info.buffer_infos
    .filter((_info, id) => id !== counter.buffer_id)
    .map(({ offset, length }) => Buffer.from(state, start + offset, length));
  const pages = Buffer.from(JSON.stringify(video?.pages));
  return Buffer.concat([
    Buffer.from(JSON.stringify(info.state)),
    ...buffers,
    pages,
    video?.contents ?? pages,
  ]);
}
