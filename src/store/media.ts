import { mediaIn } from "../core/config-media.ts";
import type { LayerId, MediumId } from "../core/identity.ts";
import { StrataError } from "../core/strata-error.ts";
import { nextOrder } from "./catalog.ts";
import type { ProgressOptions } from "./full-copy.ts";
import { assertNothingHidden } from "./hidden-records.ts";
import { type ImageBytes, publishStaged, stageImage } from "./image-staging.ts";
import { dropUnneededLayers } from "./layer-merging.ts";
import { assertName } from "./name.ts";
import type { LayerRecord, MediumKind, MediumLabel, Records } from "./records.ts";
import { type Removed, type RemoveOptions, runRemoval } from "./removal.ts";
import { StoreChange } from "./store-change.ts";
import type { StoreContext } from "./store-context.ts";
import { StoredMedium } from "./stored-medium.ts";

/** Bytes of a sector of a CD-ROM. */
const CD_SECTOR_BYTE_LENGTH = 2048;

/** An imported image of a CD-ROM or a floppy disk. It never changes, and any number of machines may have it in. */
export interface MediumRecord extends MediumLabel {
  readonly id: MediumId;
  /** Blocks that are not all zeros: what it takes in the store. */
  readonly blockCount: number;
}

/** The media of a store. */
export class Media {
  readonly #context: StoreContext;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  /** Every medium that can be read, the oldest first. */
  list(): readonly MediumRecord[] {
    return mediaOf(this.#context.catalog);
  }

  /** Names of the machines that have a medium in a drive, now or in a snapshot. */
  holdersOf(id: MediumId): readonly string[] {
    return machinesWith(this.#context.catalog, id);
  }

  /**
   * A medium to be read; `close` it in the end. On failure: rejects with `medium-unknown`, `storage-damaged` or
   * `storage-failed`.
   */
  open(id: MediumId): Promise<StoredMedium> {
    return this.#context.queue.run(() => {
      return StoredMedium.open(this.#context, layerOf(this.#context.catalog, id, "Open a medium"));
    });
  }

  /**
   * Takes an image in as a medium: contents ahead, 4 MiB a commit; one commit publishes it. It is not encrypted, since it
   * belongs to no machine. Its bytes are taken as they are: whether they are of its kind is the caller's to know.
   *
   * On success: resolves when it is durable, with its record and the bytes written.
   * On failure or abort (`cancelled`): rejects with `name-invalid`, `storage-full` or `storage-failed`, or as reading
   * `image` does; nothing has changed, and what was written is given back.
   */
  async import(
    { name, kind }: { readonly name: string; readonly kind: MediumKind },
    image: ImageBytes,
    { signal }: ProgressOptions = {},
  ): Promise<{ readonly record: MediumRecord; readonly bytesWritten: number }> {
    assertName(name);
    const staged = await stageImage(this.#context, image, {
      signal,
      cipher: null,
      action: "Take in a medium",
    });
    return publishStaged(this.#context, staged, (change, layer) => {
      const unit = kind === "cd-rom" ? CD_SECTOR_BYTE_LENGTH : 1;
      const medium: MediumLabel = {
        kind,
        name,
        byteLength: Math.ceil(staged.byteLength / unit) * unit,
        sha256: staged.sha256,
        importedAt: this.#context.now(),
        order: nextOrder(mediaOf(change)),
      };
      change.layers.set(layer.id, { ...layer, medium });
      return recordOf({ ...layer, medium });
    });
  }

  /**
   * Gives a medium another name.
   * On failure: rejects with `name-invalid`, `medium-unknown`, `storage-full` or `storage-failed`; nothing has changed.
   */
  async rename(id: MediumId, name: string): Promise<void> {
    assertName(name);
    await this.#context.queue.run(async () => {
      const change = new StoreChange(this.#context);
      const layer = layerOf(change, id, "Rename a medium");
      change.layers.set(layer.id, { ...layer, medium: { ...layer.medium, name } });
      await change.commit();
    });
  }

  /**
   * Removes a medium.
   *
   * Prerequisites: it is in no drive, as every machine and every snapshot is configured, and not open.
   * On success: with `wipe` what became free is overwritten.
   * On failure: rejects with `medium-unknown`, `medium-in-use` (its details name the machines), `storage-damaged`,
   * `storage-full` or `storage-failed`; nothing has changed. With `wipe-incomplete` the removal has held: see `runRemoval`.
   */
  remove(id: MediumId, options: RemoveOptions = {}): Promise<Removed> {
    return runRemoval(this.#context, options, async (change) => {
      const layer = layerOf(change, id, "Remove a medium");
      this.#assertUnused(layer, machinesWith(change, id));
      // A machine or snapshot that can't be read may have it in.
      assertNothingHidden(this.#context.catalog, "Remove a medium");
      return dropUnneededLayers(this.#context, change, layer.id);
    });
  }

  #assertUnused({ id, medium }: MediumLayer, machines: readonly string[]): void {
    if (machines.length === 0 && !this.#context.openMedia.has(id)) return;
    const where = machines.length > 0 ? `${machines.join(", ")} has it in a drive` : "it is being read";
    throw new StrataError("medium-in-use", `Remove a medium: ${where}, wanted it in no drive`, {
      details: { name: medium.name, machines },
    });
  }
}

/** The layer that a medium is. */
export interface MediumLayer extends LayerRecord {
  readonly medium: MediumLabel;
}

const isMedium = (layer: LayerRecord | undefined): layer is MediumLayer => layer?.medium !== undefined;

const recordOf = ({ id, blockCount, medium }: MediumLayer): MediumRecord => ({
  ...medium,
  id: id as string as MediumId,
  blockCount,
});

/** Every medium among the records, the oldest first. */
export const mediaOf = ({ layers }: Records): MediumRecord[] =>
  [...layers.values()]
    .filter(isMedium)
    .map(recordOf)
    .sort((left, right) => left.order - right.order);

/** The layer of a medium. Throws `medium-unknown`; `action` is what it is wanted for. */
function layerOf({ layers }: Records, id: MediumId, action: string): MediumLayer {
  const layer = layers.get(id as string as LayerId);
  if (isMedium(layer)) return layer;
  throw new StrataError("medium-unknown", `${action}: ${JSON.stringify(id)}, wanted a medium of this store`, {
    details: { id: String(id) },
  });
}

/** Names of the machines that have a medium in, now or in a snapshot. */
function machinesWith({ machines, snapshots }: Records, id: MediumId): string[] {
  const holders = new Set(
    [...snapshots.values()]
      .filter(({ config }) => mediaIn(config).includes(id))
      .map(({ machine }) => machine),
  );
  return [...machines.values()]
    .filter((machine) => holders.has(machine.id) || mediaIn(machine.config).includes(id))
    .map(({ name }) => name);
}
