import type { Clock } from "../../src/lab/clock.ts";
import type { LabParts } from "../../src/lab/lab-context.ts";
import type { Machine, MachineDisk } from "../../src/machine/machine.ts";
import type { MachineSetup } from "../store/machine-setup.ts";

const silent = (): (() => void) => () => undefined;

/** Nothing that could be installed. */
export const noSystems: LabParts["library"] = {
  systems: [],
  open: () => Promise.reject(new Error("No system")),
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

/** The parts of a lab over a machine in memory; `guest.disk` is the disk of the machine that is on, which does as `scripted`. */
export function madeLabParts(
  { store, machine }: MachineSetup,
  scripted: Partial<Machine> = {},
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
      reset: () => undefined,
      dispose: () => undefined,
    }),
    clock: standingClock(),
    imageByteLength: machine.base.byteLength,
    boot: { prefetch: async () => undefined, begin: () => undefined, progress: { done: 0, total: 0 } },
    library: noSystems,
    prepared: null,
    measureStorage: async () => ({ usage: null, quota: null, isPersisted: false }),
  };
  return { parts, guest };
}
