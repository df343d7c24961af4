import { BLOCK_BYTE_LENGTH, blockCountOf } from "../../core/geometry.ts";
import type { MachineConfig } from "../../core/machine-config.ts";
import type { Locale } from "../../i18n/locale.ts";
import type { StorageView } from "../../lab/view-model.ts";

/** What there is when a system is installed over the disk. */
export interface Installation {
  readonly config: MachineConfig;
  /** Blocks of the active layer, of all disks. */
  readonly activeBlockCount: number;
  readonly storage: StorageView;
  readonly isOn: boolean;
}

/** What an installation does, and what it takes of the storage at most, as sentences. */
export function installConsequences(
  { config, activeBlockCount, storage: { usage, quota }, isOn }: Installation,
  { text: { install }, format }: Locale,
): readonly string[] {
  const [{ byteLength }, second] = config.disks;
  const blockCount = blockCountOf(byteLength);
  // Whose blocks the layer holds is not known here.
  const heldCount = second === undefined ? activeBlockCount : 0;
  const needed = Math.max(0, blockCount - heldCount) * BLOCK_BYTE_LENGTH;
  const free = usage === null || quota === null ? null : Math.max(0, quota - usage);
  const room =
    needed === 0
      ? install.needsNoRoom
      : free === null
        ? install.needsRoom(format.bytes(needed))
        : install.needsRoomOf(format.bytes(needed), format.bytes(free));
  return [
    install.overwrites(format.bytes(byteLength), { value: blockCount, shown: format.count(blockCount) }),
    ...(isOn ? [install.switchesOff] : []),
    room,
    ...(free !== null && needed > free ? [install.exceedsRoom] : []),
    install.snapshotsStay,
  ];
}
