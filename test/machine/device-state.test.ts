import { expect, test } from "vitest";
import type { MachineConfig } from "../../src/core/machine-config.ts";
import { devicePartSizes, encodeDeviceState } from "../../src/machine/device-state.ts";
import { copyUsedPages, packUsedPages, packZeroPages } from "../../src/machine/zero-page-codec.ts";
import { Random } from "../support/random.ts";

const config: MachineConfig = {
  ramMiB: 32,
  vgaMemoryMiB: 1,
  nic: "none",
  disks: [{ bus: "primary-master", image: "made", byteLength: 2 ** 20 }],
  bootOrder: ["hard-disk"],
};

test("the sizes of devices and video memory are those of what was packed; other bytes have none", () => {
  const random = new Random(1);
  const core = random.bytes(10_000);
  const video = new Uint8Array(2 ** 20);
  video.set(random.bytes(5000), 8192);
  const packed = encodeDeviceState({ core: core.buffer, video: copyUsedPages(video) }, config);
  expect(devicePartSizes(packed)).toEqual({
    coreBytes: packZeroPages(core).byteLength,
    videoBytes: packUsedPages(copyUsedPages(video)).byteLength,
  });
  expect(devicePartSizes(new Uint8Array(100))).toBeNull();
  expect(devicePartSizes(packed.subarray(0, 10))).toBeNull();
  expect(devicePartSizes(packed.subarray(0, 40))).toBeNull();
});
