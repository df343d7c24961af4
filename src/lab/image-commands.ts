import type { Cost } from "../core/cost.ts";
import type { MachineId, MediumId } from "../core/identity.ts";
import type { MachineConfig } from "../core/machine-config.ts";
import type { ImageOrigin } from "../images/own/image-origin.ts";
import type { ImageKind } from "../images/own/image-signs.ts";
import { type OpenedImage, openImage } from "../images/own/open-image.ts";
import { refuseImage } from "../images/own/refuse-image.ts";
import type { Media, MediumRecord } from "../store/media.ts";
import type { MediumKind } from "../store/records.ts";
import type { LabContext } from "./lab-context.ts";
import { runLongWork } from "./long-work.ts";
import { Stopwatch } from "./stopwatch.ts";
import type { LongWorkOptions } from "./strata.ts";

/** Characters of a name that is made of a file's, at most. */
const NAME_LENGTH = 80;

export type { ImageKind, ImageOrigin };

/** What an image became: a machine, or a medium for the drives of any machine. */
export type OpenedAs = { readonly sha256: string } & (
  | { readonly kind: "disk"; readonly machine: MachineId }
  | { readonly kind: MediumKind; readonly medium: MediumId }
);

/** `strata.images`: images that a person brings along. */
export interface ImageCommands {
  /**
   * Takes in an image, from a file or from an address: raw, or packed by gzip or Zstandard, whatever its name. The image of
   * a disk becomes a new machine, powered off, whose disk begins as the image; that of a CD-ROM (ISO 9660) or of a floppy
   * disk becomes a medium. `as` says what it has to be; without it its content says. `name` is by default the file's. The
   * machine has the present one's configuration with `config` changed; with `encrypted` all of it is encrypted. `sha256` is
   * of the image, unpacked.
   *
   * The image is streamed: about 4 MiB of it are in memory, and blocks of zeros take nothing. The open machine may be used
   * meanwhile. `onProgress` counts bytes of the file; all are 0 where a server does not tell.
   * On success: durable. On failure or abort (`cancelled`): `image-file-invalid` (`details.reason` says why),
   * `file-unreadable`, `address-unreachable` (`details.reason`: `address`, `offline`, `blocked`, `status`, `broken-off`),
   * `name-invalid`, `configuration-invalid`, `encryption-unavailable`, `storage-full` or `storage-failed`; nothing has
   * changed.
   */
  open(
    image: {
      readonly source: ImageOrigin;
      readonly as?: ImageKind | undefined;
      readonly name?: string | undefined;
      readonly config?: Partial<MachineConfig>;
      readonly encrypted?: boolean | undefined;
    },
    options?: LongWorkOptions,
  ): Promise<Cost & OpenedAs>;
}

/** A medium for people, with the names of the machines that have it in a drive, now or in a snapshot. */
export interface MediumSummary extends MediumRecord {
  readonly machines: readonly string[];
}

export const mediumSummaries = (media: Media): MediumSummary[] =>
  media.list().map((medium) => ({ ...medium, machines: media.holdersOf(medium.id) }));

/** `strata.media`: images of CD-ROMs and floppy disks, kept for the drives of all machines. */
export interface MediaCommands {
  /** Oldest first. */
  list(): readonly MediumSummary[];
  /** Takes in a medium, as `images.open` does; an image of a disk is refused (`image-file-invalid`). */
  import(
    medium: {
      readonly source: ImageOrigin;
      readonly kind?: MediumKind | undefined;
      readonly name?: string | undefined;
    },
    options?: LongWorkOptions,
  ): Promise<Cost & { readonly id: MediumId; readonly kind: MediumKind }>;
  /** On failure: `name-invalid`, `medium-unknown`, `storage-full`; nothing has changed. */
  rename(id: MediumId, name: string): Promise<Cost>;
  /**
   * Removes a medium that is in no drive, neither now nor in a snapshot. With `wipe` what became free is overwritten.
   * On failure: `medium-unknown`, `medium-in-use` (`details.machines` names them), `storage-damaged`, `storage-full`;
   * nothing has changed. `wipe-incomplete`: as for snapshots.
   */
  remove(id: MediumId, options?: LongWorkOptions & { readonly wipe?: boolean }): Promise<Cost>;
}

/** `strata.images` and `strata.media`. `onChanged` is called when a machine or a medium was made or has gone. */
export function imageCommands(
  context: LabContext,
  onChanged: () => void,
): { readonly images: ImageCommands; readonly media: MediaCommands } {
  const { parts } = context;
  const { media } = parts.store;
  const open = async (
    { source, wanted, name, ...machine }: TakenIn,
    options: LongWorkOptions,
  ): Promise<Cost & OpenedAs> => {
    const subject = name ?? nameOf(source);
    let opened: OpenedAs | undefined;
    const { cost } = await runLongWork(
      context,
      { operation: "open-image", subject },
      options,
      async (progress) => {
        const image = await openImage(source, wanted, parts.origins, progress);
        try {
          const taken = await takeIn(image, { ...machine, name, progress });
          opened = taken.opened;
          return taken;
        } finally {
          await image.close();
        }
      },
    );
    onChanged();
    return { ...cost, ...(opened as OpenedAs) };
  };
  const takeIn = async (
    image: OpenedImage,
    {
      name: given,
      isMedium,
      config,
      encrypted,
      progress,
    }: Pick<TakenIn, "name" | "isMedium"> & MachineWish & { readonly progress: LongWorkOptions },
  ) => {
    const { kind } = image;
    const name = given ?? shortened(image.name);
    if (kind !== "disk") {
      const { record, bytesWritten } = await media.import({ name, kind }, image, progress);
      const { id, sha256, blockCount, byteLength } = record;
      return { blockCount, bytesRead: byteLength, bytesWritten, opened: { kind, medium: id, sha256 } };
    }
    if (isMedium) refuseImage("is-disk", "the image of a disk", "one of a CD-ROM or a floppy disk");
    const request = {
      name,
      imageName: shortened(image.name),
      config: { ...emptied(context.stored.record.config), ...config },
      isEncrypted: encrypted ?? false,
    };
    const { record, bytesWritten } = await parts.store.importMachine(request, image, progress);
    const { id, origin, image: reference } = record;
    const blockCount = parts.store.outline(id)?.blockCountOf(origin ?? record.activeLayer) ?? 0;
    return {
      blockCount,
      bytesRead: reference.byteLength,
      bytesWritten,
      opened: { kind, machine: id, sha256: reference.sha256 },
    };
  };
  return {
    images: {
      open: ({ as, ...image }, options = {}) =>
        open({ ...image, wanted: as ?? null, isMedium: false }, options),
    },
    media: {
      list: () => mediumSummaries(media),
      import: async ({ source, kind, name }, options = {}) => {
        const opened = await open({ source, name, wanted: kind ?? null, isMedium: true }, options);
        if (opened.kind === "disk")
          throw new TypeError("Import a medium: a machine was made, wanted a medium");
        const { medium: id, ...rest } = opened;
        return { ...rest, id };
      },
      rename: async (id, name) => {
        const stopwatch = new Stopwatch(parts.clock);
        await media.rename(id, name);
        onChanged();
        return stopwatch.cost();
      },
      remove: async (id, { wipe = false, ...options } = {}) => {
        const subject = media.list().find((medium) => medium.id === id)?.name ?? id;
        const about = { operation: wipe ? "wipe" : "remove", subject } as const;
        try {
          return (
            await runLongWork(context, about, options, (progress) => media.remove(id, { ...progress, wipe }))
          ).cost;
        } finally {
          onChanged();
        }
      },
    },
  };
}

/** Without the disc that is in the drive: it is that machine's. */
function emptied({ cdRom: _, ...config }: MachineConfig): MachineConfig {
  return config;
}

interface MachineWish {
  readonly config?: Partial<MachineConfig>;
  readonly encrypted?: boolean | undefined;
}

interface TakenIn extends MachineWish {
  readonly source: ImageOrigin;
  readonly wanted: ImageKind | null;
  readonly name?: string | undefined;
  /** Whether only a medium will do. */
  readonly isMedium: boolean;
}

/** The file's name, or the last part of the address. */
const nameOf = (source: ImageOrigin): string =>
  typeof source === "string"
    ? ((source.split(/[?#]/)[0] ?? "").split("/").at(-1) ?? "")
    : source instanceof File
      ? source.name
      : "";

/** A name that the store takes. */
const shortened = (name: string): string => name.trim().slice(0, NAME_LENGTH) || "Image";
