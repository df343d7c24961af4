import { assertValidConfig, configDifferences, type MachineConfig } from "../core/machine-config.ts";
import { StrataError } from "../core/strata-error.ts";
import { decodeBase64 } from "../machine/base64.ts";
import { driveCommands } from "./drive-commands.ts";
import type { FileShelf } from "./file-commands.ts";
import type { LabContext } from "./lab-context.ts";
import { cancellable } from "./long-work.ts";
import { startPrepared } from "./prepared-start.ts";
import { reinstall } from "./reinstall.ts";
import type { MachineCommands, SnapshotCommands } from "./strata.ts";
import type { Suspension } from "./suspension.ts";

/** The configuration of the machine that is on, or the one that the next power-on uses. */
export function presentConfig({ computer, stored }: LabContext): MachineConfig {
  return (computer.isOn ? computer.config : null) ?? stored.record.config;
}

/** `strata.machine`. */
export function machineCommands(
  context: LabContext,
  {
    snapshots,
    files,
    suspension,
  }: {
    readonly snapshots: SnapshotCommands;
    readonly files: FileShelf;
    readonly suspension: Suspension;
  },
  onChanged: () => void,
): MachineCommands {
  const { computer } = context;
  return {
    ...driveCommands(context, onChanged),
    get state() {
      return computer.state;
    },
    get bootMs() {
      return computer.bootMs;
    },
    get resumedMs() {
      return computer.resumedMs;
    },
    get config() {
      return presentConfig(context);
    },
    powerOn: () =>
      context.exclusively(async () => {
        if (context.hasLeft) {
          throw new StrataError(
            "store-in-use",
            "Power on: another page has the store, wanted it to be this one's",
          );
        }
        if (!computer.isOn) await context.stored.dropSuspended();
        context.image.beginBoot();
        if (!context.stored.hidesBase) void context.image.prefetchBoot();
        await computer.powerOn(context.stored.record.config);
      }),
    startPrepared: () => startPrepared(context, snapshots),
    powerOff: () =>
      context.exclusively(async () => {
        computer.powerOff();
        // What the guest wrote first: it must not depend on the rest.
        await context.flush();
        await context.stored.dropSuspended();
      }),
    reset: () =>
      context.exclusively(async () => {
        if (computer.state === "paused") await context.keepWaiting();
        await context.stored.dropSuspended();
        computer.reset();
      }),
    pause: () => context.exclusively(() => computer.pause()),
    resume: () =>
      context.exclusively(async () => {
        await context.keepWaiting();
        computer.resume();
      }),
    suspend: () =>
      context.exclusively(async () => {
        computer.machine("Suspend");
        await suspension.keep({ isUrgent: false });
      }),
    exec: (command, options) => computer.exec(command, options),
    putFile: (path, content, options) => files.putFile(path, content, options),
    getFile: (path, options) => files.getFile(path, options),
    get clock() {
      return computer.clock.view;
    },
    chooseClock: (choice) => computer.chooseClock(choice),
    get isSoundOn() {
      return computer.isSoundOn;
    },
    setSound: (isOn) => {
      computer.isSoundOn = isOn;
    },
    sendText: async (given, { console = "screen" } = {}) => {
      const machine = computer.machine("Type text");
      const text = given.replaceAll("\r\n", "\r");
      if (console === "serial") machine.sendSerial(0, new TextEncoder().encode(text));
      else await machine.sendKeys(text);
    },
    takePicture: async () => {
      const picture = computer.machine("Take a picture").captureScreen(Number.POSITIVE_INFINITY)();
      const bytes = decodeBase64(picture?.slice(picture.indexOf(",") + 1) ?? "");
      if (picture === null || bytes === null) {
        throw new StrataError("machine-state", "Take a picture: the machine has no screen, wanted one");
      }
      return new Blob([bytes], { type: "image/png" });
    },
    systems: context.parts.library.systems,
    reinstall: (systemId, options) =>
      context.queue.run(async () => {
        try {
          return await reinstall(context, systemId, options);
        } finally {
          onChanged();
        }
      }),
    configure: (changes) =>
      context.exclusively(async () => {
        if (computer.isOn) {
          throw new StrataError(
            "machine-state",
            `Configure: the machine is ${computer.state}, wanted it off`,
            {
              details: { state: computer.state },
            },
          );
        }
        const { stored } = context;
        const config = { ...stored.record.config, ...changes };
        assertValidConfig(config);
        assertSameMedia(stored.record.config, config);
        await cancellable(context, "allocate", {}, (progress) => stored.configure(config, progress));
        onChanged();
      }),
  };
}

/** What is in a drive comes from the store, and is put in by commands of its own. */
function assertSameMedia(before: MachineConfig, after: MachineConfig): void {
  const changed = configDifferences(before, after).find((setting) => ["floppy", "cdRom"].includes(setting));
  if (changed === undefined) return;
  throw new StrataError(
    "configuration-invalid",
    `Configure: another ${changed}, wanted the present one; drives are filled by insertDisc and insertFloppy`,
    { details: { found: changed } },
  );
}
