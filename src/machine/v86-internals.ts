/**
 * Types of the private parts of v86 0.5.462 that the adapter uses, and nothing more of them. They are checked
 * against the real package by `test/machine/v86-contract.test.ts`. Names are v86's own.
 */
import type { V86, V86Options } from "v86";
import type { AddressTable } from "./file-window.ts";

/** What v86 asks of a disk (`hda`): an object of this form is used as it is, without a wrapper. */
export interface V86Disk {
  readonly byteLength: number;
  onload: ((event: object) => void) | undefined;
  load(): void;
  get(offset: number, byteLength: number, callback: (bytes: Uint8Array) => void, options?: object): void;
  set(offset: number, bytes: Uint8Array, callback: () => void): void;
  get_and_cache(offset: number, byteLength: number, callback: (bytes: Uint8Array) => void): void;
  get_from_cache(offset: number, byteLength: number): Uint8Array | undefined;
  get_buffer(callback: (buffer: ArrayBuffer | undefined) => void): void;
  get_state(): readonly unknown[];
  set_state(state: readonly unknown[]): void;
}

/** One drive of an IDE channel. Instances are sealed, the prototype is not. */
export interface IdeInterface {
  /** "ide0.0" is the primary master, "ide1.1" the secondary slave. */
  readonly name: string;
  /** The disk; null where the drive has none. */
  buffer: unknown;
  /** Whether it is a CD-ROM drive. */
  readonly is_atapi: boolean;
  /** Of 2,048 bytes in a CD-ROM drive, which tells the guest of this number. */
  sector_count: number;
  /** Of a CD-ROM drive: 2 when its disc was changed, until the guest has been told so in two steps. Not in v86's state. */
  medium_changed: number;
  readonly channel: IdeChannel;
  readonly data: Uint8Array;
  readonly data_length: number;
  readonly write_dest: number;
  readonly in_progress_io_ids: Map<number, AbortController>;
  readonly cancelled_io_ids: Set<number>;
  status_reg: number;
  error_reg: number;
  current_command: number;
  ata_command(command: number): void;
  ata_advance(command: number, sectorCount: number): void;
  create_identify_packet(): void;
  do_write(): void;
  device_reset(): void;
  push_irq(): void;
  report_write(byteLength: number): void;
  cancel_io_operations(): void;
  ata_abort_command(): void;
  atapi_check_condition_response(senseKey: number, additionalSense: number): void;
  get_state(): unknown[];
  set_state(state: readonly unknown[]): void;
}

export interface IdeChannel {
  readonly master: IdeInterface;
  readonly slave: IdeInterface;
  dma_status: number;
}

/** The floppy controller. Instances are sealed, the prototype is not. */
export interface FloppyController {
  readonly drives: readonly FloppyDrive[];
  /** Bit 7: ready for the next byte of a command. */
  msr: number;
  enter_command_phase(): void;
  end_read_write(status0: number, status1: number, status2: number): void;
  reset_fdc(): void;
}

export interface FloppyDrive {
  /** "fda" or "fdb". */
  readonly name: string;
  /** The floppy; null where the drive has none. */
  readonly buffer: unknown;
}

/** A 16550 serial port. `input` is not part of the state. */
export interface Uart {
  readonly input: number[];
  lsr: number;
  ClearInterrupt(line: number): void;
}

/** The PS/2 controller. */
export interface Ps2 {
  readonly enable_keyboard_stream: boolean;
  readonly kbd_buffer: { readonly length: number };
  kbd_send_code(code: number): void;
}

/** The VGA card: text mode is `max_cols` × `max_rows` pairs of character and attribute in `vga_memory`. */
export interface Vga {
  readonly graphical_mode: boolean;
  readonly max_cols: number;
  readonly max_rows: number;
  readonly start_address: number;
  readonly offset_register: number;
  readonly vga_memory: Uint8Array;
  /** Told of each change between text and graphic modes. */
  readonly screen: { set_mode(isGraphical: boolean): void };
  /** The memory of graphics modes; within the memory of v86's program. */
  readonly svga_memory: Uint8Array<ArrayBuffer>;
  get_state(): unknown[];
}

/** The ne2k card; a ring of pages in its own memory takes the frames. */
export interface Ne2k {
  readonly mac: Uint8Array;
  readonly memory: Uint8Array;
  readonly cr: number;
  readonly boundary: number;
  readonly curpg: number;
  readonly pstart: number;
  readonly pstop: number;
}

/** The virtio card. */
export interface VirtioNet {
  readonly mac: Uint8Array;
  readonly virtio: {
    readonly device_status: number;
    readonly queues: readonly { is_configured(): unknown; has_request(): boolean }[];
  };
}

export interface V86Cpu {
  readonly memory_size: ArrayLike<number>;
  readonly io: AddressTable;
  readonly devices: {
    readonly ide: { readonly primary: IdeChannel | undefined; readonly secondary: IdeChannel | undefined };
    readonly fdc: FloppyController;
    readonly uart0: Uart;
    readonly uart1: Uart | undefined;
    readonly ps2: Ps2;
    readonly vga: Vga;
    readonly net?: Ne2k;
    readonly virtio_net?: VirtioNet;
  };
  pack_memory(): { bitmap: { get_buffer(): ArrayBuffer }; packed_memory: Uint8Array };
  unpack_memory(bitmap: unknown, packed: Uint8Array): void;
  /** Forgets all compiled code, or that of a range of physical addresses. */
  jit_clear_cache(): void;
  jit_dirty_cache(start: number, end: number): void;
  reboot_internal(): void;
}

/** The part of the emulator that runs the processor, slice by slice. */
export interface V86Core {
  readonly cpu: V86Cpu;
  running: boolean;
  stopping: boolean;
  do_tick(): void;
  next_tick(delayMs: number): void;
  save_state(): ArrayBuffer;
  init(settings: unknown): void;
}

export interface V86Internals {
  readonly v86: V86Core;
  readonly bus: { send(name: string, value?: unknown): void };
  readonly emulator_bus: { send(name: string, value?: unknown): void };
  readonly screen_adapter?: { get_text_screen(): readonly string[] };
  continue_init(core: V86Core, options: unknown): Promise<void>;
}

/** An emulator with its private parts. */
export type Emulator = Omit<V86, keyof V86Internals> & V86Internals;

/** v86's options as this release takes them: its own types know neither disk objects nor a missing NIC. */
export type EmulatorOptions = Omit<
  V86Options,
  "hda" | "hdb" | "fda" | "cdrom" | "net_device" | "boot_order"
> & {
  readonly hda: V86Disk;
  readonly hdb?: V86Disk;
  readonly fda?: V86Disk;
  readonly cdrom?: V86Disk;
  readonly net_device: { readonly type: "none" | "virtio" | "ne2k" };
  readonly boot_order: number;
};
