import { configDifferences } from "../core/machine-config.ts";
import { StrataError } from "../core/strata-error.ts";
import type { LabContext } from "./lab-context.ts";
import type { SnapshotCommands } from "./strata.ts";
import type { PreparedView } from "./view-model.ts";

/** A snapshot of the booted machine that the site ships, so that nobody need wait for a boot. */
export interface PreparedSnapshot extends PreparedView {
  readonly config: Parameters<typeof configDifferences>[0];
  /** Its file. On failure: rejects with `image-unreachable` or `image-damaged`. */
  load(): Promise<Blob>;
}

/** What is offered: the prepared snapshot, while the machine is off and nothing was done with it yet; otherwise null. */
export function preparedOffer({ computer, parts, stored }: LabContext): PreparedView | null {
  const { prepared } = parts;
  const isUntouched =
    computer.state === "off" &&
    stored.snapshots.length === 0 &&
    stored.record.origin === null &&
    stored.layers().every(({ blockCount }) => blockCount === 0);
  if (prepared === null || !isUntouched) return null;
  if (configDifferences(stored.record.config, prepared.config).length > 0) return null;
  return { byteLength: prepared.byteLength };
}

/** See `MachineCommands.startPrepared`. */
export async function startPrepared(context: LabContext, snapshots: SnapshotCommands): Promise<void> {
  const { prepared } = context.parts;
  if (prepared === null || preparedOffer(context) === null) {
    throw new StrataError(
      "machine-state",
      "Start without a boot: the machine has been used or changed, or the site has nothing prepared for it; wanted a new one",
      { details: { state: context.computer.state } },
    );
  }
  const { id } = await snapshots.importFile(await prepared.load());
  await snapshots.revert(id);
}
