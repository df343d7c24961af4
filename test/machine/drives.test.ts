// Long because every test needs the same small machine, with something in its drives.
import { V86 } from "v86";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { MediumId } from "../../src/core/identity.ts";
import type { CdRomConfig, FloppyConfig, MachineConfig } from "../../src/core/machine-config.ts";
import type { DiskRequest, Machine, MachineDisc } from "../../src/machine/machine.ts";
import type { Emulator, IdeInterface, V86Disk } from "../../src/machine/v86-internals.ts";
import { V86MachineFactory } from "../../src/machine/v86-machine-factory.ts";
import { madeDisc, madeFloppy } from "../support/made-media.ts";
import { createBootDisk } from "./boot-sector.ts";
import { Console, openLinuxDisk, readMachineFiles, until } from "./machine-support.ts";
import { MemoryDisk } from "./memory-disk.ts";

const factory = new V86MachineFactory(await readMachineFiles());
const machines: Machine[] = [];
const linuxDisk = await openLinuxDisk();

afterEach(() => {
  for (const machine of machines.splice(0)) machine.destroy();
  vi.restoreAllMocks();
});

/** A disc in memory. */
class MemoryDisc implements MachineDisc {
  readonly byteLength: number;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  isOpen = true;
  fault: () => Error | null = () => null;
  /** A read waits for it. */
  gate: Promise<void> = Promise.resolve();

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes;
    this.byteLength = bytes.byteLength;
  }

  readNow(): null {
    return null;
  }

  async read(offset: number, byteLength: number): Promise<Uint8Array<ArrayBuffer>> {
    await this.gate;
    const fault = this.fault();
    if (fault !== null) throw fault;
    expect(offset + byteLength).toBeLessThanOrEqual(this.byteLength);
    return this.#bytes.slice(offset, offset + byteLength);
  }

  close(): void {
    this.isOpen = false;
  }
}

const configOf = (disc: MachineDisc, label: string): CdRomConfig => ({
  medium: label as MediumId,
  label,
  byteLength: disc.byteLength,
});

function configFor(disk: MemoryDisk, change: Partial<MachineConfig>): MachineConfig {
  return {
    ramMiB: 32,
    vgaMemoryMiB: 1,
    nic: "none",
    disks: [{ bus: "primary-master", image: "test", byteLength: disk.byteLength }],
    bootOrder: ["hard-disk"],
    ...change,
  };
}

async function createWithDisc(
  disc: MemoryDisc | null,
  change: Partial<MachineConfig> = {},
  disk = createBootDisk(),
) {
  const cdRom = disc === null ? {} : { cdRom: configOf(disc, "a disc") };
  const machine = await factory.create(configFor(disk, { ...cdRom, ...change }), [disk], disc);
  machines.push(machine);
  return { machine, console: new Console(machine) };
}

async function createWithFloppy(content: Uint8Array, change: Partial<MachineConfig> = {}) {
  const [disk, floppy] = [createBootDisk(), new MemoryDisk(content.byteLength)];
  floppy.put(0, content);
  const config: FloppyConfig = {
    bus: "floppy",
    image: null,
    byteLength: floppy.byteLength,
    label: "a floppy",
  };
  const machine = await factory.create(
    configFor(disk, { floppy: config, bootOrder: ["floppy"], ...change }),
    [disk, floppy],
  );
  machines.push(machine);
  return { machine, floppy, console: new Console(machine) };
}

/** What a machine needs to go back to this moment. */
async function capture(machine: Machine): Promise<(target: Machine) => Promise<void>> {
  await machine.quiesce();
  const devices = machine.captureDevices().encode();
  const ram = machine.ram().slice();
  return async (target) => {
    if (target.isRunning) await target.quiesce();
    await target.restore(devices, (view) => {
      view.set(ram);
      return null;
    });
  };
}

/** The emulator behind the machine created meanwhile. */
function spyOnEmulator(): () => Emulator {
  const run = vi.spyOn(V86.prototype, "run");
  return () => run.mock.contexts.at(-1) as unknown as Emulator;
}

const cdRomDriveOf = (emulator: Emulator): IdeInterface =>
  emulator.v86.cpu.devices.ide.secondary?.master as IdeInterface;

describe("the CD-ROM drive", () => {
  it("boots from its disc when it comes first, and from the hard disk when it is empty or comes later", async () => {
    const first = await createWithDisc(new MemoryDisc(madeDisc("from the disc")), {
      bootOrder: ["cd-rom", "hard-disk"],
    });
    first.machine.run();
    await first.console.expect("from the disc");

    const later = await createWithDisc(new MemoryDisc(madeDisc("from the disc")), {
      bootOrder: ["hard-disk", "cd-rom"],
    });
    later.machine.run();
    await later.console.expect("B");

    const empty = await createWithDisc(null, { bootOrder: ["cd-rom", "hard-disk"] });
    empty.machine.run();
    await empty.console.expect("B");
  });

  it("closes its disc when the machine is destroyed, when it gets another one, and when it can't be built", async () => {
    const [one, other, third] = [1, 2, 3].map((number) => new MemoryDisc(madeDisc(`disc ${number}`))) as [
      MemoryDisc,
      MemoryDisc,
      MemoryDisc,
    ];
    const { machine } = await createWithDisc(one);
    await machine.changeDisc(configOf(other, "other"), other);
    expect([one.isOpen, other.isOpen]).toEqual([false, true]);
    expect(machine.config.cdRom).toEqual(configOf(other, "other"));
    machine.destroy();
    expect(other.isOpen).toBe(false);
    await expect(
      createWithDisc(third, { cdRom: { ...configOf(third, "third"), byteLength: 2048 } }),
    ).rejects.toThrow("wanted disks of");
    expect(third.isOpen).toBe(false);
  });

  it("S3: a state knows whether the guest had ejected the disc, and how far it was told of another one", async () => {
    const emulatorOf = spyOnEmulator();
    const { machine, console } = await createWithDisc(new MemoryDisc(madeDisc("a disc")));
    machine.run();
    await console.expect("B");
    const drive = cdRomDriveOf(emulatorOf());
    const disc = drive.buffer;
    const inside = await capture(machine);
    drive.buffer = null;
    drive.medium_changed = 1;
    const ejected = await capture(machine);
    await inside(machine);
    expect([drive.buffer, drive.medium_changed]).toEqual([disc, 0]);
    await ejected(machine);
    expect([drive.buffer, drive.medium_changed]).toEqual([null, 1]);
    await inside(machine);
    expect(drive.buffer).toBe(disc);
  });

  it("is changed only when nothing is read from the old disc any more", async () => {
    const emulatorOf = spyOnEmulator();
    const [old, next] = [new MemoryDisc(madeDisc("old")), new MemoryDisc(madeDisc("next"))];
    const { machine, console } = await createWithDisc(old);
    machine.run();
    await console.expect("B");
    const drive = cdRomDriveOf(emulatorOf());
    let open = (): void => undefined;
    old.gate = new Promise((resolve) => {
      open = resolve;
    });
    const read = new Promise<Uint8Array>((resolve) => (drive.buffer as V86Disk).get(0, 2048, resolve));
    const changed = machine.changeDisc(configOf(next, "next"), next);
    expect([old.isOpen, machine.config.cdRom?.label]).toEqual([true, "a disc"]);
    open();
    await changed;
    expect((await read).byteLength).toBe(2048);
    expect([old.isOpen, machine.config.cdRom?.label]).toEqual([false, "next"]);
  });

  it("S9: refuses what is for hard disks, with a disc and without", async () => {
    const emulatorOf = spyOnEmulator();
    const { machine } = await createWithDisc(new MemoryDisc(madeDisc("a disc")));
    machine.run();
    const drive = cdRomDriveOf(emulatorOf());
    for (const disc of [drive.buffer, null]) {
      drive.buffer = disc;
      for (const command of [0xc8, 0x25, 0xca, 0x35]) {
        drive.ata_command(command);
        expect(drive.status_reg & 0x01).toBe(1);
      }
    }
    expect(machine.isRunning).toBe(true);
  });
});

describe.skipIf(linuxDisk === null)("Linux and its CD-ROM drive", () => {
  it("mounts a disc, sees another one after a change, and gets an I/O error from a damaged one", async () => {
    const disc = new MemoryDisc(madeDisc("first disc"));
    const { machine, console } = await createWithDisc(
      disc,
      { ramMiB: 64 },
      (await openLinuxDisk()) as MemoryDisk,
    );
    const requests: DiskRequest[] = [];
    machine.onDiskRequest((request) => requests.push(request));
    machine.run();
    await console.expect("# ", 60_000);
    await console.ask("mount /dev/sr0 /mnt && cat /mnt/hello.txt; echo; echo said-$?\n", "first disc");
    await console.expect("said-0");
    await console.ask("umount /mnt; echo gone-$?\n", "gone-0");
    const next = new MemoryDisc(madeDisc("second disc"));
    await machine.changeDisc(configOf(next, "next"), next);
    await console.ask("mount /dev/sr0 /mnt && cat /mnt/hello.txt; echo; echo said-$?\n", "second disc");
    await console.expect("said-0");
    await console.ask("umount /mnt; echo gone-$?\n", "gone-0");
    await machine.changeDisc(null, null);
    await console.ask("mount /dev/sr0 /mnt; echo empty-$?\n", "No medium found");
    expect(machine.config.cdRom).toBeUndefined();

    const damaged = new MemoryDisc(madeDisc("third disc"));
    const fault = new Error("damaged");
    await machine.changeDisc(configOf(damaged, "damaged"), damaged);
    damaged.fault = () => fault;
    await console.ask("dd if=/dev/sr0 of=/dev/null bs=2048 count=1; echo dd-$?\n", "dd-1");
    expect(requests.some(({ error }) => error === fault)).toBe(true);
    damaged.fault = () => null;
    await console.ask("dd if=/dev/sr0 of=/dev/null bs=2048 count=30; echo dd-$?\n", "dd-0");
  });
});

describe("the floppy drive", () => {
  it.each([1440, 720, 2880])("boots from a floppy of %i KiB, reads it and writes it", async (kib) => {
    const { machine, floppy, console } = await createWithFloppy(
      madeFloppy("from the floppy", "S", kib * 1024),
    );
    const requests: DiskRequest[] = [];
    machine.run();
    await console.expect("from the floppy");
    machine.onDiskRequest((request) => requests.push(request));
    await console.ask("r", "S");
    await console.ask("w", "T");
    expect(requests).toEqual([
      { kind: "read", offset: 1024, byteLength: 512 },
      { kind: "write", offset: 1024, byteLength: 512 },
    ]);
    expect((await floppy.read(1024, 1))[0]).toBe("T".charCodeAt(0));
  });

  it("gives the guest an error for what the disk can't do, and goes on", async () => {
    const { machine, floppy, console } = await createWithFloppy(madeFloppy("here"));
    machine.run();
    await console.expect("here");
    await console.ask("r", "S");
    floppy.fault = () => new Error("damaged");
    await console.ask("r", "!");
    await console.ask("w", "!");
    floppy.fault = () => null;
    await console.ask("r", "S");
  });

  it("Q1 S3: a state is taken without a request in flight, and restored where the floppy stood", async () => {
    const { machine, floppy, console } = await createWithFloppy(madeFloppy("here"));
    machine.run();
    await console.expect("here");
    await console.ask("r", "S");
    floppy.latencyMs = () => 50;
    console.send("r");
    await until(() => floppy.pendingCount > 0);
    const back = await capture(machine);
    expect(floppy.pendingCount).toBe(0);
    const restoreFloppy = floppy.snapshot();
    machine.run();
    floppy.latencyMs = () => 0;
    await console.ask("w", "T");
    restoreFloppy();
    await back(machine);
    machine.run();
    await console.ask("r", "S");
    await console.ask("w", "T");
  });

  it("a reset in the middle of a request lets the guest boot again", async () => {
    const { machine, floppy, console } = await createWithFloppy(madeFloppy("here"));
    machine.run();
    await console.expect("here");
    floppy.latencyMs = () => 300;
    console.send("r");
    await until(() => floppy.pendingCount > 0);
    console.text = "";
    floppy.latencyMs = () => 0;
    machine.reset();
    await console.expect("here", 30_000);
    await console.ask("r", "S");
  });

  it("S9: a floppy that is none of the machine's is not built in, and the drive is named", async () => {
    const emulatorOf = spyOnEmulator();
    const { machine } = await createWithDisc(null);
    machine.run();
    const { fdc } = emulatorOf().v86.cpu.devices;
    expect(fdc.drives.map(({ name, buffer }) => [name, buffer])).toEqual([
      ["fda", null],
      ["fdb", null],
    ]);
    const { V86Drives } = await import("../../src/machine/v86-drives.ts");
    Object.assign(fdc.drives[0] as object, { buffer: {} });
    expect(
      () =>
        new V86Drives(
          emulatorOf().v86.cpu.devices,
          { hardDisks: [], floppy: null, disc: null },
          { requestEnded: () => undefined, failed: () => undefined },
        ),
    ).toThrow(/has another disk/);
  });
});
