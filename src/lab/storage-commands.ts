import type { LabContext } from "./lab-context.ts";
import { cancellable, runLongWork } from "./long-work.ts";
import { Stopwatch } from "./stopwatch.ts";
import type { StorageCommands } from "./strata.ts";

/** `strata.storage`. */
export function storageCommands(context: LabContext): StorageCommands {
  const { store } = context.parts;
  return {
    usage: () => store.usage(),
    verify: (options = {}) => cancellable(context, "verify", options, (progress) => store.verify(progress)),
    inspectFreed: (options = {}) => store.inspectFreed(options),
    wipeFreed: async (options = {}) => {
      const about = { operation: "wipe", subject: "" } as const;
      const { cost, result } = await runLongWork(context, about, options, async (progress) => ({
        blockCount: 0,
        ...(await store.wipeFreed(progress)),
      }));
      const { extentCount, byteLength, unwipedByteLength } = result;
      return { ...cost, extentCount, byteLength, unwipedByteLength };
    },
    giveBackFreed: async () => {
      const stopwatch = new Stopwatch(context.parts.clock);
      const extentCount = await store.giveBackFreed();
      context.refreshStorage();
      return { ...stopwatch.cost(), extentCount };
    },
  };
}
