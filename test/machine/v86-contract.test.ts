// Long because one emulator is looked at from all sides.
import { readFile } from "node:fs/promises";
import { V86 } from "v86";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadEmulator } from "../../src/machine/load-emulator.ts";
import {
  V86_BUILD,
  V86_STATE_HEADER_BYTES,
  V86_STATE_MAGIC,
  V86_STATE_VERSION,
  V86_VERSION,
} from "../../src/machine/v86-build.ts";
import type { Emulator, V86Disk } from "../../src/machine/v86-internals.ts";
import { createBootDisk } from "./boot-sector.ts";
import { pause, readMachineFiles, until } from "./machine-support.ts";

/*
 * What this folder takes for granted of v86's inside. When one of these fails after an upgrade, read the new
 * release where the name was used, and only then change `V86_VERSION`.
 */

/** Answers as the adapter does, and remembers what v86 calls. */
class RecordingDisk implements V86Disk {
  readonly calls = new Set<string>();
  readonly byteLength = 1024 * 1024;
  onload: ((event: object) => void) | undefined = undefined;
  readonly #disk = createBootDisk();
  readonly #firstSector: Uint8Array;

  constructor(firstSector: Uint8Array) {
    this.#firstSector = firstSector;
  }

  load(): void {
    this.calls.add("load");
    this.onload?.({});
  }

  get(offset: number, byteLength: number, callback: (bytes: Uint8Array) => void): void {
    this.calls.add("get");
    void this.#disk.read(offset, byteLength).then(callback);
  }

  set(offset: number, bytes: Uint8Array, callback: () => void): void {
    this.calls.add("set");
    void this.#disk.write(offset, bytes).then(callback);
  }

  get_and_cache(_offset: number, _byteLength: number, callback: (bytes: Uint8Array) => void): void {
    this.calls.add("get_and_cache");
    callback(this.#firstSector);
  }

  get_from_cache(): Uint8Array {
    this.calls.add("get_from_cache");
    return this.#firstSector;
  }

  get_buffer(callback: (buffer: ArrayBuffer | undefined) => void): void {
    this.calls.add("get_buffer");
    callback(undefined);
  }

  get_state(): readonly string[] {
    this.calls.add("get_state");
    return ["marker"];
  }

  set_state(): void {
    this.calls.add("set_state");
  }
}

describe("v86 0.5.462, as the adapter knows it", () => {
  let emulator: Emulator;
  let disk: RecordingDisk;
  let output = "";

  beforeAll(async () => {
    const files = await readMachineFiles();
    disk = new RecordingDisk(await createBootDisk().read(0, 512));
    emulator = await loadEmulator(V86, await WebAssembly.compile(files.program), {
      memory_size: 32 << 20,
      vga_memory_size: 1 << 20,
      bios: { buffer: files.bios.buffer },
      vga_bios: { buffer: files.vgaBios.buffer },
      hda: disk,
      boot_order: 2,
      net_device: { type: "virtio" },
      uart1: true,
      disable_speaker: true,
    });
    emulator.add_listener("serial0-output-byte", (byte) => {
      output += String.fromCharCode(byte);
    });
    await emulator.run();
    await until(() => output === "B");
  });

  afterAll(() => emulator.destroy());

  it("is the release that the build's name says", async () => {
    const text = await readFile(new URL("../../node_modules/v86/package.json", import.meta.url), "utf8");
    const { version } = JSON.parse(text) as { readonly version: string };
    expect(version.split("+")[0]).toBe(V86_VERSION);
    expect(V86_BUILD).toBe("v86 0.5.462");
  });

  it("has the private methods that the adapter calls or replaces, reached through the instance", () => {
    const core = emulator.v86;
    for (const method of ["do_tick", "next_tick", "init", "save_state"] as const)
      expect(core[method]).toBeTypeOf("function");
    for (const method of [
      "pack_memory",
      "unpack_memory",
      "reboot_internal",
      "jit_clear_cache",
      "jit_dirty_cache",
    ] as const) {
      expect(core.cpu[method]).toBeTypeOf("function");
      expect(Object.isExtensible(core.cpu)).toBe(true);
    }
    expect(core.cpu.io.mmap_register).toBeTypeOf("function");
    expect(emulator.continue_init).toBeTypeOf("function");
    expect(emulator.bus.send).toBeTypeOf("function");
    expect(emulator.emulator_bus.send).toBeTypeOf("function");
    expect(emulator.screen_adapter?.get_text_screen).toBeTypeOf("function");
    expect(emulator.v86.cpu.devices.vga.screen.set_mode).toBeTypeOf("function");
    expect([typeof core.running, typeof core.stopping]).toEqual(["boolean", "boolean"]);
  });

  it("has a virtio card, and a ne2k in its own file, whose address and queues can be reached", async () => {
    const card = emulator.v86.cpu.devices.virtio_net;
    expect(card?.mac).toBeInstanceOf(Uint8Array);
    expect(card?.virtio.device_status).toBeTypeOf("number");
    expect(card?.virtio.queues[0]?.is_configured).toBeTypeOf("function");
    expect(card?.virtio.queues[0]?.has_request).toBeTypeOf("function");
    expect(emulator).not.toHaveProperty("network_adapter");
    const text = await readFile(new URL("../../node_modules/v86/build/libv86.mjs", import.meta.url), "utf8");
    for (const name of ["-send", "-receive"]) expect(text).toContain(`"${name}"`);
  });

  it("tells of the mouse and of the speaker by the names that are listened to", async () => {
    const text = await readFile(new URL("../../node_modules/v86/build/libv86.mjs", import.meta.url), "utf8");
    for (const name of [
      "mouse-enable",
      "mouse-click",
      "pcspeaker-enable",
      "pcspeaker-disable",
      "pcspeaker-update",
    ])
      expect(text).toContain(`"${name}"`);
  });

  it("has sealed IDE drives with the registers and methods that the ATA extensions use", () => {
    const { primary, secondary } = emulator.v86.cpu.devices.ide;
    const drive = primary?.master;
    if (!drive || !secondary) throw new Error("No primary master, or no secondary channel");
    expect(drive.buffer).toBe(disk);
    expect([Object.isSealed(drive), Object.isSealed(Object.getPrototypeOf(drive))]).toEqual([true, false]);
    for (const register of [
      "status_reg",
      "error_reg",
      "current_command",
      "data_length",
      "write_dest",
    ] as const) {
      expect(drive[register], register).toBeTypeOf("number");
    }
    for (const method of [
      "ata_command",
      "ata_advance",
      "create_identify_packet",
      "do_write",
      "device_reset",
      "push_irq",
      "report_write",
      "cancel_io_operations",
    ] as const) {
      expect(Object.getPrototypeOf(drive)[method], method).toBeTypeOf("function");
    }
    expect(drive.data).toBeInstanceOf(Uint8Array);
    expect(drive.in_progress_io_ids).toBeInstanceOf(Map);
    expect(drive.cancelled_io_ids).toBeInstanceOf(Set);
    expect(drive.channel.dma_status).toBeTypeOf("number");
    expect([secondary.master, secondary.slave, primary?.slave].every((other) => other !== undefined)).toBe(
      true,
    );
  });

  it("has a CD-ROM drive and a floppy controller with what the extensions use", () => {
    const { ide, fdc } = emulator.v86.cpu.devices;
    const drive = ide.secondary?.master;
    if (!drive) throw new Error("No secondary master");
    expect([drive.is_atapi, ide.primary?.master.is_atapi]).toEqual([true, undefined]);
    expect([drive.buffer, drive.sector_count, drive.medium_changed]).toEqual([null, 0, 0]);
    const prototype = Object.getPrototypeOf(drive) as typeof drive;
    for (const method of [
      "ata_abort_command",
      "atapi_check_condition_response",
      "get_state",
      "set_state",
    ] as const)
      expect(prototype[method], method).toBeTypeOf("function");
    // Which of the state's places has the disc, and one that nothing uses.
    expect(drive.get_state().length).toBe(29);
    expect([drive.get_state()[28], drive.get_state()[5]]).toEqual([null, 0]);
    expect(fdc.drives.map(({ name, buffer }) => [name, buffer])).toEqual([
      ["fda", null],
      ["fdb", null],
    ]);
    expect(fdc.msr).toBeTypeOf("number");
    for (const method of ["enter_command_phase", "end_read_write", "reset_fdc"] as const)
      expect((Object.getPrototypeOf(fdc) as typeof fdc)[method], method).toBeTypeOf("function");
  });

  it("reports no write cache by itself, at the words that the extension sets", () => {
    const drive = emulator.v86.cpu.devices.ide.primary?.master;
    if (!drive) throw new Error("No primary master");
    const plain = Object.create(drive, {
      current_command: { value: 0xec, writable: true },
      data: { value: new Uint8Array(512), writable: true },
      data_end: { value: 0, writable: true },
      data_length: { value: 0, writable: true },
      data_pointer: { value: 0, writable: true },
    }) as typeof drive;
    plain.create_identify_packet();
    const word = (index: number): number =>
      (plain.data[index * 2] ?? 0) | ((plain.data[index * 2 + 1] ?? 0) << 8);
    expect([word(82) & 0x20, word(85) & 0x20]).toEqual([0, 0]);
    // FLUSH CACHE and FLUSH CACHE EXT are supported, and so is 48-bit addressing.
    expect(word(83) & 0x3400).toBe(0x3400);
  });

  it("has serial ports and a keyboard controller whose queues can be looked at and emptied", () => {
    const { uart0, uart1, ps2 } = emulator.v86.cpu.devices;
    for (const uart of [uart0, uart1]) {
      expect(uart?.input).toEqual([]);
      expect(uart?.lsr).toBeTypeOf("number");
      expect(uart?.ClearInterrupt).toBeTypeOf("function");
    }
    expect(ps2.enable_keyboard_stream).toBeTypeOf("boolean");
    expect(ps2.kbd_buffer.length).toBe(0);
    expect(ps2.kbd_send_code).toBeTypeOf("function");
    expect(Object.isExtensible(ps2)).toBe(true);
  });

  it("has a VGA card in text mode that can be drawn", () => {
    const { vga } = emulator.v86.cpu.devices;
    expect([vga.graphical_mode, vga.max_cols, vga.max_rows]).toEqual([false, 80, 25]);
    expect(vga.vga_memory).toBeInstanceOf(Uint8Array);
    // Its place in the list that becomes part of the state.
    expect(vga.svga_memory.byteLength).toBe(1 << 20);
    expect(vga.get_state()[39]).toBe(vga.svga_memory);
    expect(Object.isExtensible(vga)).toBe(true);
    expect([typeof vga.start_address, typeof vga.offset_register]).toEqual(["number", "number"]);
  });

  it("gives a live view of exactly the guest's memory", () => {
    const ram = emulator.read_memory(0, 32 << 20);
    expect(ram.byteLength).toBe(32 << 20);
    ram[0x6000] = 0x5a;
    expect(emulator.read_memory(0x6000, 1)[0]).toBe(0x5a);
  });

  it("delivers an interrupt at once, even while the processor is stopped", async () => {
    const { reg32 } = emulator.v86.cpu as unknown as { readonly reg32: Int32Array };
    const stackPointer = (): number => reg32[4] ?? 0;
    let isDelivered = false;
    // Not when the processor happens to stop in an interrupt handler of the BIOS: so more than once.
    for (let attempt = 0; attempt < 50 && !isDelivered; attempt++) {
      await emulator.stop();
      const before = stackPointer();
      emulator.bus.send("keyboard-code", 0x9e);
      isDelivered = stackPointer() !== before;
      await emulator.run();
      await pause(5);
    }
    // The reason for what V86Machine does with input; when this fails, it may be done more simply.
    expect(isDelivered).toBe(true);
  });

  it("asks its memory from pack_memory and gives it to unpack_memory, and the state has the known header", async () => {
    await emulator.stop();
    const { cpu } = emulator.v86;
    const order: string[] = [];
    cpu.pack_memory = () => {
      order.push("pack");
      return { bitmap: { get_buffer: () => new ArrayBuffer(0) }, packed_memory: new Uint8Array(0) };
    };
    cpu.unpack_memory = () => {
      order.push("unpack");
    };
    const clearing = cpu as typeof cpu & { full_clear_tlb(): void };
    for (const name of ["full_clear_tlb", "jit_clear_cache"] as const) {
      const clear = clearing[name];
      clearing[name] = () => {
        order.push(name);
        clear();
      };
    }
    const state = await emulator.save_state();
    const header = new DataView(state);
    expect(header.getUint32(0, true)).toBe(V86_STATE_MAGIC);
    expect(header.getUint32(4, true)).toBe(V86_STATE_VERSION);
    expect(header.getUint32(8, true)).toBe(state.byteLength);
    expect(header.getUint32(12, true)).toBeLessThan(state.byteLength - V86_STATE_HEADER_BYTES);
    // 1 MiB of video memory, pixels, and the drives' buffers.
    expect(state.byteLength).toBeLessThan(3 << 20);
    await emulator.restore_state(state);
    expect(order).toEqual(["pack", "unpack", "full_clear_tlb", "jit_clear_cache"]);
  });

  it("called these methods of its disk, and no others, from boot to restore", () => {
    expect([...disk.calls].sort()).toEqual([
      "get",
      "get_and_cache",
      "get_from_cache",
      "get_state",
      "load",
      "set_state",
    ]);
  });
});
