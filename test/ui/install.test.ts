import { expect, test } from "vitest";
import type { MachineConfig } from "../../src/core/machine-config.ts";
import { localeOf } from "../../src/i18n/locale.ts";
import { installConsequences } from "../../src/ui/strata-install/install-consequences.ts";
import { madeUpViews } from "./made-up-views.ts";

const { config } = madeUpViews.off.machine;
const MIB = 2 ** 20;
const said = (changes: Partial<Parameters<typeof installConsequences>[0]>): string =>
  installConsequences(
    {
      config,
      activeBlockCount: 0,
      storage: { usage: 100 * MIB, quota: 1124 * MIB, isPersisted: false },
      isOn: false,
      ...changes,
    },
    localeOf("en"),
  )
    .join(" ")
    .replaceAll("\u00a0", " ");

test("X3: before an installation the page says what it takes of the storage, and what is free", () => {
  expect(said({})).toContain("takes up to 256 MiB more of the storage; about 1 GiB is free");
  expect(said({ activeBlockCount: 32_768 })).toContain("up to 128 MiB more");
  expect(said({ activeBlockCount: 65_536 })).toContain("holds every block already");
  expect(said({})).not.toContain("not fit");
  const storage = { usage: 1000 * MIB, quota: 1124 * MIB, isPersisted: false };
  expect(said({ storage })).toContain("will probably not fit");
  expect(said({ storage: { ...storage, quota: null } })).toContain("up to 256 MiB more of the storage.");
});

test("blocks of a second disk are not taken for blocks of the first", () => {
  const second = { bus: "primary-slave", image: null, byteLength: 64 * MIB, provisioning: "thin" } as const;
  const both: MachineConfig = { ...config, disks: [config.disks[0], second] };
  expect(said({ config: both, activeBlockCount: 65_536 })).toContain("up to 256 MiB more");
});

test("of a machine that is on it says that it is switched off", () => {
  expect(said({ isOn: true })).toContain("switched off first");
  expect(said({})).not.toContain("switched off first");
});
