import type { BlockIndex } from "../core/identity.ts";
import {
  type CopiedPages,
  changedPages,
  contentsOf,
  copyPages,
  isZeroPage,
  type RamImage,
} from "../core/ram-pages.ts";
import type { DeviceCapture, Machine } from "../machine/machine.ts";
import type { LiveCapture } from "../store/live-state.ts";
import type { Clock } from "./clock.ts";
import type { Stopwatch } from "./stopwatch.ts";

/** Where the time of a live snapshot goes, in milliseconds; all 0 when the computer was off. */
export interface PausePhases {
  /** From the call until the processor stood still; it ran nearly all of that time. */
  readonly quiesceMs: number;
  /** Finding the pages that were written. */
  readonly fingerprintsMs: number;
  /** Copying processor, devices and video memory. */
  readonly devicesMs: number;
  /** Copying the changed pages. */
  readonly pagesMs: number;
}

/** What was copied out of a machine while it stood still. */
export interface Captured {
  readonly fingerprints: Uint32Array;
  readonly base: RamImage | null;
  readonly devices: DeviceCapture;
  readonly drawScreen: () => string | null;
  readonly ramByteLength: number;
  readonly copy: CopiedPages;
  readonly zeroPages: readonly BlockIndex[];
  readonly phases: PausePhases;
}

/**
 * Copies all that a live snapshot is made of out of a quiesced machine, and does nothing that can wait: the guest stands
 * still. `base` is the memory that the store has; null to take all of it.
 */
export function capture(machine: Machine, base: RamImage | null, stopwatch: Stopwatch): Captured {
  const stoppedAt = stopwatch.elapsedMs;
  const fingerprints = machine.fingerprints();
  const changed = changedPages(base?.fingerprints ?? null, fingerprints);
  const comparedAt = stopwatch.elapsedMs;
  const devices = machine.captureDevices();
  const drawScreen = machine.captureScreen();
  const devicesAt = stopwatch.elapsedMs;
  const ram = machine.ram();
  const copy = copyPages(
    ram,
    changed.filter((page) => !isZeroPage(fingerprints, page)),
  );
  const phases = {
    quiesceMs: stoppedAt,
    fingerprintsMs: comparedAt - stoppedAt,
    devicesMs: devicesAt - comparedAt,
    pagesMs: stopwatch.elapsedMs - devicesAt,
  };
  const zeroPages = changed.filter((page) => isZeroPage(fingerprints, page));
  return { fingerprints, base, devices, drawScreen, ramByteLength: ram.byteLength, copy, zeroPages, phases };
}

/** Puts what was captured into the form that the store takes, when the guest has had its turn. */
export async function pack(captured: Captured, build: string, clock: Clock): Promise<LiveCapture> {
  await clock.breathe();
  const picture = captured.drawScreen();
  await clock.breathe();
  return packed(captured, build, picture);
}

/** The same at once, with a picture that is there. Takes some milliseconds. */
export function packed(captured: Captured, build: string, picture: string | null): LiveCapture {
  const { ramByteLength, base, zeroPages, copy } = captured;
  const devices = captured.devices.encode();
  return { build, devices, ramByteLength, base, pages: contentsOf(copy), zeroPages, picture };
}
