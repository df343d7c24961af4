import { StrataError } from "../../src/core/strata-error.ts";
import type { Clock } from "../../src/lab/clock.ts";
import type { LabParts } from "../../src/lab/lab-context.ts";
import type { MachineImages, SystemSummary } from "../../src/lab/machine-images.ts";
import type { Machine, MachineDisk } from "../../src/machine/machine.ts";
import { madeNetwork } from "../machine/network/made-wire.ts";
import type { MachineSetup } from "../store/machine-setup.ts";
import type { MadeBaseImage } from "../store/made-base-image.ts";

const silent = (): (() => void) => () => undefined;

/** Nothing that could be installed. */
export const noSystems: LabParts["library"] = {
  systems: [],
  open: () => Promise.reject(new Error("No system")),
};

/** No network. */
export const noOrigins: LabParts["origins"] = {
  fetch: () => Promise.reject(new Error("No network")),
  isOnline: () => false,
  baseUrl: "https://strata.test/",
};

/** A machine that does nothing by itself: the test is its guest. */
function scriptedMachine(scripted: Partial<Machine>): Machine {
  const machine: Partial<Machine> = {
    run: () => undefined,
    quiesce: async () => undefined,
    show: () => undefined,
    destroy: () => undefined,
    onSerialOutput: silent,
    onDiskRequest: silent,
    onStopped: silent,
    onMouseUse: silent,
    onGraphics: silent,
    ...scripted,
  };
  return machine as Machine;
}

/** A clock that stands still; delays last as long as `delay` says. */
export const standingClock = (delay: Clock["delay"] = () => new Promise(() => undefined)): Clock => ({
  now: () => 0,
  date: () => 0,
  delay,
  breathe: () => Promise.resolve(),
  nextFrame: () => undefined,
});

/** Base images made up for a test, by their names. */
export const madeImages = (...bases: readonly [MadeBaseImage, ...MadeBaseImage[]]): MachineImages => {
  const [first, ...others] = bases.map(({ name, byteLength }) => ({
    id: name,
    name: { en: name, fr: name },
    about: { en: "Made for a test.", fr: "Faite pour un test." },
    diskMiB: byteLength / 2 ** 20,
    downloadMiB: 1,
  })) as [SystemSummary, ...SystemSummary[]];
  return {
    systems: [first, ...others],
    open: async (name) => {
      const image = bases.find((base) => base.name === name);
      if (image === undefined)
        throw new StrataError("image-unknown", `Open image: ${name}, wanted a made one`);
      return image;
    },
    prepared: async () => null,
  };
};

/** The parts of a lab over a machine in memory; `guest.disk` is the disk of the machine that is on, which does as `scripted`. */
export function madeLabParts(
  { store, machine, base }: MachineSetup,
  scripted: Partial<Machine> = {},
  images: MachineImages = madeImages(base),
): {
  readonly parts: LabParts;
  readonly guest: { disk?: MachineDisk };
} {
  const guest: { disk?: MachineDisk } = {};
  const parts: LabParts = {
    store,
    stored: machine,
    factory: {
      build: "made",
      prepare: async () => undefined,
      create: async (_config, [disk]) => {
        guest.disk = disk as MachineDisk;
        return scriptedMachine(scripted);
      },
    },
    createAgent: () => ({
      isReady: false,
      exec: () => Promise.reject(new Error("No agent")),
      putFile: () => Promise.reject(new Error("No agent")),
      getFile: () => Promise.reject(new Error("No agent")),
      clock: () => Promise.reject(new Error("No agent")),
      reset: () => undefined,
      dispose: () => undefined,
    }),
    clock: standingClock(),
    network: madeNetwork(),
    images,
    image: base,
    library: noSystems,
    origins: noOrigins,
    prepared: null,
    measureStorage: async () => ({ usage: null, quota: null, isPersisted: false }),
  };
  return { parts, guest };
}
