import {
  type BootDevice,
  configDifferences,
  type DataDiskConfig,
  type FloppyConfig,
  type MachineConfig,
} from "../core/machine-config.ts";
import type { Locale } from "../i18n/locale.ts";

const MIB = 1024 * 1024;

/** A setting in words: what it is called, and its value in two configurations. */
interface SettingChange {
  readonly setting: string;
  readonly from: string;
  readonly to: string;
}

/** The settings that differ between two configurations, in words. */
export function settingChanges(
  from: MachineConfig,
  to: MachineConfig,
  locale: Locale,
): readonly SettingChange[] {
  return configDifferences(from, to).map((setting) => {
    const [before, after] = [from, to].map((config) => wordsOf(setting, config, locale)) as [string, string];
    // Two disks may look the same and have nothing in common.
    const isAlike = before === after;
    return {
      setting: nameOf(setting, locale),
      from: before,
      to: isAlike ? locale.text.configuration.another(after) : after,
    };
  });
}

/** The same as sentences. */
export const changeSentences = (from: MachineConfig, to: MachineConfig, locale: Locale): readonly string[] =>
  settingChanges(from, to, locale).map((change) =>
    locale.text.configuration.change(change.setting, change.from, change.to),
  );

export const diskWords = (
  { byteLength, provisioning }: Pick<DataDiskConfig, "byteLength" | "provisioning">,
  { text, format }: Locale,
): string => text.machine.sizedDisk(format.bytes(byteLength), provisioning);

export const floppyWords = (
  { byteLength, label }: Pick<FloppyConfig, "byteLength" | "label">,
  { text, format }: Locale,
): string => label ?? text.configuration.blankFloppy(format.bytes(byteLength));

export function bootOrderWords(order: readonly BootDevice[], { text }: Locale): string {
  const devices = order.map((device) => text.configuration.bootDevices[device]);
  const [first, ...others] = devices;
  return first !== undefined && others.length === 0
    ? text.configuration.only(first)
    : text.configuration.inOrder(devices);
}

function nameOf(setting: keyof MachineConfig, { text }: Locale): string {
  switch (setting) {
    case "ramMiB":
      return text.machine.memory;
    case "vgaMemoryMiB":
      return text.configuration.videoMemory;
    case "nic":
      return text.machine.network;
    case "disks":
      return text.machine.secondDisk;
    case "floppy":
      return text.configuration.floppy;
    case "cdRom":
      return text.configuration.cdRom;
    case "bootOrder":
      return text.configuration.bootOrder;
  }
}

function wordsOf(setting: keyof MachineConfig, config: MachineConfig, locale: Locale): string {
  const { text, format } = locale;
  const [, data] = config.disks;
  switch (setting) {
    case "ramMiB":
    case "vgaMemoryMiB":
      return format.bytes(config[setting] * MIB);
    case "nic":
      return text.machine.nic[config.nic];
    case "disks":
      return data === undefined ? text.machine.noDisk : diskWords(data, locale);
    case "floppy":
      return config.floppy === undefined ? text.configuration.emptyDrive : floppyWords(config.floppy, locale);
    case "cdRom":
      return config.cdRom?.label ?? text.configuration.emptyDrive;
    case "bootOrder":
      return bootOrderWords(config.bootOrder, locale);
  }
}
