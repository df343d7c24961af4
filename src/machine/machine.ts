import type { Unsubscribe } from "../core/emitter.ts";
import type { CdRomConfig, MachineConfig } from "../core/machine-config.ts";

/**
 * The port through which the lab drives an emulated computer.
 *
 * A `Machine` is one powered-on computer: it is built from a configuration, and destroyed at power-off or
 * when a snapshot with another configuration is restored. It knows nothing of layers or snapshots.
 */
export interface Machine {
  /** What it was built from, with the disc that is in the CD-ROM drive now. */
  readonly config: MachineConfig;
  readonly isRunning: boolean;

  /** Lets the processor run. Does nothing when it runs already. */
  run(): void;
  /**
   * Stops the processor and resolves when no disk request is pending (SPEC Q1). The guest runs on for a moment if that
   * lets its requests end; `onStopped` is called when it does not run any more.
   * On failure (a request that fails or never ends): rejects, with the processor stopped.
   */
  quiesce(onStopped?: () => void): Promise<void>;
  /**
   * Puts another disc into the CD-ROM drive, or none, as a hand does: the guest learns of it when it looks next. Resolves
   * when nothing is read from the old one any more, which is closed then.
   */
  changeDisc(config: CdRomConfig | null, disc: MachineDisc | null): Promise<void>;
  /** Shows its screen on the page, in place of the machine's before. */
  show(): void;
  /** Presses the reset button. */
  reset(): void;
  /** Switches the computer off for good and lets go of its memory; late disk callbacks are dropped. */
  destroy(): void;

  /** Guest memory as it is now: a live view, `config.ramMiB` MiB long, to be read. Ask again after any await. */
  ram(): Uint8Array<ArrayBuffer>;
  /**
   * Fingerprints of the pages of 4 KiB of all memory: four 32-bit words a page, equal for equal pages and zero for a page
   * of zeros. Good for comparing within one session. Costs a pass over what may have been written since the last call;
   * over everything the first time.
   */
  fingerprints(): Uint32Array<ArrayBuffer>;
  /** Does ahead what makes the first capture slower than others. Takes some ten milliseconds. */
  warmUp(): void;
  /**
   * Everything but the memory: processor, devices, video memory, without any disk block (SPEC Q2).
   * Prerequisites: quiesced.
   */
  captureDevices(): DeviceCapture;
  /**
   * Puts back what a `DeviceCapture` encodes and lets `fillRam` write the guest's memory in the same step; the view holds
   * what the memory held before the call. `fillRam` returns the pages that it wrote, or null for all of them.
   *
   * Prerequisites: a stopped processor; a state from the same configuration. Pending disk requests are cancelled
   * and their late callbacks dropped. On success: the processor is stopped, `run` continues. Held keys are
   * released, and bytes waiting in the consoles' buffers are gone. On failure: the machine is unusable; build another.
   */
  restore(
    devices: Uint8Array<ArrayBuffer>,
    fillRam: (ram: Uint8Array<ArrayBuffer>) => Iterable<number> | null,
  ): Promise<void>;

  /** Bytes that the guest writes to a serial port: 0 is the console, 1 the agent's. */
  onSerialOutput(port: SerialPort, listener: (bytes: Uint8Array) => void): Unsubscribe;
  sendSerial(port: SerialPort, bytes: Uint8Array): void;
  /** Memory that the guest's agent sees too, for a piece of a file on its way; in no state. */
  readonly filePiece: Uint8Array<ArrayBuffer>;
  /**
   * Types text on the emulated keyboard, by the keys' places on a US one, no faster than the guest reads it; keys that are
   * held are let go of first. On failure: `text-untypable`, and nothing is typed; `cancelled` by a restore.
   */
  sendKeys(text: string): Promise<void>;
  sendCtrlAltDelete(): void;
  /** Whether the emulated keyboard and mouse take the page's input. At the end every key and button is let go of. */
  setInputCapture(isCapturing: boolean): void;
  /** Whether the guest has turned its mouse on. */
  readonly usesMouse: boolean;
  /** Each change of `usesMouse`. */
  onMouseUse(listener: () => void): Unsubscribe;
  /** Whether the guest's speaker can be heard; it can't at first. */
  setSound(isOn: boolean): void;

  /** The address of its network card as it is now, as "02:53:…"; null without a card, or one that is plugged in. */
  readonly mac: string | null;

  /** The guest has switched the screen to a graphic mode. */
  onGraphics(listener: () => void): Unsubscribe;
  /** The guest halted for good (power-off by its own system), or the emulator crashed. */
  onStopped(listener: (reason: StopReason) => void): Unsubscribe;
  /** Each disk request, when it is answered. Offsets and lengths in bytes. */
  onDiskRequest(listener: (request: DiskRequest) => void): Unsubscribe;

  /**
   * Takes hold of the screen as it is now; what is returned draws it, which may wait, as a PNG data URL at most
   * `widthLimit` pixels wide (320 where none is given), or null where there is no screen.
   */
  captureScreen(widthLimit?: number): () => string | null;
}

export type SerialPort = 0 | 1;

/** Why a machine stopped by itself. */
export interface StopReason {
  readonly kind: "halted" | "crashed";
  readonly error?: unknown;
}

/** The devices as they were at a moment, copied out of the machine. */
export interface DeviceCapture {
  /** What `Machine.restore` takes. Takes a few milliseconds, and the machine may run meanwhile. */
  encode(): Uint8Array<ArrayBuffer>;
}

export interface DiskRequest {
  readonly kind: "read" | "write";
  readonly offset: number;
  readonly byteLength: number;
  /** Why the disk could not do it, when it failed: the guest was told of an I/O error. */
  readonly error?: unknown;
}

/** What a network card is plugged into. Frames are Ethernet frames without their checksum. */
export interface NetworkSocket {
  /** The address that a card in it is to have, as "02:53:…". */
  readonly mac: string;
  /** Connects a card until it is unplugged. */
  plug(card: NetworkCard): NetworkPlug;
}

/** A card as the network sees it. */
export interface NetworkCard {
  /** Whether its guest runs: one that stands still hears nothing. */
  readonly isRunning: boolean;
  /** Takes a frame over, or loses it. */
  receive(frame: Uint8Array): void;
}

/** The network as a card sees it. */
export interface NetworkPlug {
  /** Takes a frame of the guest over. */
  send(frame: Uint8Array<ArrayBuffer>): void;
  /** The guest was restored or reset: it knows nothing of the connections that there are. */
  restart(): void;
  unplug(): void;
}

/** What a machine needs of a disk. Offsets and lengths are multiples of 512 bytes. */
export interface MachineDisk {
  readonly byteLength: number;
  /** The bytes at `offset` when that needs no waiting, in a buffer that the caller may keep; null to have `read` asked. */
  readNow(offset: number, byteLength: number): Uint8Array<ArrayBuffer> | null;
  /** Takes `bytes` over when that needs no waiting, and later reads see them; false, with no effect, to have `write` asked. */
  writeNow(offset: number, bytes: Uint8Array): boolean;
  /** The bytes at `offset`, in a buffer that the caller may keep. */
  read(offset: number, byteLength: number): Promise<Uint8Array<ArrayBuffer>>;
  /** Takes `bytes` over (they may be changed by the caller afterwards) and resolves when later reads see them. */
  write(offset: number, bytes: Uint8Array): Promise<void>;
  /** Resolves when everything written before the call is durable (SPEC P4). */
  flush(): Promise<void>;
}

/** What a CD-ROM drive needs of its disc. */
export interface MachineDisc {
  /** A multiple of 2,048. */
  readonly byteLength: number;
  /** As of a `MachineDisk`. */
  readNow(offset: number, byteLength: number): Uint8Array<ArrayBuffer> | null;
  read(offset: number, byteLength: number): Promise<Uint8Array<ArrayBuffer>>;
  /** The drive does not read from it any more. */
  close(): void;
}

/** Builds machines. The emulator's program and the BIOS are loaded once and kept. */
export interface MachineFactory {
  /** Identifies the emulator build whose states can be exchanged, for instance "v86 0.5.462". */
  readonly build: string;
  /** Loads what `create` needs, ahead of it. A failure is left to `create`, which tries again. */
  prepare(): Promise<void>;
  /**
   * A new machine, processor stopped at the reset vector (run() starts the boot). `disks` are those of the configuration,
   * in its order, and all that its guest can write to besides its memory (SPEC S9). The machine closes `disc`, the one in
   * its CD-ROM drive, when it is destroyed or gets another one. Its network card, where it has one, is plugged into
   * `socket`, and hears nothing without.
   * On failure: rejects with `machine-failed` or `image-unreachable`, and nothing is left behind; `disc` is closed.
   */
  create(
    config: MachineConfig,
    disks: readonly MachineDisk[],
    disc?: MachineDisc | null,
    socket?: NetworkSocket | null,
  ): Promise<Machine>;
}
