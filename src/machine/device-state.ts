import { diskConfigs, type MachineConfig } from "../core/machine-config.ts";
import { StrataError } from "../core/strata-error.ts";
import { V86_BUILD, V86_STATE_HEADER_BYTES, V86_STATE_MAGIC, V86_STATE_VERSION } from "./v86-build.ts";
import { packZeroPages, unpackZeroPages } from "./zero-page-codec.ts";

/** "STDS" read as a little-endian word. */
const MAGIC = 0x53445453;
const FORMAT_VERSION = 1;
const HEADER_BYTES = 12;

/** What must be equal for a v86 state to be restored; v86 itself checks little of it. */
function identityOf(config: MachineConfig): string {
  return JSON.stringify({
    build: V86_BUILD,
    ramMiB: config.ramMiB,
    vgaMemoryMiB: config.vgaMemoryMiB,
    nic: config.nic,
    diskByteLengths: diskConfigs(config).map((disk) => disk.byteLength),
  });
}

/**
 * Packs a v86 state (without RAM) into what `Machine.captureDevices` gives.
 *
 * Format, little endian: magic, format version and length of the identity, 32 bits each; the identity (build and
 * the settings that shape the state, as JSON in UTF-8); the state, with its pages of zeros left out.
 */
export function encodeDeviceState(state: ArrayBuffer, config: MachineConfig): Uint8Array<ArrayBuffer> {
  const identity = new TextEncoder().encode(identityOf(config));
  const packed = packZeroPages(new Uint8Array(state));
  const bytes = new Uint8Array(HEADER_BYTES + identity.byteLength + packed.byteLength);
  const header = new DataView(bytes.buffer);
  header.setUint32(0, MAGIC, true);
  header.setUint32(4, FORMAT_VERSION, true);
  header.setUint32(8, identity.byteLength, true);
  bytes.set(identity, HEADER_BYTES);
  bytes.set(packed, HEADER_BYTES + identity.byteLength);
  return bytes;
}

/**
 * The v86 state within `bytes`, for a machine built from `config`. Throws `snapshot-incompatible` when it is
 * damaged, of another format or build, or of a machine with other settings. Nothing is touched before all holds.
 */
export function decodeDeviceState(bytes: Uint8Array<ArrayBuffer>, config: MachineConfig): ArrayBuffer {
  const refuse = (found: string, wanted: string): never => {
    throw new StrataError("snapshot-incompatible", `Read device state: ${found}, wanted ${wanted}`, {
      details: { found, wanted },
    });
  };
  if (bytes.byteLength < HEADER_BYTES) refuse(`${bytes.byteLength} bytes`, `at least ${HEADER_BYTES}`);
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (header.getUint32(0, true) !== MAGIC) refuse("no device state", "its magic word");
  const version = header.getUint32(4, true);
  if (version !== FORMAT_VERSION) refuse(`format version ${version}`, String(FORMAT_VERSION));
  const identityEnd = HEADER_BYTES + header.getUint32(8, true);
  if (identityEnd > bytes.byteLength) refuse(`${bytes.byteLength} bytes`, `more than ${identityEnd}`);
  const identity = new TextDecoder().decode(bytes.subarray(HEADER_BYTES, identityEnd));
  if (identity !== identityOf(config)) refuse(identity, identityOf(config));

  const state = unpackZeroPages(bytes.subarray(identityEnd));
  if (state.byteLength < V86_STATE_HEADER_BYTES) refuse(`${state.byteLength} bytes of state`, "a v86 state");
  const stateHeader = new DataView(state.buffer);
  const stateMagic = stateHeader.getUint32(0, true);
  if (stateMagic !== V86_STATE_MAGIC) refuse(`state magic 0x${stateMagic.toString(16)}`, "v86's");
  const stateVersion = stateHeader.getUint32(4, true);
  if (stateVersion !== V86_STATE_VERSION) refuse(`state version ${stateVersion}`, String(V86_STATE_VERSION));
  const stateLength = stateHeader.getUint32(8, true);
  if (stateLength !== state.byteLength) refuse(`${state.byteLength} bytes of state`, String(stateLength));
  return state.buffer;
}
