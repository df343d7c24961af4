import { StrataError } from "../core/strata-error.ts";
import { extendAta, failAtaCommand, forgetRequests, resetDrive } from "./ata-extensions.ts";
import { changeDisc, extendCdRomDrive, failPacketCommand } from "./cd-rom-drive.ts";
import { extendFloppyController, failFloppyCommand, resetFloppyController } from "./floppy-drive.ts";
import type { DiskRequest } from "./machine.ts";
import type { V86DiskAdapter } from "./v86-disk-adapter.ts";
import type { IdeInterface, V86Cpu } from "./v86-internals.ts";

/** What a machine was built with: disks in the order of their drives, a floppy, a disc. */
export interface DriveContents {
  readonly hardDisks: readonly V86DiskAdapter[];
  readonly floppy: V86DiskAdapter | null;
  readonly disc: V86DiskAdapter | null;
}

/** Whom the drives tell. */
interface DriveObserver {
  /** A request was answered, with an error where the disk could not do it. */
  requestEnded(request: DiskRequest): void;
  /** The emulator's inside can't be trusted any more. */
  failed(error: unknown): void;
}

/** The drives of an emulated computer, joined to the disks that are in them. */
export class V86Drives {
  readonly #devices: V86Cpu["devices"];
  readonly #disks: readonly V86DiskAdapter[];
  readonly #observer: DriveObserver;
  #disc: V86DiskAdapter | null;

  /**
   * Throws `machine-failed` where a drive has another disk than those that it was built with: what a guest wrote there would
   * be in no snapshot (SPEC S9).
   */
  constructor(
    devices: V86Cpu["devices"],
    { hardDisks, floppy, disc }: DriveContents,
    observer: DriveObserver,
  ) {
    this.#devices = devices;
    this.#disks = floppy === null ? hardDisks : [...hardDisks, floppy];
    this.#observer = observer;
    this.#disc = disc;
    this.#connectHardDisks(hardDisks);
    this.#connectFloppy(floppy);
    this.#connectDisc();
  }

  /** Requests without an answer. */
  get pendingCount(): number {
    return this.#adapters.reduce((sum, { pendingCount }) => sum + pendingCount, 0);
  }

  /** Resolves when no request is pending. */
  async drained(): Promise<void> {
    await Promise.all(this.#adapters.map((adapter) => adapter.drained()));
  }

  /** What is in flight is forgotten, by disks and drives. */
  cancel(): void {
    this.fence();
    for (const drive of this.#ide) forgetRequests(drive);
  }

  /** What is in flight is forgotten by the disks. */
  fence(): void {
    for (const adapter of this.#adapters) adapter.fence();
  }

  /** They tell nobody any more. */
  disconnect(): void {
    for (const adapter of this.#adapters) adapter.observer = null;
    this.fence();
  }

  /** What the computer's reset line does to its drives. */
  reset(): void {
    for (const drive of this.#ide) resetDrive(drive);
    resetFloppyController(this.#devices.fdc);
  }

  /** Puts another disc in, or none, when nothing is read from the old one any more. */
  async changeDisc(disc: V86DiskAdapter | null): Promise<void> {
    const old = this.#disc;
    while (old !== null && old.pendingCount > 0) await old.drained();
    if (old !== null) old.observer = null;
    this.#disc = disc;
    changeDisc(this.#cdRomDrive, disc);
    if (disc !== null) this.#connectPackets(this.#cdRomDrive, disc);
  }

  get #adapters(): readonly V86DiskAdapter[] {
    return this.#disc === null ? this.#disks : [...this.#disks, this.#disc];
  }

  get #ide(): readonly IdeInterface[] {
    const { primary, secondary } = this.#devices.ide;
    return [primary, secondary].flatMap((channel) => (channel ? [channel.master, channel.slave] : []));
  }

  get #cdRomDrive(): IdeInterface {
    const drive = this.#ide.find(({ is_atapi }) => is_atapi);
    if (drive === undefined)
      throw new StrataError("machine-failed", "Build machine: no CD-ROM drive, wanted one");
    return drive;
  }

  #connectHardDisks(disks: readonly V86DiskAdapter[]): void {
    const left = [...disks];
    for (const drive of this.#ide.filter(({ is_atapi }) => !is_atapi)) {
      const disk = drive.buffer === null ? null : (left.shift() ?? null);
      assertIsIn(drive, disk);
      if (disk === null) continue;
      extendAta(drive);
      this.#connect(disk, () => failAtaCommand(drive));
    }
    if (left.length === 0) return;
    throw new StrataError("machine-failed", `Build machine: ${left.length} disks at no drive, wanted none`);
  }

  #connectFloppy(floppy: V86DiskAdapter | null): void {
    const { fdc } = this.#devices;
    for (const [number, drive] of fdc.drives.entries()) assertIsIn(drive, number === 0 ? floppy : null);
    extendFloppyController(fdc);
    if (floppy !== null) this.#connect(floppy, () => failFloppyCommand(fdc));
  }

  #connectDisc(): void {
    const drive = this.#cdRomDrive;
    assertIsIn(drive, this.#disc);
    extendCdRomDrive(drive);
    if (this.#disc !== null) this.#connectPackets(drive, this.#disc);
  }

  #connectPackets(drive: IdeInterface, disc: V86DiskAdapter): void {
    this.#connect(disc, () => {
      forgetRequests(drive);
      failPacketCommand(drive);
    });
  }

  /** @param fail ends the command in hand with an error. */
  #connect(disk: V86DiskAdapter, fail: () => void): void {
    disk.observer = {
      requestAnswered: (request) => this.#observer.requestEnded(request),
      requestFailed: (request, error) => {
        try {
          fail();
        } catch (fault) {
          this.#observer.failed(fault);
        }
        if (request.kind !== "flush") this.#observer.requestEnded({ ...request, error });
      },
      emulatorFailed: (error) => this.#observer.failed(error),
    };
  }
}

function assertIsIn(
  drive: { readonly name: string; readonly buffer: unknown },
  disk: V86DiskAdapter | null,
): void {
  if (drive.buffer === disk) return;
  throw new StrataError(
    "machine-failed",
    `Build machine: ${drive.name} has another disk, wanted one of the machine's or none`,
    { details: { drive: drive.name } },
  );
}
