import type { LabContext } from "./lab-context.ts";
import { cancellable } from "./long-work.ts";
import type { StorageCommands } from "./strata.ts";

/** `strata.storage`. */
export function storageCommands(context: LabContext): StorageCommands {
  const { store } = context.parts;
  return {
    usage: () => store.usage(),
    verify: (options = {}) => cancellable(context, "verify", options, (progress) => store.verify(progress)),
  };
}
