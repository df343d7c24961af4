import type { Cost } from "../core/cost.ts";
import type { CdRomConfig, DiskConfig, FloppyConfig, MachineConfig } from "../core/machine-config.ts";
import type { Key } from "./datastore.ts";
import {
  type CreationRecord,
  type EncryptedText,
  type ImageReference,
  LAST_EXTENT_KEY,
  type LayerRecord,
  type LiveRecord,
  type MachineRecord,
  type MediumLabel,
  type SnapshotRecord,
  type WipeRecord,
} from "./records.ts";

/** Tables of small records. */
export type RecordTable = "meta" | "machines" | "snapshots" | "layers" | "wipes";

/** Whether a value is what a property is meant to hold. */
type Shape = (value: unknown) => boolean;

const isText: Shape = (value) => typeof value === "string";
const isNumber: Shape = (value) => typeof value === "number";
const orNull =
  (shape: Shape): Shape =>
  (value) =>
    value === null || shape(value);
const optional =
  (shape: Shape): Shape =>
  (value) =>
    value === undefined || shape(value);
const listOf =
  (shape: Shape): Shape =>
  (value) =>
    Array.isArray(value) && value.every(shape);
/** An object with every property of `Value`; it may have others. */
const objectOf =
  <Value>(properties: Readonly<Record<keyof Required<Value>, Shape>>): Shape =>
  (value) =>
    typeof value === "object" &&
    value !== null &&
    Object.entries<Shape>(properties).every(([name, shape]) =>
      shape((value as Record<string, unknown>)[name]),
    );

const isConfig = objectOf<MachineConfig>({
  ramMiB: isNumber,
  vgaMemoryMiB: isNumber,
  nic: isText,
  disks: listOf(objectOf<DiskConfig>({ bus: isText, image: orNull(isText), byteLength: isNumber })),
  floppy: optional(
    objectOf<Omit<FloppyConfig, "range">>({
      bus: isText,
      image: orNull(isText),
      byteLength: isNumber,
      label: orNull(isText),
    }),
  ),
  cdRom: optional(objectOf<CdRomConfig>({ medium: isText, label: isText, byteLength: isNumber })),
  bootOrder: listOf(isText),
});

const shapes: Readonly<Record<RecordTable, Shape>> = {
  meta: objectOf<CreationRecord>({ format: isNumber, createdAt: isNumber }),
  wipes: objectOf<WipeRecord>({ extents: listOf(isNumber) }),
  machines: objectOf<MachineRecord>({
    id: isText,
    name: isText,
    config: isConfig,
    image: objectOf<ImageReference>({
      name: isText,
      sha256: isText,
      byteLength: isNumber,
      isOwn: optional((value) => value === true),
    }),
    activeLayer: isText,
    currentSnapshot: orNull(isText),
    origin: orNull(isText),
    key: orNull(isText),
    createdAt: isNumber,
    order: isNumber,
  }),
  snapshots: objectOf<SnapshotRecord>({
    id: isText,
    machine: isText,
    parent: orNull(isText),
    name: isText,
    note: isText,
    takenAt: isNumber,
    order: isNumber,
    config: isConfig,
    layer: isText,
    live: orNull(
      objectOf<LiveRecord>({
        build: isText,
        deviceByteLength: isNumber,
        ramByteLength: isNumber,
        ramLayer: isText,
        ramPageCount: isNumber,
        ramStoredPageCount: isNumber,
      }),
    ),
    picture: orNull((value) => isText(value) || objectOf<EncryptedText>({ encrypted: isText })(value)),
    cost: objectOf<Cost>({
      elapsedMs: isNumber,
      pauseMs: isNumber,
      durableMs: isNumber,
      bytesRead: isNumber,
      bytesWritten: isNumber,
      blockCount: isNumber,
    }),
  }),
  layers: objectOf<LayerRecord>({
    id: isText,
    machine: orNull(isText),
    parent: orNull(isText),
    standsAlone: optional((value) => typeof value === "boolean"),
    space: (value) => value === "disk" || value === "ram",
    blockCount: isNumber,
    key: optional(isText),
    medium: optional(
      objectOf<MediumLabel>({
        kind: (value) => value === "cd-rom" || value === "floppy",
        name: isText,
        byteLength: isNumber,
        sha256: isText,
        importedAt: isNumber,
        order: isNumber,
      }),
    ),
  }),
};

/** Whether a value can be the record under `key`: it has every property, and its own name where it has one. */
export function hasShape(table: RecordTable, key: Key, value: unknown): boolean {
  if (table === "meta" && key === LAST_EXTENT_KEY) return isNumber(value);
  if (!shapes[table](value)) return false;
  return table === "meta" || table === "wipes" || (value as { readonly id: unknown }).id === key;
}
