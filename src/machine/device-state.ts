import type { MachineConfig } from "../core/machine-config.ts";
import { StrataError } from "../core/strata-error.ts";
import { V86_BUILD, V86_STATE_HEADER_BYTES, V86_STATE_MAGIC, V86_STATE_VERSION } from "./v86-build.ts";
import {
  openUsedPages,
  packUsedPages,
  packZeroPages,
  type UsedPages,
  unpackZeroPages,
} from "./zero-page-codec.ts";

/** "STDS" read as a little-endian word. */
const MAGIC = 0x53445453;
/** Version 1 had the video memory within v86's own state; such states can still be read. */
const FORMAT_VERSION = 2;
const HEADER_BYTES = 12;
const LENGTH_BYTES = 4;
const MIB = 1024 * 1024;

/** A machine's state without its memory. */
export interface DeviceState {
  /** v86's own. */
  readonly core: ArrayBuffer;
  /** The video memory; null where `core` has it. */
  readonly video: UsedPages | null;
}

/**
 * What must be equal for a v86 state to be restored; v86 itself checks little of it. The disc in the CD-ROM drive is not of
 * it: a state says whether there is one, not which.
 */
function identityOf(config: MachineConfig): string {
  return JSON.stringify({
    build: V86_BUILD,
    ramMiB: config.ramMiB,
    vgaMemoryMiB: config.vgaMemoryMiB,
    nic: config.nic,
    diskByteLengths: config.disks.map((disk) => disk?.byteLength),
    // States of machines without one are as they were before floppies were known.
    floppyByteLength: config.floppy?.byteLength,
  });
}

/**
 * Packs a v86 state (without RAM and video memory) and the video memory into what `Machine.restore` takes.
 *
 * Format, little endian: magic, format version and length of the identity, 32 bits each; the identity (build and
 * the settings that shape the state, as JSON in UTF-8); the length of what comes next, 32 bits; v86's state and the video
 * memory, each with its pages of zeros left out.
 */
export function encodeDeviceState(
  { core, video }: DeviceState & { readonly video: UsedPages },
  config: MachineConfig,
): Uint8Array<ArrayBuffer> {
  const identity = new TextEncoder().encode(identityOf(config));
  const [packedCore, packedVideo] = [packZeroPages(new Uint8Array(core)), packUsedPages(video)];
  const coreStart = HEADER_BYTES + identity.byteLength + LENGTH_BYTES;
  const bytes = new Uint8Array(coreStart + packedCore.byteLength + packedVideo.byteLength);
  const header = new DataView(bytes.buffer);
  header.setUint32(0, MAGIC, true);
  header.setUint32(4, FORMAT_VERSION, true);
  header.setUint32(8, identity.byteLength, true);
  bytes.set(identity, HEADER_BYTES);
  header.setUint32(coreStart - LENGTH_BYTES, packedCore.byteLength, true);
  bytes.set(packedCore, coreStart);
  bytes.set(packedVideo, coreStart + packedCore.byteLength);
  return bytes;
}

/**
 * What `encodeDeviceState` packed, for a machine built from `config`. Throws `snapshot-incompatible` when it is
 * damaged, of another format or build, or of a machine with other settings. Nothing is touched before all holds.
 */
export function decodeDeviceState(bytes: Uint8Array<ArrayBuffer>, config: MachineConfig): DeviceState {
  const refuse = (found: string, wanted: string): never => {
    throw new StrataError("snapshot-incompatible", `Read device state: ${found}, wanted ${wanted}`, {
      details: { found, wanted },
    });
  };
  if (bytes.byteLength < HEADER_BYTES) refuse(`${bytes.byteLength} bytes`, `at least ${HEADER_BYTES}`);
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (header.getUint32(0, true) !== MAGIC) refuse("no device state", "its magic word");
  const version = header.getUint32(4, true);
  if (version < 1 || version > FORMAT_VERSION)
    refuse(`format version ${version}`, `at most ${FORMAT_VERSION}`);
  const identityEnd = HEADER_BYTES + header.getUint32(8, true);
  if (identityEnd > bytes.byteLength) refuse(`${bytes.byteLength} bytes`, `more than ${identityEnd}`);
  const identity = new TextDecoder().decode(bytes.subarray(HEADER_BYTES, identityEnd));
  if (identity !== identityOf(config)) refuse(identity, identityOf(config));

  const parts =
    version === 1 ? { core: bytes.subarray(identityEnd), video: null } : split(bytes.subarray(identityEnd));
  const video = parts.video && openUsedPages(parts.video);
  const videoByteLength = config.vgaMemoryMiB * MIB;
  if (video !== null && video.byteLength !== videoByteLength) {
    refuse(`${video.byteLength} bytes of video memory`, String(videoByteLength));
  }
  const state = unpackZeroPages(parts.core);
  if (state.byteLength < V86_STATE_HEADER_BYTES) refuse(`${state.byteLength} bytes of state`, "a v86 state");
  const stateHeader = new DataView(state.buffer);
  const stateMagic = stateHeader.getUint32(0, true);
  if (stateMagic !== V86_STATE_MAGIC) refuse(`state magic 0x${stateMagic.toString(16)}`, "v86's");
  const stateVersion = stateHeader.getUint32(4, true);
  if (stateVersion !== V86_STATE_VERSION) refuse(`state version ${stateVersion}`, String(V86_STATE_VERSION));
  const stateLength = stateHeader.getUint32(8, true);
  if (stateLength !== state.byteLength) refuse(`${state.byteLength} bytes of state`, String(stateLength));
  return { core: state.buffer, video };
}

/** Bytes of what a packed device state holds. */
export interface DevicePartSizes {
  /** Processor and devices. */
  readonly coreBytes: number;
  /** The pages of video memory that are not zeros; null where the devices' part has them. */
  readonly videoBytes: number | null;
}

/** The sizes of the parts that `encodeDeviceState` packed; null where `bytes` are not of a format that is known here. */
export function devicePartSizes(bytes: Uint8Array): DevicePartSizes | null {
  if (bytes.byteLength < HEADER_BYTES) return null;
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = header.getUint32(4, true);
  const identityEnd = HEADER_BYTES + header.getUint32(8, true);
  if (header.getUint32(0, true) !== MAGIC || version < 1 || version > FORMAT_VERSION) return null;
  if (identityEnd > bytes.byteLength) return null;
  const parts = bytes.subarray(identityEnd);
  if (version === 1) return { coreBytes: parts.byteLength, videoBytes: null };
  const { core, video } = split(parts);
  return { coreBytes: core.byteLength, videoBytes: video.byteLength };
}

/** v86's state and the video memory, both packed. A length that is wrong leaves one of them damaged. */
function split(bytes: Uint8Array): { readonly core: Uint8Array; readonly video: Uint8Array } {
  if (bytes.byteLength < LENGTH_BYTES) return { core: bytes, video: bytes };
  const coreEnd = LENGTH_BYTES + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  return { core: bytes.subarray(LENGTH_BYTES, coreEnd), video: bytes.subarray(coreEnd) };
}
