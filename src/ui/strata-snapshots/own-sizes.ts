import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { SnapshotId } from "../../core/identity.ts";
import type { SnapshotView } from "../../lab/view-model.ts";
import type { SnapshotInsightPort, SpaceUse } from "../snapshot-insight-port.ts";

/** Entries of maps that are gone through without being asked: about 20 ms of work. */
const CHEAP_ENTRY_COUNT = 250_000;

/**
 * What each snapshot alone takes, and what it shares. Measured when the snapshots have changed, and only while that is
 * cheap: it goes through the maps of all of them.
 */
export class OwnSizes implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #sizes: ReadonlyMap<SnapshotId, SpaceUse> = new Map();
  /** What they were measured of. */
  #measured = "";
  #isConnected = false;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#isConnected = true;
  }

  hostDisconnected(): void {
    this.#isConnected = false;
  }

  /** Null where it is not known. */
  of(id: SnapshotId): SpaceUse | null {
    return this.#sizes.get(id) ?? null;
  }

  /** Measures, when nothing more urgent is to be done, where these snapshots are others than before. */
  follow(snapshots: readonly SnapshotView[], insight: SnapshotInsightPort | null): void {
    if (insight === null || snapshots.some(({ status }) => status === "saving")) return;
    const described = snapshots.map(({ id, parts }) => `${id} ${parts.diskBlockCount}`).join();
    if (described === this.#measured) return;
    this.#measured = described;
    this.#sizes = new Map();
    if (entryCount(snapshots) > CHEAP_ENTRY_COUNT) return;
    whenIdle(() => {
      if (!this.#isConnected || this.#measured !== described) return;
      insight.usage().then(
        ({ machines }) => {
          if (this.#measured !== described) return;
          this.#sizes = new Map(
            machines.flatMap((machine) => machine.snapshots.map((each) => [each.id, each] as const)),
          );
          this.#host.requestUpdate();
        },
        // What can't be measured is not shown.
        () => undefined,
      );
    });
  }
}

/** Entries of the folded maps of all, at most. */
function entryCount(snapshots: readonly SnapshotView[]): number {
  const disk = snapshots.reduce((sum, { parts }) => sum + parts.diskBlockCount, 0);
  const ram = snapshots.reduce((sum, { parts }) => sum + parts.ramUsedPageCount, 0);
  return disk * snapshots.length + ram;
}

function whenIdle(work: () => void): void {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(work, { timeout: 2000 });
  else setTimeout(work, 200);
}
