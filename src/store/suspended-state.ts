import type { BlockMap } from "../core/block-map.ts";
import type { LayerId, MachineId } from "../core/identity.ts";
import type { Write } from "./datastore.ts";
import type { PackedBlocks } from "./extents.ts";
import type { Cipher } from "./key-vault.ts";
import { deleteLayerMap, salvageLayerMap } from "./layer-maps.ts";
import { type LiveCapture, type LiveState, loadLive, stateOfMachine, writeLive } from "./live-state.ts";
import type { MachineRecord, SuspendedState } from "./records.ts";
import type { StoreChange } from "./store-change.ts";
import type { StoreContext } from "./store-context.ts";

const LENGTH_BYTE_LENGTH = 4;

/** What is kept of a machine that is on, for the next opening to go on from, apart from the disk. */
export interface SuspendRequest {
  readonly state: SuspendedState;
  /** The last that the guest wrote to its serial console, which no device holds. */
  readonly console: Uint8Array;
  /** As `SnapshotRequest.live`; its picture is not kept. */
  readonly live: () => Promise<LiveCapture>;
  /** Whether the page may go the next moment: see `Datastore.commit`. */
  readonly isUrgent?: boolean;
}

/** A machine that is suspended, durably. */
export interface SuspendedMemory {
  /** The memory as it lies in the store. */
  readonly ram: { readonly layer: LayerId; readonly places: BlockMap };
  readonly bytesWritten: number;
}

/** What a machine goes on from. */
export interface SuspendedMachine extends LiveState {
  readonly state: SuspendedState;
  readonly console: Uint8Array<ArrayBuffer>;
}

/** The write that removes the device state of a suspended machine. */
export const deleteSuspendedState = (machine: MachineId): Write => ({
  kind: "delete",
  table: "states",
  key: stateOfMachine(machine).key,
});

/**
 * Adds to the change that `machine` is suspended as `capture` has it, in place of what was suspended before, of which
 * `before` is the map if it is known. Costs the changed pages, and both maps.
 */
export async function writeSuspended(
  context: StoreContext,
  change: StoreChange,
  machine: MachineId,
  { state, console }: SuspendRequest,
  {
    capture,
    cipher,
    before,
  }: { readonly capture: LiveCapture; readonly cipher: Cipher | null; readonly before: BlockMap | null },
): Promise<{ readonly packed: PackedBlocks; readonly ram: SuspendedMemory["ram"] }> {
  const devices = withConsole(capture.devices, console);
  const live = await writeLive(
    context,
    stateOfMachine(machine),
    machine,
    { ...capture, devices, picture: null },
    cipher,
  );
  for (const [, place] of live.places.entries()) change.refer(place, 1);
  await dropSuspended(context, change, machine, before);
  change.add(live.writes);
  const record = change.machines.get(machine) as MachineRecord;
  const suspended = { live: live.record, state, suspendedAt: context.now(), isStale: false };
  change.machines.set(machine, { ...record, suspended });
  return { packed: live.packed, ram: { layer: live.record.ramLayer, places: live.places } };
}

/**
 * Adds to the change that nothing is suspended any more; `known` is the map of the memory, read where it is null. What
 * can't be read of it stays in the store until nothing is damaged there any more.
 */
export async function dropSuspended(
  { datastore, checksum }: StoreContext,
  change: StoreChange,
  machine: MachineId,
  known: BlockMap | null,
): Promise<void> {
  const { suspended, ...record } = change.machines.get(machine) as MachineRecord;
  if (suspended === undefined) return;
  const { ramLayer, ramPageCount } = suspended.live;
  const map = known ?? (await salvageLayerMap(datastore, ramLayer, checksum, ramPageCount)).map;
  for (const [, place] of map.entries()) change.refer(place, -1);
  change.layers.delete(ramLayer);
  change.add([deleteLayerMap(ramLayer), deleteSuspendedState(machine)]);
  change.machines.set(machine, record);
}

/**
 * Adds to the change that the disk will be another than when the machine was suspended: it can't go on from there any
 * more. The memory stays, for the next time to store only what changed since. Costs a few records.
 */
export function makeStale(change: StoreChange, machine: MachineId): void {
  const record = change.machines.get(machine) as MachineRecord;
  if (record.suspended === undefined || record.suspended.isStale) return;
  const live = { ...record.suspended.live, deviceByteLength: 0 };
  change.machines.set(machine, { ...record, suspended: { ...record.suspended, live, isStale: true } });
  change.add([deleteSuspendedState(machine)]);
}

/**
 * What a machine goes on from; null when nothing is suspended that it could. Reads devices and map, not yet the memory.
 * On failure: rejects with `storage-damaged`, `key-missing` or `storage-failed`.
 */
export async function loadSuspended(
  context: StoreContext,
  { id, key, suspended }: MachineRecord,
): Promise<SuspendedMachine | null> {
  if (suspended === undefined || suspended.isStale) return null;
  const live = await loadLive(context, stateOfMachine(id), suspended.live, { isEncrypted: key !== null });
  return { ...live, ...withoutConsole(live.devices), state: suspended.state };
}

/** Devices and console in one record, so that one checksum and one encryption hold for both. */
function withConsole(devices: Uint8Array, console: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(LENGTH_BYTE_LENGTH + devices.byteLength + console.byteLength);
  new DataView(bytes.buffer).setUint32(0, devices.byteLength, true);
  bytes.set(devices, LENGTH_BYTE_LENGTH);
  bytes.set(console, LENGTH_BYTE_LENGTH + devices.byteLength);
  return bytes;
}

function withoutConsole(bytes: Uint8Array<ArrayBuffer>): {
  readonly devices: Uint8Array<ArrayBuffer>;
  readonly console: Uint8Array<ArrayBuffer>;
} {
  const end = LENGTH_BYTE_LENGTH + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  return { devices: bytes.subarray(LENGTH_BYTE_LENGTH, end), console: bytes.subarray(end) };
}
