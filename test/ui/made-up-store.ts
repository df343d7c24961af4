import type { LayerId, MachineId, MediumId } from "../../src/core/identity.ts";
import type { MediumSummary } from "../../src/lab/image-commands.ts";
import type { SystemSummary } from "../../src/lab/machine-images.ts";
import type { MachineSummary } from "../../src/lab/strata.ts";
import type { FreedView, UsageView, VerificationView } from "../../src/ui/store-findings.ts";
import { madeUpViews } from "./made-up-views.ts";

const MiB = 1024 * 1024;
const { running } = madeUpViews;
const createdAt = new Date("2026-03-02T14:30:00").getTime();

/** What the machines can be made with. */
export const madeUpSystems: readonly SystemSummary[] = [
  {
    id: "linux",
    name: { en: "Small Linux", fr: "Petit Linux" },
    about: { en: "Starts at once.", fr: "Démarre aussitôt." },
    diskMiB: 256,
    downloadMiB: 3,
  },
  {
    id: "large",
    name: { en: "Large Linux", fr: "Grand Linux" },
    about: { en: "Has everything.", fr: "A tout ce qu’il faut." },
    diskMiB: 512,
    downloadMiB: 9,
  },
];

/** Two machines and what they take, for the gallery and the tests. */
export const madeUpMachines: readonly MachineSummary[] = [
  {
    id: "machine-1" as MachineId,
    name: "Linux",
    createdAt,
    config: running.machine.config,
    image: "linux",
    isCurrent: true,
    hasOwnImage: false,
    sha256: "",
    isEncrypted: false,
  },
  {
    id: "machine-2" as MachineId,
    name: "Clone of Fresh boot",
    createdAt: createdAt + 900_000,
    config: running.machine.config,
    image: "linux",
    isCurrent: false,
    hasOwnImage: false,
    sha256: "",
    isEncrypted: false,
  },
];

/** The same with a second one that is encrypted and open. */
export const madeUpEncryptedMachines: readonly MachineSummary[] = madeUpMachines.map((machine, index) => ({
  ...machine,
  ...(index === 1 ? { name: "Secret machine", isEncrypted: true } : {}),
  isCurrent: index === 1,
}));

export const madeUpUsage: UsageView = {
  at: Date.now() - 3000,
  liveBytes: 41.2 * MiB,
  extentBytes: 43.5 * MiB,
  freedBytes: 6.2 * MiB,
  media: [],
  machines: [
    {
      id: "machine-1" as MachineId,
      exclusiveBytes: 29.9 * MiB,
      sharedBytes: 5.1 * MiB,
      present: { exclusiveBytes: 76 * 1024, sharedBytes: 448 * 1024 },
      snapshots: running.snapshots.map(({ id }, index) => ({
        id,
        exclusiveBytes: (3.3 + index) * MiB,
        sharedBytes: (12.4 - index) * MiB,
      })),
    },
    {
      id: "machine-2" as MachineId,
      exclusiveBytes: 1.2 * MiB,
      sharedBytes: 5.1 * MiB,
      present: { exclusiveBytes: 1.2 * MiB, sharedBytes: 5.1 * MiB },
      snapshots: [],
    },
  ],
};

export const madeUpFreed: FreedView = {
  at: Date.now() - 2000,
  extentCount: 99,
  byteLength: 6.2 * MiB,
  unwipedByteLength: 6.1 * MiB,
};

export const madeUpVerification: VerificationView = {
  at: Date.now() - 9000,
  recordCount: 1204,
  damages: [],
  freedExtentCount: 0,
};

export const madeUpDamage: VerificationView = {
  ...madeUpVerification,
  damages: [
    {
      record: "extent 12",
      layers: ["layer-A" as LayerId],
      snapshots: running.snapshots.slice(1).map(({ id }) => id),
    },
    { record: "map of layer x, region 3", layers: [], snapshots: [] },
  ],
  freedExtentCount: 2,
};

/** What can be put into drives. */
export const madeUpMedia: readonly MediumSummary[] = [
  {
    id: "medium-1" as MediumId,
    kind: "cd-rom",
    name: "Rescue tools 12.4.iso",
    byteLength: 412 * MiB,
    blockCount: 105_000,
    sha256: "",
    importedAt: createdAt + 3_600_000,
    order: 1,
    machines: ["Linux"],
  },
  {
    id: "medium-2" as MediumId,
    kind: "floppy",
    name: "boot.flp",
    byteLength: 1.40625 * MiB,
    blockCount: 120,
    sha256: "",
    importedAt: createdAt + 7_200_000,
    order: 2,
    machines: [],
  },
];
