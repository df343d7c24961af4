import type { V86 } from "v86";
import { StrataError } from "../core/strata-error.ts";
import type { Emulator, EmulatorOptions } from "./v86-internals.ts";

/**
 * Builds an emulator, processor stopped at the reset vector, around a compiled v86.wasm.
 *
 * v86 starts itself in steps of which it awaits none, so that a failure in one of them (no memory left, for the
 * greatest part) would be an unhandled rejection and the emulator never ready: each step is caught here.
 * `onProgram` gets what the program exports, while nobody has a view of its memory yet.
 * On failure: rejects with `machine-failed`, and nothing is left behind.
 */
export function loadEmulator(
  emulatorClass: typeof V86,
  program: WebAssembly.Module,
  options: EmulatorOptions,
  onProgram: (exports: WebAssembly.Exports) => void = () => undefined,
): Promise<Emulator> {
  return new Promise((resolve, reject) => {
    let emulator: Emulator | null = null;
    const fail = (cause: unknown): void => {
      reject(new StrataError("machine-failed", "Start emulator: it failed, wanted it ready", { cause }));
      // A second failure, while the first is cleaned up, tells nothing more.
      if (emulator?.v86 !== undefined) emulator.destroy().catch(() => {});
    };
    const wasm_fn = async (imports: WebAssembly.Imports): Promise<WebAssembly.Exports> => {
      try {
        const { exports } = await WebAssembly.instantiate(program, imports);
        if (typeof exports["rust_init"] !== "function") throw new TypeError("The program is not v86's");
        onProgram(exports);
        return exports;
      } catch (error) {
        fail(error);
        return new Promise(() => {});
      }
    };
    const built = new emulatorClass({ ...options, wasm_fn } as never) as unknown as Emulator;
    emulator = built;
    const continueInit = built.continue_init;
    built.continue_init = async (core, settings) => {
      const init = core.init;
      core.init = (initSettings) => {
        try {
          init.call(core, initSettings);
        } catch (error) {
          fail(error);
        }
      };
      try {
        await continueInit.call(built, core, settings);
      } catch (error) {
        fail(error);
      }
    };
    built.add_listener("emulator-loaded", () => resolve(built));
  });
}
