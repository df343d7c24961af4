/*
 * Long because all that has to happen in one order (stop, wait, capture; fence, restore, clean up)
 * stands in one place. What can be understood alone is in the files that it imports.
 */
import { Emitter } from "../core/emitter.ts";
import type { CdRomConfig, MachineConfig } from "../core/machine-config.ts";
import { StrataError } from "../core/strata-error.ts";
import { type DeviceState, decodeDeviceState, encodeDeviceState } from "./device-state.ts";
import { discDisk } from "./disc-disk.ts";
import { FileWindow } from "./file-window.ts";
import { KeyboardQueue } from "./keyboard-queue.ts";
import type {
  DeviceCapture,
  DiskRequest,
  Machine,
  MachineDisc,
  NetworkSocket,
  SerialPort,
  StopReason,
} from "./machine.ts";
import type { MachineScreen } from "./machine-screen.ts";
import { PcSpeaker } from "./pc-speaker.ts";
import { PressedKeys } from "./pressed-keys.ts";
import type { RamFingerprints } from "./ram-fingerprints.ts";
import type { Schedule } from "./schedule.ts";
import { captureScreen } from "./screen-picture.ts";
import { SerialInput } from "./serial-input.ts";
import { SerialOutput } from "./serial-output.ts";
import { CONTROL_ALT_DELETE, RELEASE_EVERY_KEY, scanCodesOf } from "./us-keyboard.ts";
import { V86DiskAdapter } from "./v86-disk-adapter.ts";
import { type DriveContents, V86Drives } from "./v86-drives.ts";
import type { Emulator, Uart } from "./v86-internals.ts";
import { V86NetworkCard } from "./v86-network-card.ts";
import { copyUsedPages, type UsedPages, writeUsedPages } from "./zero-page-codec.ts";

const MIB = 1024 * 1024;
const PAGE_BYTE_LENGTH = 4096;
/** A request that takes longer than this never ends: Linux itself gives up on a drive after 30 s. */
const DRAIN_LIMIT_MS = 30_000;
/** How long a snapshot waits, with the guest running, for a moment without a disk request. */
const QUIET_MOMENT_LIMIT_MS = 250;
/** Enough for the browser to compile the code that is used. */
const WARM_UP_ROUNDS = 3;
/** Place in the list that v86 makes of its video card. */
const VIDEO_MEMORY_IN_STATE = 39;
/** Line status: a received byte waits. */
const UART_DATA_READY = 0x01;
/** Bits of v86's pending interrupts of a UART: received data, and received data by timeout of the queue. */
const UART_RECEIVE_INTERRUPTS: readonly number[] = [4, 12];

/** What a machine is built with, apart from its configuration. */
interface MachineParts {
  readonly emulator: Emulator;
  readonly contents: DriveContents;
  /** The disc in `contents`, to be closed. */
  readonly disc: MachineDisc | null;
  readonly fingerprints: RamFingerprints;
  readonly screen: MachineScreen | null;
  readonly schedule: Schedule;
  /** What its network card is plugged into; null for nothing. */
  readonly socket: NetworkSocket | null;
}

/** `Machine` on v86 0.5.462. Built by `V86MachineFactory`. */
export class V86Machine implements Machine {
  readonly #emulator: Emulator;
  readonly #drives: V86Drives;
  readonly #fingerprints: RamFingerprints;
  readonly #screen: MachineScreen | null;
  readonly #schedule: Schedule;
  readonly #stopped = new Emitter<StopReason>();
  readonly #diskRequests = new Emitter<DiskRequest>();
  readonly #graphics = new Emitter<void>();
  readonly #serialOutputs = [new SerialOutput(), new SerialOutput()] as const;
  readonly #serialInputs: readonly [SerialInput, SerialInput];
  readonly #keyboard: KeyboardQueue;
  readonly #fileWindow = new FileWindow();
  readonly #card: V86NetworkCard | null;
  readonly #pressedKeys = new PressedKeys();
  readonly #speaker = new PcSpeaker();
  readonly #mouseUse = new Emitter<void>();
  readonly onMouseUse = this.#mouseUse.subscribe;
  #config: MachineConfig;
  #disc: MachineDisc | null;
  #usesMouse = false;
  /** Past the note of which keys are down. */
  #sendScanCode: (code: number) => void = () => undefined;
  #condition: "usable" | "failed" | "destroyed" = "usable";
  #failure: unknown;
  #stopsInProgress = 0;
  /** What must be put right in the devices when the processor runs again. */
  #isFreshlyRestored = false;
  #isCapturing = false;
  /** Keys pressed and let go while the processor stood still. */
  readonly #heldScanCodes: number[] = [];
  #fillRam: ((ram: Uint8Array<ArrayBuffer>) => Iterable<number> | null) | null = null;
  /** Whether v86 is at work; then nothing of it may be stopped or looked at. */
  #isInSlice = false;

  constructor(
    config: MachineConfig,
    { emulator, contents, disc, fingerprints, screen, schedule, socket }: MachineParts,
  ) {
    this.#config = config;
    this.#emulator = emulator;
    this.#disc = disc;
    this.#fingerprints = fingerprints;
    this.#screen = screen;
    this.#schedule = schedule;
    this.#serialInputs = [this.#createSerialInput(0), this.#createSerialInput(1)];
    this.#keyboard = this.#createKeyboard();
    this.#fingerprints.begin(this.ram());
    this.#drives = new V86Drives(emulator.v86.cpu.devices, contents, {
      requestEnded: (request) => this.#diskRequests.emit(request),
      failed: (error) => this.#crash(error),
    });
    this.#connectProcessor();
    this.#connectConsoles();
    this.#connectScreen();
    this.#connectSpeaker();
    this.#fileWindow.connect(emulator.v86.cpu.io);
    // Last, so that no card stays plugged in of a machine that could not be built.
    this.#card = socket === null ? null : this.#connectNetwork(socket);
  }

  get config(): MachineConfig {
    return this.#config;
  }

  get filePiece(): Uint8Array<ArrayBuffer> {
    return this.#fileWindow.piece;
  }

  get isRunning(): boolean {
    return this.#condition === "usable" && this.#emulator.is_running();
  }

  /** Throws `machine-busy` while the processor is being stopped: v86 would forget to report the stop. */
  run(): void {
    this.#assertUsable("Run machine");
    if (this.#stopsInProgress > 0) {
      throw new StrataError("machine-busy", "Run machine: it is being stopped, wanted it stopped or running");
    }
    if (this.isRunning) return;
    void this.#emulator.run();
    this.#emulator.mouse_set_enabled(this.#isCapturing);
    if (this.#isFreshlyRestored) {
      this.#isFreshlyRestored = false;
      for (const port of [0, 1] as const) this.#emptyReceiver(this.#uart(port));
      // What was held down when the state was saved is let go of by nobody else.
      for (const code of RELEASE_EVERY_KEY) this.#sendScanCode(code);
      this.#releaseMouse();
    }
    this.#speaker.setRunning(true);
    for (const code of this.#heldScanCodes.splice(0)) this.#emulator.bus.send("keyboard-code", code);
    // The first slice at once: v86's own would come by way of another thread, behind all that waits on this one.
    if (!this.#isInSlice) this.#emulator.v86.do_tick();
  }

  async quiesce(onStopped: () => void = () => undefined): Promise<void> {
    this.#assertUsable("Quiesce machine");
    this.#stopsInProgress++;
    try {
      if (this.isRunning && this.#drives.pendingCount > 0) await this.#drained(QUIET_MOMENT_LIMIT_MS);
      this.#assertUsable("Quiesce machine");
      await this.#stopProcessor();
      onStopped();
      for (const output of this.#serialOutputs) output.flush();
      if (!(await this.#drained(DRAIN_LIMIT_MS))) {
        const pendingCount = this.#drives.pendingCount;
        throw new StrataError(
          "timeout",
          `Quiesce machine: ${pendingCount} disk requests still pending, wanted none`,
          { details: { pendingCount, limitMs: DRAIN_LIMIT_MS } },
        );
      }
      this.#assertUsable("Quiesce machine");
    } finally {
      this.#stopsInProgress--;
    }
  }

  async changeDisc(config: CdRomConfig | null, disc: MachineDisc | null): Promise<void> {
    try {
      this.#assertUsable("Change disc");
      const adapter = disc === null ? null : await V86DiskAdapter.open(discDisk(disc));
      await this.#drives.changeDisc(adapter);
      this.#assertUsable("Change disc");
    } catch (cause) {
      disc?.close();
      throw cause;
    }
    this.#disc?.close();
    this.#disc = disc;
    const { cdRom: _, ...others } = this.#config;
    this.#config = config === null ? others : { ...others, cdRom: config };
  }

  show(): void {
    this.#screen?.show();
  }

  reset(): void {
    this.#assertUsable("Reset machine");
    this.#emulator.restart();
  }

  destroy(): void {
    if (this.#condition === "destroyed") return;
    this.#condition = "destroyed";
    this.#drives.disconnect();
    this.#disc?.close();
    this.#forgetInput();
    this.#card?.unplug();
    this.#speaker.setOn(false);
    const whenDestroyed = this.#emulator.destroy();
    this.#emulator.v86.next_tick(0);
    // Nobody can do anything about an emulator that fails while it is thrown away.
    whenDestroyed.catch(() => {});
    this.#screen?.element.remove();
  }

  ram(): Uint8Array<ArrayBuffer> {
    this.#assertUsable("Read memory");
    const ram = this.#emulator.read_memory(0, this.config.ramMiB * MIB) as Uint8Array<ArrayBuffer>;
    if (ram.byteLength !== this.config.ramMiB * MIB) {
      throw new StrataError(
        "machine-failed",
        `Read memory: ${ram.byteLength} bytes, wanted ${this.config.ramMiB} MiB`,
      );
    }
    return ram;
  }

  fingerprints(): Uint32Array<ArrayBuffer> {
    if (this.#isInSlice) {
      throw new StrataError(
        "machine-state",
        "Compare memory: the processor is at work, wanted it between slices",
      );
    }
    return this.#fingerprints.of(this.ram());
  }

  warmUp(): void {
    this.fingerprints();
    for (let round = 0; round < WARM_UP_ROUNDS; round++) this.#copyDevices();
  }

  captureDevices(): DeviceCapture {
    this.#assertUsable("Capture devices");
    this.#assertStopped("Capture devices");
    const pendingCount = this.#drives.pendingCount;
    if (pendingCount > 0) {
      throw new StrataError(
        "machine-state",
        `Capture devices: ${pendingCount} disk requests pending, wanted none`,
        { details: { pendingCount } },
      );
    }
    const state = this.#copyDevices();
    return { encode: () => encodeDeviceState(state, this.config) };
  }

  /** v86's own view of it is a proxy, which is slow. */
  #video(): Uint8Array<ArrayBuffer> {
    const { buffer, byteOffset, byteLength } = this.#emulator.v86.cpu.devices.vga.svga_memory;
    return new Uint8Array(buffer, byteOffset, byteLength);
  }

  #copyDevices(): DeviceState & { readonly video: UsedPages } {
    const core = this.#emulator.v86;
    try {
      const video = copyUsedPages(this.#video(), this.#fingerprints.isUsed);
      return { core: core.save_state(), video };
    } catch (cause) {
      throw new StrataError("machine-failed", "Capture devices: the emulator failed, wanted its state", {
        cause,
      });
    }
  }

  async restore(
    devices: Uint8Array<ArrayBuffer>,
    fillRam: (ram: Uint8Array<ArrayBuffer>) => Iterable<number> | null,
  ): Promise<void> {
    this.#assertUsable("Restore machine");
    this.#assertStopped("Restore machine");
    const state = decodeDeviceState(devices, this.config);

    this.#drives.cancel();
    this.#forgetInput();
    this.#fillRam = fillRam;
    try {
      if (state.video !== null) writeUsedPages(state.video, this.#video(), this.#fingerprints.isUsed);
      await this.#emulator.restore_state(state.core);
      if (this.#fillRam !== null) throw new Error("The emulator did not ask for its memory");
    } catch (cause) {
      this.#condition = "failed";
      this.#failure = cause;
      if (cause instanceof StrataError) throw cause;
      throw new StrataError("machine-failed", "Restore machine: the emulator failed, wanted it restored", {
        cause,
      });
    } finally {
      this.#fillRam = null;
    }
    this.#card?.restart();
    this.#isFreshlyRestored = true;
  }

  onSerialOutput(port: SerialPort, listener: (bytes: Uint8Array) => void): () => void {
    return this.#serialOutputs[port].subscribe(listener);
  }

  sendSerial(port: SerialPort, bytes: Uint8Array): void {
    this.#assertUsable("Send to serial port");
    this.#serialInputs[port].send(bytes);
    if (this.isRunning) this.#pumpInput();
  }

  async sendKeys(text: string): Promise<void> {
    this.#assertUsable("Type text");
    const keys = [...text].map((character) => scanCodesOf(character) ?? untypable(text));
    // A key that a person holds would change what the others mean.
    const held = this.#pressedKeys.releases();
    const whenTyped = this.#keyboard.type(held.length > 0 && keys.length > 0 ? [held, ...keys] : keys);
    if (this.isRunning) this.#pumpInput();
    await whenTyped;
  }

  sendCtrlAltDelete(): void {
    this.#assertUsable("Press Ctrl+Alt+Delete");
    // The only way that it is not typed is a restore or the machine's end, which say so themselves.
    this.#keyboard.type([CONTROL_ALT_DELETE]).catch(() => {});
    if (this.isRunning) this.#pumpInput();
  }

  setInputCapture(isCapturing: boolean): void {
    this.#assertUsable("Capture input");
    this.#isCapturing = isCapturing;
    this.#emulator.keyboard_set_enabled(isCapturing);
    this.#emulator.mouse_set_enabled(isCapturing && this.isRunning);
    if (isCapturing) return;
    // The page hears no key-up any more of what is held now.
    this.#emulator.keyboard_send_scancodes([...this.#pressedKeys.releases()]);
    if (this.isRunning) this.#releaseMouse();
  }

  get mac(): string | null {
    return this.#card?.mac ?? null;
  }

  get usesMouse(): boolean {
    return this.#usesMouse;
  }

  setSound(isOn: boolean): void {
    this.#assertUsable("Set sound");
    this.#speaker.setOn(isOn);
  }

  onGraphics(listener: () => void): () => void {
    return this.#graphics.subscribe(listener);
  }

  onStopped(listener: (reason: StopReason) => void): () => void {
    return this.#stopped.subscribe(listener);
  }

  onDiskRequest(listener: (request: DiskRequest) => void): () => void {
    return this.#diskRequests.subscribe(listener);
  }

  captureScreen(widthLimit?: number): () => string | null {
    if (this.#screen === null || this.#condition === "destroyed") return () => null;
    const rows = this.#emulator.screen_adapter?.get_text_screen() ?? [];
    return captureScreen(this.#emulator.v86.cpu.devices.vga, rows, this.#screen.canvas, widthLimit);
  }

  #connectProcessor(): void {
    const core = this.#emulator.v86;
    const tick = core.do_tick;
    core.do_tick = () => {
      // The processor is stopped past v86's own ticks, of which one may still be on its way.
      if (this.#condition === "failed" || !core.running) return;
      this.#isInSlice = true;
      try {
        const hasProgressed = !core.stopping && this.#pumpInput();
        tick.call(core);
        // An idle guest that has just taken input may want more of it before its next timer interrupt.
        if ((hasProgressed || this.#card?.canDeliver === true) && core.running) core.next_tick(0);
      } catch (error) {
        this.#crash(error);
      } finally {
        this.#isInSlice = false;
      }
    };
    const { cpu } = core;
    // RAM is captured page by page through `ram()`; the state holds none of it.
    cpu.pack_memory = () => ({
      bitmap: { get_buffer: () => new ArrayBuffer(0) },
      packed_memory: new Uint8Array(0),
    });
    // v86 calls this within restore_state, before it clears its caches of addresses and compiled code.
    cpu.unpack_memory = () => {
      const fillRam = this.#fillRam;
      if (fillRam === null) throw new Error("A state was restored past the machine");
      restored = fillRam(this.ram());
      this.#fingerprints.wrote(restored);
      this.#fillRam = null;
    };
    // Compiled code of a page that was not written is as right as before: v86 keeps it too when a device writes others.
    let restored: Iterable<number> | null = null;
    const clearCode = cpu.jit_clear_cache;
    cpu.jit_clear_cache = () => {
      if (restored === null) clearCode.call(cpu);
      else
        for (const page of restored)
          cpu.jit_dirty_cache(page * PAGE_BYTE_LENGTH, (page + 1) * PAGE_BYTE_LENGTH);
      restored = null;
    };
    // Nor the video memory, which goes beside the state: four megabytes that are mostly zeros.
    const { vga } = cpu.devices;
    const videoState = vga.get_state;
    vga.get_state = () => {
      const state = videoState.call(vga);
      state[VIDEO_MEMORY_IN_STATE] = new Uint8Array(0);
      return state;
    };
    const reboot = cpu.reboot_internal;
    cpu.reboot_internal = () => {
      this.#drives.reset();
      // What was sent to the system before is not for the one that starts now.
      this.#forgetInput();
      this.#card?.restart();
      for (const port of [0, 1] as const) this.#emptyReceiver(this.#uart(port));
      reboot.call(cpu);
    };
    this.#listen("cpu-event-halt", () => {
      // Called within a slice of the processor's work, where nothing may be stopped or told.
      queueMicrotask(() => void this.#halt());
    });
  }

  /**
   * v86 delivers an interrupt the moment a device raises it: it pushes the processor's state on the guest's stack,
   * even while the processor is stopped. So nothing from outside may reach a device then, or memory and processor
   * would change between two parts of a snapshot: keys wait here, serial bytes in `SerialInput`, frames are lost.
   */
  #connectConsoles(): void {
    const { ps2 } = this.#emulator.v86.cpu.devices;
    const sendCode = ps2.kbd_send_code;
    this.#sendScanCode = (code) => sendCode.call(ps2, code);
    ps2.kbd_send_code = (code) => {
      // A key that was down before a restore, and is let go of after it.
      if (!this.#pressedKeys.see(code)) return;
      if (this.#emulator.is_running()) sendCode.call(ps2, code);
      else this.#heldScanCodes.push(code);
    };
    this.#emulator.add_listener("serial0-output-byte", (byte) => this.#serialOutputs[0].add(byte));
    this.#emulator.add_listener("serial1-output-byte", (byte) => this.#serialOutputs[1].add(byte));
    this.#emulator.add_listener("mouse-enable", (isEnabled) => {
      this.#usesMouse = isEnabled;
      // Told within a slice of the processor's work.
      queueMicrotask(() => this.#mouseUse.emit());
    });
    this.#emulator.keyboard_set_enabled(false);
    this.#emulator.mouse_set_enabled(false);
  }

  /** v86's own adapter of the speaker would ask the browser for sound at once. */
  #connectSpeaker(): void {
    this.#listen("pcspeaker-enable", () => this.#speaker.setEnabled(true));
    this.#listen("pcspeaker-disable", () => this.#speaker.setEnabled(false));
    this.#listen("pcspeaker-update", (value) => {
      const [mode, reload] = value as readonly [number, number];
      this.#speaker.setTimer(mode, reload);
    });
  }

  #connectScreen(): void {
    const { screen } = this.#emulator.v86.cpu.devices.vga;
    const setMode = screen.set_mode;
    screen.set_mode = (isGraphical) => {
      setMode.call(screen, isGraphical);
      if (isGraphical) this.#graphics.emit();
    };
  }

  /** See `#connectConsoles` for why no frame is delivered while the processor is stopped. */
  #connectNetwork(socket: NetworkSocket): V86NetworkCard | null {
    if (this.config.nic === "none") return null;
    const emulator = this.#emulator;
    const card = new V86NetworkCard({
      cpu: emulator.v86.cpu,
      socket,
      isRunning: () => this.isRunning,
      deliver: (frame) => emulator.bus.send("net0-receive", frame),
      wake: () => {
        if (!this.#isInSlice && this.isRunning) this.#pumpInput();
      },
    });
    this.#listen("net0-send", (frame) => card.send(frame as Uint8Array));
    return card;
  }

  #createSerialInput(port: SerialPort): SerialInput {
    const uart = this.#uart(port);
    const emulator = this.#emulator;
    return new SerialInput({
      get waitingCount() {
        return uart.input.length;
      },
      receive: (byte) => emulator.bus.send(`serial${port}-input`, byte),
    });
  }

  #createKeyboard(): KeyboardQueue {
    const { ps2 } = this.#emulator.v86.cpu.devices;
    const emulator = this.#emulator;
    return new KeyboardQueue({
      get isReady() {
        return ps2.enable_keyboard_stream && ps2.kbd_buffer.length === 0;
      },
      sendScanCode: (code) => emulator.bus.send("keyboard-code", code),
    });
  }

  #pumpInput(): boolean {
    const sent = [this.#serialInputs[0].pump(), this.#serialInputs[1].pump(), this.#keyboard.pump()];
    return [...sent, this.#card?.pump()].includes(true);
  }

  #forgetInput(): void {
    for (const input of this.#serialInputs) input.clear();
    this.#keyboard.clear();
    this.#heldScanCodes.length = 0;
    this.#pressedKeys.clear();
    for (const port of [0, 1] as const) this.#uart(port).input.length = 0;
  }

  /**
   * The bytes waiting in a UART are not in v86's state, but "a byte waits" is: without this the guest would read a
   * zero that nobody sent.
   */
  #emptyReceiver(uart: Uart): void {
    uart.lsr &= ~UART_DATA_READY;
    for (const line of UART_RECEIVE_INTERRUPTS) uart.ClearInterrupt(line);
  }

  #releaseMouse(): void {
    this.#emulator.bus.send("mouse-click", [false, false, false]);
  }

  #uart(port: SerialPort): Uart {
    const { uart0, uart1 } = this.#emulator.v86.cpu.devices;
    const uart = port === 0 ? uart0 : uart1;
    if (uart === undefined) throw new StrataError("machine-failed", `Build machine: no serial port ${port}`);
    return uart;
  }

  /** For events that v86's types leave out. */
  #listen(name: string, listener: (value: unknown) => void): void {
    this.#emulator.add_listener(name as "emulator-ready", listener);
  }

  async #stopProcessor(): Promise<void> {
    const core = this.#emulator.v86;
    const whenStopped = this.#emulator.stop();
    // Now, and not when v86 looks next: its ticks come by way of another thread.
    if (this.#isInSlice) {
      core.next_tick(0);
      await whenStopped;
    } else {
      core.do_tick();
    }
    this.#emulator.mouse_set_enabled(false);
    this.#speaker.setRunning(false);
  }

  /** Resolves with true when no disk request is pending, or with false after `limitMs`. */
  async #drained(limitMs: number): Promise<boolean> {
    if (this.#drives.pendingCount === 0) return true;
    return new Promise((resolve) => {
      const cancelLimit = this.#schedule(limitMs, () => resolve(false));
      void this.#drives.drained().then(() => {
        cancelLimit();
        resolve(true);
      });
    });
  }

  async #halt(): Promise<void> {
    if (!this.isRunning) return;
    this.#stopsInProgress++;
    await this.#stopProcessor();
    this.#stopsInProgress--;
    for (const output of this.#serialOutputs) output.flush();
    if (this.#condition === "usable") this.#stopped.emit({ kind: "halted" });
  }

  #crash(error: unknown): void {
    if (this.#condition !== "usable") return;
    this.#condition = "failed";
    this.#failure = error;
    const core = this.#emulator.v86;
    core.running = false;
    core.stopping = false;
    this.#drives.fence();
    this.#forgetInput();
    this.#speaker.setRunning(false);
    this.#emulator.emulator_bus.send("emulator-stopped");
    const failure = new StrataError(
      "machine-failed",
      "Run machine: the emulator crashed, wanted it to go on",
      {
        cause: error,
      },
    );
    queueMicrotask(() => this.#stopped.emit({ kind: "crashed", error: failure }));
  }

  #assertUsable(action: string): void {
    if (this.#condition === "destroyed") {
      throw new StrataError("machine-state", `${action}: switched off, wanted a machine that is on`);
    }
    if (this.#condition === "failed") {
      throw new StrataError("machine-failed", `${action}: the machine has failed, wanted a working one`, {
        cause: this.#failure,
      });
    }
  }

  #assertStopped(action: string): void {
    if (this.isRunning)
      throw new StrataError("machine-state", `${action}: running, wanted a stopped processor`);
  }
}

function untypable(text: string): never {
  const characters = [...new Set(text)].filter((character) => scanCodesOf(character) === null).join(" ");
  throw new StrataError(
    "text-untypable",
    `Type text: ${JSON.stringify(characters)} found, wanted keys of a US keyboard`,
    { details: { characters } },
  );
}
