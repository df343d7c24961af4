import type { KeyId, LayerId, MachineId } from "../core/identity.ts";
import { assertValidConfig, type MachineConfig, type SystemDiskConfig } from "../core/machine-config.ts";
import { nextOrder } from "./catalog.ts";
import type { ProgressOptions } from "./full-copy.ts";
import { type ImageBytes, publishStaged, type StagedImage, stageImage } from "./image-staging.ts";
import { settleDisks } from "./machine-disks.ts";
import { assertName } from "./name.ts";
import type { MachineRecord } from "./records.ts";
import type { StoreChange } from "./store-change.ts";
import type { StoreContext } from "./store-context.ts";

/** A machine that is to begin with an image that somebody brings along. */
export interface ImportedMachineRequest {
  readonly name: string;
  /** What the image is called, for people. */
  readonly imageName: string;
  /** Its disks and its floppy are left aside: the machine has the image's disk alone. */
  readonly config: MachineConfig;
  readonly isEncrypted: boolean;
}

export interface ImportedMachine {
  readonly record: MachineRecord;
  /** Bytes of blocks and maps. */
  readonly bytesWritten: number;
}

/**
 * Makes a machine whose disk begins as an image: that is a layer which stands alone, frozen, and the machine reverts to it
 * without a snapshot, as a clone to what it began with. No image of the site is below. Contents are written ahead, 4 MiB a
 * commit; one commit publishes them with the machine.
 *
 * On success: resolves when it is durable, with its record and the bytes written.
 * On failure or abort (`cancelled`): rejects with `name-invalid`, `configuration-invalid`, `encryption-unavailable`,
 * `storage-full` or `storage-failed`, or as reading `image` does; none was made, and what was written is given back.
 */
export async function importMachine(
  context: StoreContext,
  request: ImportedMachineRequest,
  image: ImageBytes,
  { signal }: ProgressOptions = {},
): Promise<ImportedMachine> {
  assertName(request.name);
  assertValidConfig(request.config);
  // Made ahead, as for any machine; when the import fails the next opening sweeps it.
  const cipher = request.isEncrypted ? await context.keys.create() : null;
  const staged = await stageImage(context, image, { signal, cipher, action: "Open an image" });
  return publishStaged(context, staged, (change, layer) => {
    const record = recordOf(context, request, staged, { change, origin: layer.id, key: cipher?.key ?? null });
    change.machines.set(record.id, record);
    change.layers.set(layer.id, { ...layer, machine: record.id });
    change.layers.set(record.activeLayer, {
      id: record.activeLayer,
      machine: record.id,
      parent: layer.id,
      space: "disk",
      blockCount: 0,
    });
    return record;
  });
}

function recordOf(
  { newId, now }: StoreContext,
  { name, imageName, config }: ImportedMachineRequest,
  { byteLength, sha256 }: StagedImage,
  { change, origin, key }: { change: StoreChange; origin: LayerId; key: KeyId | null },
): MachineRecord {
  const disk: SystemDiskConfig = { bus: "primary-master", image: imageName, byteLength };
  const settled = settleDisks({ ...config, disks: [disk] }, null, () => 1);
  assertValidConfig(settled);
  return {
    id: newId() as MachineId,
    name,
    config: settled,
    image: { name: imageName, sha256, byteLength, isOwn: true },
    activeLayer: newId() as LayerId,
    currentSnapshot: null,
    origin,
    key,
    createdAt: now(),
    order: nextOrder(change.machines.values()),
  };
}
