import type { Locale } from "../../i18n/locale.ts";
import type { SnapshotView } from "../../lab/view-model.ts";

export type PartName = "devices" | "memory" | "configuration" | "disk";

export interface Part {
  readonly name: PartName;
  readonly label: string;
  readonly byteLength: number;
  /** What it is made of; null where the snapshot does not keep this part. */
  readonly content: string | null;
}

/** The four things that a snapshot keeps, in the order in which they are shown. */
export function partsOf({ parts, kind }: SnapshotView, { text, format }: Locale): readonly Part[] {
  const isLive = kind === "live";
  const quantity = (value: number) => ({ value, shown: format.count(value) });
  return [
    {
      name: "devices",
      label: text.snapshots.partDevices,
      byteLength: parts.deviceBytes,
      content: isLive ? "" : null,
    },
    {
      name: "memory",
      label: text.snapshots.partRam,
      byteLength: parts.ramBytes,
      content: isLive ? text.snapshots.pages(quantity(parts.ramPageCount)) : null,
    },
    {
      name: "configuration",
      label: text.snapshots.partConfig,
      byteLength: parts.configBytes,
      content: text.snapshots.configSummary(
        format.bytes(parts.config.ramMiB * 1024 * 1024),
        text.machine.nic[parts.config.nic],
      ),
    },
    {
      name: "disk",
      label: text.snapshots.partDisk,
      byteLength: parts.diskBytes,
      content: text.snapshots.blocks(quantity(parts.diskBlockCount)),
    },
  ];
}
