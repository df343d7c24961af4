import {
  assertValidConfig,
  type BootDevice,
  diskConfigs,
  type MachineConfig,
} from "../core/machine-config.ts";
import { StrataError } from "../core/strata-error.ts";
import { discDisk } from "./disc-disk.ts";
import { loadEmulator } from "./load-emulator.ts";
import type { Machine, MachineDisc, MachineDisk, MachineFactory, NetworkSocket } from "./machine.ts";
import { createMachineScreen } from "./machine-screen.ts";
import { RamFingerprints } from "./ram-fingerprints.ts";
import { type Schedule, scheduleWithTimeout } from "./schedule.ts";
import { V86_BUILD } from "./v86-build.ts";
import { V86DiskAdapter } from "./v86-disk-adapter.ts";
import type { DriveContents } from "./v86-drives.ts";
import type { EmulatorOptions } from "./v86-internals.ts";
import { V86Machine } from "./v86-machine.ts";
import { withWriteTracking } from "./write-tracking.ts";

const MIB = 1024 * 1024;
const PAGE_BYTE_LENGTH = 4096;
/** The PC's numbers for boot devices; v86 takes the order as one digit each, the first device lowest. */
const BOOT_DIGITS: Readonly<Record<BootDevice, number>> = { floppy: 1, "hard-disk": 2, "cd-rom": 3 };

/** A file of the site by its URL, or its bytes. */
export type FileSource = string | Uint8Array<ArrayBuffer>;

export interface V86MachineFactoryOptions {
  /** v86's program, `v86/build/v86.wasm`. */
  readonly program: FileSource;
  /** page-fingerprints.wat, assembled. */
  readonly pageFingerprints: FileSource;
  /** SeaBIOS, at most 256 KiB. */
  readonly bios: FileSource;
  /** SeaBIOS's VGA BIOS for a standard card (`vgabios-stdvga.bin`). */
  readonly vgaBios: FileSource;
  /** Where machines show their screens; each when its `show` is called. Null shows none. */
  readonly screenContainer: HTMLElement | null;
  /** The timer; the platform's own by default. */
  readonly schedule?: Schedule;
}

interface Files {
  readonly program: WebAssembly.Module;
  /** Null where the browser can't run it. */
  readonly pageFingerprints: WebAssembly.Module | null;
  readonly bios: Uint8Array<ArrayBuffer>;
  readonly vgaBios: Uint8Array<ArrayBuffer>;
  readonly emulatorClass: typeof import("v86").V86;
}

/** Builds machines on v86. The emulator's program and the BIOS are loaded by the first `create`, and kept. */
export class V86MachineFactory implements MachineFactory {
  readonly build = V86_BUILD;
  readonly #options: V86MachineFactoryOptions;
  #files: Promise<Files> | null = null;

  constructor(options: V86MachineFactoryOptions) {
    this.#options = options;
  }

  async prepare(): Promise<void> {
    await this.#loadFiles().catch(() => undefined);
  }

  /**
   * A new machine, processor stopped at the reset vector.
   * On failure rejects with `configuration-invalid`, `image-unreachable` (a file can't be loaded; a later call
   * tries again), `browser-unsupported`, `machine-failed` or the disk's own error; nothing is left behind.
   */
  async create(
    config: MachineConfig,
    disks: readonly MachineDisk[],
    disc: MachineDisc | null = null,
    socket: NetworkSocket | null = null,
  ): Promise<Machine> {
    try {
      return await this.#create(config, disks, disc, socket);
    } catch (cause) {
      disc?.close();
      throw cause;
    }
  }

  async #create(
    config: MachineConfig,
    disks: readonly MachineDisk[],
    disc: MachineDisc | null,
    socket: NetworkSocket | null,
  ): Promise<Machine> {
    assertValidConfig(config);
    assertDisksFit(config, disks, disc);
    const [files, contents] = await Promise.all([this.#loadFiles(), openDrives(config, disks, disc)]);
    const { screenContainer, schedule = scheduleWithTimeout } = this.#options;
    const screen = screenContainer === null ? null : createMachineScreen(screenContainer);
    try {
      const options = emulatorOptions(config, contents, files, screen?.element ?? null);
      const pageCount = (config.ramMiB * MIB) / PAGE_BYTE_LENGTH;
      const reserved: RamFingerprints[] = [];
      const emulator = await loadEmulator(files.emulatorClass, files.program, options, (program) => {
        reserved.push(RamFingerprints.reserve(program, files.pageFingerprints, pageCount));
      });
      const [fingerprints] = reserved;
      if (fingerprints === undefined)
        throw new StrataError("machine-failed", "Build machine: it has no memory");
      return new V86Machine(config, { emulator, contents, disc, fingerprints, screen, schedule, socket });
    } catch (error) {
      screen?.element.remove();
      throw error;
    }
  }

  #loadFiles(): Promise<Files> {
    this.#files ??= loadFiles(this.#options).catch((error: unknown) => {
      this.#files = null;
      throw error;
    });
    return this.#files;
  }
}

function assertDisksFit(
  config: MachineConfig,
  disks: readonly MachineDisk[],
  disc: MachineDisc | null,
): void {
  const sizes = (all: readonly { readonly byteLength: number }[]): string =>
    all.map(({ byteLength }) => byteLength).join(" and ");
  const { cdRom } = config;
  const found = sizes(disc === null ? disks : [...disks, disc]);
  const wanted = sizes([...diskConfigs(config), ...(cdRom === undefined ? [] : [cdRom])]);
  if (found === wanted) return;
  throw new StrataError(
    "configuration-invalid",
    `Build machine: disks of ${found} bytes, wanted disks of ${wanted}`,
    { details: { found, wanted } },
  );
}

async function openDrives(
  { floppy }: MachineConfig,
  disks: readonly MachineDisk[],
  disc: MachineDisc | null,
): Promise<DriveContents> {
  const [adapters, discAdapter] = await Promise.all([
    Promise.all(disks.map((disk) => V86DiskAdapter.open(disk))),
    disc === null ? null : V86DiskAdapter.open(discDisk(disc)),
  ]);
  const floppyAdapter = floppy === undefined ? null : (adapters.pop() ?? null);
  return { hardDisks: adapters, floppy: floppyAdapter, disc: discAdapter };
}

async function loadFiles(options: V86MachineFactoryOptions): Promise<Files> {
  if (typeof WebAssembly === "undefined") {
    throw new StrataError(
      "browser-unsupported",
      "Load emulator: no WebAssembly, wanted a browser that has it",
    );
  }
  const [program, pageFingerprints, bios, vgaBios, emulatorClass] = await Promise.all([
    loadFile(options.program).then(compile),
    loadFile(options.pageFingerprints).then(compileIfPossible),
    loadFile(options.bios),
    loadFile(options.vgaBios),
    loadEmulatorClass(),
  ]);
  return { program, pageFingerprints, bios, vgaBios, emulatorClass };
}

/** The program, or null where the browser lacks what it takes (SIMD). */
async function compileIfPossible(bytes: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Module | null> {
  return WebAssembly.validate(bytes) ? WebAssembly.compile(bytes) : null;
}

async function loadFile(source: FileSource): Promise<Uint8Array<ArrayBuffer>> {
  if (typeof source !== "string") return source;
  const fail = (found: string, cause?: unknown): never => {
    throw new StrataError("image-unreachable", `Load ${source}: ${found}, wanted the file`, {
      cause,
      details: { url: source },
    });
  };
  let response: Response;
  try {
    response = await fetch(source);
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    return fail("no connection", error);
  }
  return fail(`status ${response.status}`);
}

async function compile(bytes: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Module> {
  const isProgram = [0x00, 0x61, 0x73, 0x6d].every((byte, at) => bytes[at] === byte);
  if (!isProgram)
    throw new StrataError("image-unreachable", "Load emulator: no WebAssembly program in its file");
  try {
    return await WebAssembly.compile(withWriteTracking(bytes) ?? bytes);
  } catch (cause) {
    throw new StrataError("browser-unsupported", "Load emulator: the browser refused its program", { cause });
  }
}

/** Not with the page's own code, so that the page shows before the emulator is there. */
async function loadEmulatorClass(): Promise<typeof import("v86").V86> {
  try {
    return (await import("v86")).V86;
  } catch (cause) {
    throw new StrataError("image-unreachable", "Load emulator: its script can't be loaded", { cause });
  }
}

function emulatorOptions(
  config: MachineConfig,
  { hardDisks: [hda, hdb], floppy, disc }: DriveContents,
  files: Files,
  screenElement: HTMLElement | null,
): EmulatorOptions {
  return {
    memory_size: config.ramMiB * MIB,
    vga_memory_size: config.vgaMemoryMiB * MIB,
    bios: { buffer: files.bios.slice().buffer },
    vga_bios: { buffer: files.vgaBios.slice().buffer },
    hda: hda as V86DiskAdapter,
    ...(hdb === undefined ? {} : { hdb }),
    ...(floppy === null ? {} : { fda: floppy }),
    ...(disc === null ? {} : { cdrom: disc }),
    boot_order: config.bootOrder.reduce((order, device, at) => order | (BOOT_DIGITS[device] << (4 * at)), 0),
    // Any type that v86 doesn't know gives no card; left out, v86 would add an ne2k. None of v86's own networks is used.
    net_device: { type: config.nic },
    // The guest's driver has the address of the machine that was saved.
    preserve_mac_from_state_image: true,
    uart1: true,
    acpi: false,
    autostart: false,
    disable_speaker: true,
    screen: { container: screenElement },
  };
}
