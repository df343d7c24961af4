import { throwIfCancelled } from "../core/cancel-signal.ts";
import type { Chain } from "../core/chain.ts";
import { BLOCK_BYTE_LENGTH } from "../core/geometry.ts";
import type { BlockIndex, LayerId, MachineId, Place, SnapshotId } from "../core/identity.ts";
import { diskConfigs, type MachineConfig } from "../core/machine-config.ts";
import { StrataError } from "../core/strata-error.ts";
import { nextOrder } from "./catalog.ts";
import { explainDamage } from "./explain-damage.ts";
import type { ProgressOptions } from "./full-copy.ts";
import type { Cipher } from "./key-vault.ts";
import { writeRegionsAt } from "./layer-maps.ts";
import { type LiveState, liveWrites } from "./live-state.ts";
import { mediaOf } from "./media.ts";
import type { Pictures } from "./pictures.ts";
import type { LayerRecord, MachineRecord, Records, SnapshotRecord } from "./records.ts";
import {
  ByteReader,
  decodeTable,
  encodeTable,
  isWithin,
  SNAPSHOT_FILE_FORMAT,
  type SnapshotFileTable,
  snapshotFileByteLength,
} from "./snapshot-file.ts";
import { StagedBlocks } from "./staged-blocks.ts";
import { StoreChange } from "./store-change.ts";
import type { StoreContext } from "./store-context.ts";

const ACTION = "Take in a snapshot";
/** Blocks of a file that are read or written together: 1 MiB. */
const BLOCKS_PER_PIECE = 256;

/** A snapshot that is to become a file, with all that is read of it. */
export interface ExportedSnapshot {
  readonly record: SnapshotRecord;
  readonly image: MachineRecord["image"];
  readonly chain: Chain;
  readonly live: LiveState | null;
  readonly picture: string | null;
  /** Keeps the extents of `chain` and `live` until it is released. */
  readonly held: { release(): void };
}

/**
 * The bytes of a snapshot's file (snapshot-file.ts), about 1 MiB at a time. The machine may be used meanwhile.
 * On failure or abort (`cancelled`): throws `storage-damaged`, `key-missing` or `storage-failed`.
 */
export async function* exportSnapshot(
  context: StoreContext,
  { record, image, chain, live, picture, held }: ExportedSnapshot,
  { signal, onProgress }: ProgressOptions,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  try {
    const disks = diskConfigs(record.config);
    const ofDisks = [...chain.entries()].filter(([block]) => disks.some((disk) => isWithin(disk, block)));
    const blocks = ascending(ofDisks.map(([block]) => block));
    const pages = ascending([...(live?.places.entries() ?? [])].map(([page]) => page));
    const { name, note, takenAt, config } = record;
    const table: SnapshotFileTable = {
      header: {
        format: SNAPSHOT_FILE_FORMAT,
        image,
        name,
        note,
        takenAt,
        config,
        standsAlone: chain.standsAlone,
        blockCount: blocks.length,
        live: live &&
          record.live && {
            build: record.live.build,
            deviceByteLength: live.devices.byteLength,
            ramByteLength: record.live.ramByteLength,
            pageCount: pages.length,
            picture,
          },
      },
      blocks,
      pages,
      devices: live?.devices ?? new Uint8Array(),
    };
    const total = snapshotFileByteLength(table);
    let done = 0;
    for (const part of encodeTable(table)) yield part;
    for (const [numbers, placeOf] of [
      [blocks, (block: BlockIndex) => chain.place(block)],
      [pages, (page: BlockIndex) => live?.places.get(page)],
    ] as const) {
      for (const piece of pieces(numbers)) {
        throwIfCancelled(signal, "Write snapshot file");
        const contents = await context.extents.loadAll(piece.map((number) => placeOf(number) as Place));
        const bytes = new Uint8Array(piece.length * BLOCK_BYTE_LENGTH);
        for (const [index, content] of contents.entries()) bytes.set(content, index * BLOCK_BYTE_LENGTH);
        yield bytes;
        done += bytes.byteLength;
        onProgress?.(done, total);
      }
    }
  } catch (cause) {
    throw await explainDamage(context, cause);
  } finally {
    held.release();
  }
}

/** Where a snapshot of a file goes. */
export interface ImportTarget {
  readonly machine: MachineId;
  readonly cipher: Cipher | null;
  readonly pictures: Pictures;
}

/**
 * Reads a snapshot from the bytes of its file into a machine: a point in time of its own, which stands on the base image
 * alone. Contents are written ahead, 4 MiB a commit; one commit publishes them.
 *
 * On success: resolves with its record, and the bytes written; nothing else has changed.
 * On failure or abort (`cancelled`): rejects with `snapshot-file-invalid`, `snapshot-foreign` (its image is not the
 * machine's), `machine-unknown`, `storage-full` or `storage-failed`, or as reading `file` does; nothing has changed, and
 * what was written is given back.
 */
export async function importSnapshot(
  context: StoreContext,
  { machine, cipher, pictures }: ImportTarget,
  file: AsyncIterable<Uint8Array>,
  { signal, onProgress }: ProgressOptions,
): Promise<{ readonly record: SnapshotRecord; readonly bytesWritten: number }> {
  const reader = new ByteReader(file);
  const table = await decodeTable(reader);
  assertSameImage(table, machineOf(context, machine));
  await context.room.refresh();
  context.extents.assertRoomFor(table.blocks.length + table.pages.length, ACTION);
  const total = snapshotFileByteLength(table);
  let done = 0;
  const staged: StagedBlocks[] = [];
  const stage = async (numbers: readonly BlockIndex[]): Promise<StagedBlocks> => {
    const blocks = new StagedBlocks(context, cipher);
    staged.push(blocks);
    for (const piece of pieces(numbers)) {
      throwIfCancelled(signal, ACTION);
      const bytes = await reader.take(piece.length * BLOCK_BYTE_LENGTH);
      for (const [index, number] of piece.entries())
        await blocks.add(number, bytes.subarray(index * BLOCK_BYTE_LENGTH, (index + 1) * BLOCK_BYTE_LENGTH));
      done += bytes.byteLength;
      onProgress?.(done, total);
    }
    await blocks.finish();
    return blocks;
  };
  try {
    const disk = await stage(table.blocks);
    const ram = await stage(table.pages);
    await reader.assertEnd();
    return await context.queue.run(async () => {
      throwIfCancelled(signal, ACTION);
      return publish(context, { machine, cipher, pictures }, table, { disk, ram });
    });
  } catch (cause) {
    for (const blocks of staged) await blocks.giveUp();
    throw cause;
  }
}

async function publish(
  context: StoreContext,
  { machine, cipher, pictures }: ImportTarget,
  { header, devices }: SnapshotFileTable,
  { disk, ram }: { readonly disk: StagedBlocks; readonly ram: StagedBlocks },
): Promise<{ readonly record: SnapshotRecord; readonly bytesWritten: number }> {
  const { checksum, newId, catalog } = context;
  machineOf(context, machine);
  const id = newId() as SnapshotId;
  const change = new StoreChange(context);
  const layer: LayerRecord = {
    id: newId() as LayerId,
    machine,
    parent: null,
    ...(header.standsAlone ? { standsAlone: true } : {}),
    space: "disk",
    blockCount: disk.map.count,
  };
  change.layers.set(layer.id, layer);
  change.add(writeRegionsAt(layer.id, disk.map, disk.map.regionIndices(), checksum));
  disk.publish(change);
  const live =
    header.live === null
      ? null
      : await liveWrites(
          context,
          { snapshot: id, machine, cipher },
          {
            build: header.live.build,
            devices,
            ramByteLength: header.live.ramByteLength,
            places: ram.map,
            storedPageCount: ram.map.count,
          },
        );
  ram.publish(change);
  change.add(live?.writes ?? []);
  const siblings = [...catalog.snapshots.values()].filter((snapshot) => snapshot.machine === machine);
  const record: SnapshotRecord = {
    id,
    machine,
    parent: null,
    name: header.name,
    note: header.note,
    takenAt: header.takenAt,
    order: nextOrder(siblings),
    config: withDiscOf(catalog, header.config),
    layer: layer.id,
    live: live?.record ?? null,
    picture: await pictures.keep(id, header.live?.picture ?? null),
    cost: { elapsedMs: 0, pauseMs: 0, durableMs: 0, bytesRead: 0, bytesWritten: 0, blockCount: 0 },
  };
  change.snapshots.set(id, record);
  const { bytesWritten } = await change.commit();
  return { record, bytesWritten: bytesWritten + disk.bytesWritten + ram.bytesWritten };
}

/** A disc does not go with a file: where the store has none of that name, the drive is empty. */
function withDiscOf(records: Records, { cdRom, ...config }: MachineConfig): MachineConfig {
  const isThere = mediaOf(records).some(({ id }) => id === cdRom?.medium);
  return cdRom === undefined || !isThere ? config : { ...config, cdRom };
}

function machineOf({ catalog }: StoreContext, id: MachineId): MachineRecord {
  const record = catalog.machines.get(id);
  if (record !== undefined) return record;
  throw new StrataError("machine-unknown", `${ACTION}: machine ${id} is not there, wanted one that is`, {
    details: { machine: id },
  });
}

function assertSameImage({ header: { image } }: SnapshotFileTable, machine: MachineRecord): void {
  if (image.sha256 === machine.image.sha256) return;
  throw new StrataError(
    "snapshot-foreign",
    `${ACTION}: it stands on image ${image.name}, wanted ${machine.image.name} as the machine has it`,
    { details: { found: image.name, wanted: machine.image.name } },
  );
}

const ascending = (numbers: BlockIndex[]): BlockIndex[] => numbers.sort((one, other) => one - other);

function* pieces(numbers: readonly BlockIndex[]): Generator<readonly BlockIndex[]> {
  for (let start = 0; start < numbers.length; start += BLOCKS_PER_PIECE)
    yield numbers.slice(start, start + BLOCKS_PER_PIECE);
}
