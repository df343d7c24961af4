import { describe, expect, test } from "vitest";
import type { MediumId } from "../../src/core/identity.ts";
import {
  assertValidConfig,
  type CdRomConfig,
  configDifferences,
  FLOPPY_BYTE_LENGTHS,
  type FloppyConfig,
  type MachineConfig,
  type NicModel,
} from "../../src/core/machine-config.ts";
import { StrataError } from "../../src/core/strata-error.ts";

const config: MachineConfig = {
  ramMiB: 64,
  vgaMemoryMiB: 4,
  nic: "virtio",
  disks: [{ bus: "primary-master", image: "debian", byteLength: 512 * 1000 }],
  bootOrder: ["hard-disk", "cd-rom"],
};
const [disk] = config.disks;
const second = { bus: "primary-slave", image: null, byteLength: 2 ** 20, provisioning: "thin" } as const;
const floppy: FloppyConfig = { bus: "floppy", image: null, byteLength: 1440 * 1024, label: null };
const disc: CdRomConfig = { medium: "m" as MediumId, label: "A disc", byteLength: 2048 };
const disksFromScript = (...disks: unknown[]) => ({ disks: disks as unknown as MachineConfig["disks"] });

describe("a machine's configuration", () => {
  test("every size of memory within the bounds is accepted", () => {
    for (const ramMiB of [32, 64, 128, 256, 512, 1024])
      for (const vgaMemoryMiB of [1, 2, 4, 8, 16])
        expect(() => assertValidConfig({ ...config, ramMiB, vgaMemoryMiB })).not.toThrow();
  });

  test("a second disk from 1 MiB to 64 GiB is accepted", () => {
    for (const byteLength of [2 ** 20, 2 ** 20 + 512, 2 ** 36])
      for (const provisioning of ["thin", "thick-not-zeroed"] as const) {
        const disks = [disk, { ...second, byteLength, provisioning }] as const;
        expect(() => assertValidConfig({ ...config, disks })).not.toThrow();
      }
  });

  test("a floppy of every size that floppies have is accepted, blank or copied, and so is a disc", () => {
    for (const byteLength of FLOPPY_BYTE_LENGTHS)
      for (const label of [null, "DOS"])
        expect(() =>
          assertValidConfig({ ...config, floppy: { ...floppy, byteLength, label } }),
        ).not.toThrow();
    expect(() => assertValidConfig({ ...config, cdRom: disc })).not.toThrow();
  });

  test.each([
    [{ ramMiB: 16 }, "ramMiB is 16"],
    [{ ramMiB: 2048 }, "ramMiB is 2048"],
    [{ ramMiB: 100 }, "ramMiB is 100"],
    [{ ramMiB: Number.NaN }, "ramMiB is NaN"],
    [{ vgaMemoryMiB: 32 }, "vgaMemoryMiB is 32"],
    [{ vgaMemoryMiB: 0 }, "vgaMemoryMiB is 0"],
    [{ nic: "wifi" as NicModel }, 'nic is "wifi"'],
    [{ bootOrder: [] }, "bootOrder is []"],
    [{ bootOrder: ["floppy", "floppy"] as const }, 'bootOrder is ["floppy","floppy"]'],
    [disksFromScript(), "0 disks"],
    [disksFromScript(disk, second, second), "3 disks"],
    [disksFromScript(second), "the first disk"],
    [disksFromScript(disk, disk), "the second disk"],
    [disksFromScript(disk, undefined), "a disk of 0 bytes"],
    [disksFromScript(disk, { ...second, image: "debian" }), "the second disk"],
    [disksFromScript(disk, { ...second, byteLength: 2 ** 20 - 512 }), "a second disk of 1048064 bytes"],
    [disksFromScript(disk, { ...second, byteLength: 2 ** 36 + 512 }), "a disk of 68719477248 bytes"],
    [disksFromScript(disk, { ...second, byteLength: 2 ** 20 + 100 }), "a disk of 1048676 bytes"],
    [disksFromScript(disk, { ...second, provisioning: "thick" }), 'provisioning is "thick"'],
    [disksFromScript(disk, { ...second, range: 0 }), "range is 0"],
    [{ floppy: { ...floppy, byteLength: 1000 * 1024 } }, "the floppy"],
    [{ floppy: null as unknown as FloppyConfig }, "the floppy null"],
    [{ floppy: { ...floppy, label: 5 as unknown as string } }, "the floppy's label is 5"],
    [{ floppy: { ...floppy, range: -1 } }, "range is -1"],
    [{ cdRom: null as unknown as CdRomConfig }, "the disc null"],
    [{ cdRom: { ...disc, medium: 5 as unknown as MediumId } }, "the disc"],
    [{ cdRom: { ...disc, byteLength: 2000 } }, "a disc of 2000 bytes"],
    [
      { disks: [{ bus: "primary-master", image: "debian", byteLength: 1000 }] as const },
      "a disk of 1000 bytes",
    ],
    [{ disks: [{ bus: "primary-master", image: "debian", byteLength: 0 }] as const }, "a disk of 0 bytes"],
  ])("a machine that can't be built is refused, naming what was found: %j", (change, found) => {
    const refusal = expect(() => assertValidConfig({ ...config, ...change }));
    refusal.toThrow(expect.objectContaining({ code: "configuration-invalid" }));
    refusal.toThrow(found);
  });

  test("S8: differences are named setting by setting, and none are found between equals", () => {
    expect(configDifferences(config, structuredClone(config))).toEqual([]);
    expect(configDifferences(config, { ...config, nic: "none", ramMiB: 128 })).toEqual(["ramMiB", "nic"]);
    expect(configDifferences({ ...config, cdRom: disc }, { ...config, floppy })).toEqual(["floppy", "cdRom"]);
    expect(configDifferences({ ...config, cdRom: disc }, { ...config, cdRom: { ...disc } })).toEqual([]);
  });
});

describe("a Strata error", () => {
  test("carries a code, details and its cause, and is an Error", () => {
    const cause = new Error("inner");
    const error = new StrataError("storage-full", "Write: full, wanted room", {
      cause,
      details: { bytes: 5 },
    });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: "StrataError", code: "storage-full", cause, details: { bytes: 5 } });
    expect(error.message).toBe("Write: full, wanted room");
  });

  test("has no cause and no details where none are given", () => {
    const error = new StrataError("timeout", "Wait: too long, wanted an answer");
    expect("cause" in error).toBe(false);
    expect(error.details).toEqual({});
  });
});
