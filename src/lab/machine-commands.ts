import { assertValidConfig, type MachineConfig } from "../core/machine-config.ts";
import { StrataError } from "../core/strata-error.ts";
import type { LabContext } from "./lab-context.ts";
import type { MachineCommands } from "./strata.ts";

/** The configuration of the machine that is on, or the one that the next power-on uses. */
export function presentConfig({ computer, parts }: LabContext): MachineConfig {
  return (computer.isOn ? computer.config : null) ?? parts.stored.record.config;
}

/** `strata.machine`. */
export function machineCommands(context: LabContext, onChanged: () => void): MachineCommands {
  const { computer, parts } = context;
  const { stored } = parts;
  return {
    get state() {
      return computer.state;
    },
    get bootMs() {
      return computer.bootMs;
    },
    get config() {
      return presentConfig(context);
    },
    powerOn: () =>
      context.exclusively(() => {
        parts.boot.begin();
        void parts.boot.prefetch();
        return computer.powerOn(stored.record.config);
      }),
    powerOff: () =>
      context.exclusively(async () => {
        computer.powerOff();
        await context.flush();
      }),
    reset: () => context.exclusively(async () => computer.reset()),
    pause: () => context.exclusively(() => computer.pause()),
    resume: () => context.exclusively(async () => computer.resume()),
    exec: (command, options) => computer.exec(command, options),
    sendText: async (text, { console = "screen" } = {}) => {
      const machine = computer.machine("Type text");
      if (console === "serial") machine.sendSerial(0, new TextEncoder().encode(text));
      else await machine.sendKeys(text);
    },
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
        const config = { ...stored.record.config, ...changes };
        assertValidConfig(config);
        await stored.configure(config);
        onChanged();
      }),
  };
}
