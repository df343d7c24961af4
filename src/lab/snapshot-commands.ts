import type { Cost } from "../core/cost.ts";
import type { SnapshotId } from "../core/identity.ts";
import { StrataError } from "../core/strata-error.ts";
import { nextOrder } from "../store/catalog.ts";
import type { SnapshotRecord } from "../store/records.ts";
import type { LabContext } from "./lab-context.ts";
import { snapshotFileCommands } from "./snapshot-file-commands.ts";
import { type SnapshotInsightCommands, snapshotInsightCommands } from "./snapshot-insight.ts";
import { revertTo, type TakenSnapshot, takeSnapshot } from "./snapshot-operations.ts";
import { snapshotTreeCommands } from "./snapshot-tree-commands.ts";
import type {
  RevertOptions,
  SnapshotCommands,
  SnapshotFileCommands,
  SnapshotTreeCommands,
} from "./strata.ts";
import { snapshotView } from "./view-builder.ts";
import type { MemoryState, SnapshotView } from "./view-model.ts";

/** `strata.snapshots`, and the list that the page shows. */
export class SnapshotShelf implements SnapshotCommands {
  readonly #context: LabContext;
  readonly #onChanged: () => void;
  readonly #tree: SnapshotTreeCommands;
  readonly #files: SnapshotFileCommands;
  readonly #insight: SnapshotInsightCommands;
  /** Those that are taken and not yet durable. */
  readonly #saving = new Map<SnapshotId, { readonly view: SnapshotView; readonly saved: Promise<unknown> }>();

  /** Those whose memory a revert has found damaged. */
  readonly #damagedMemories = new Set<SnapshotId>();

  /** @param onChanged called when the list changes. */
  constructor(context: LabContext, onChanged: () => void) {
    this.#context = context;
    this.#onChanged = onChanged;
    this.#tree = snapshotTreeCommands(context, () => this.allSaved());
    this.#files = snapshotFileCommands(context, () => this.allSaved());
    this.#insight = snapshotInsightCommands(context, () => this.allSaved());
  }

  list(): SnapshotView[] {
    const { stored } = this.#context;
    const durable = stored.snapshots.map((record) =>
      snapshotView(
        record,
        "durable",
        stored.record.currentSnapshot,
        stored.blockCountOf(record.layer),
        this.#memoryOf(record),
        stored.pictureOf(record),
      ),
    );
    const known = new Set(durable.map((snapshot) => snapshot.id));
    return [
      ...durable,
      ...[...this.#saving.values()].map(({ view }) => view).filter(({ id }) => !known.has(id)),
    ];
  }

  current(): SnapshotView | null {
    return this.list().find((snapshot) => snapshot.isCurrent) ?? null;
  }

  async take({ name }: Parameters<SnapshotCommands["take"]>[0]): ReturnType<SnapshotCommands["take"]> {
    const { queue, journal } = this.#context;
    const { stored, taken } = await queue.run(async () => {
      await this.allSaved();
      const { stored } = this.#context;
      return { stored, taken: this.#watchSaving(await takeSnapshot(this.#operationParts(), name)) };
    });
    const { cost } = await taken.durable;
    journal.noteSaved();
    journal.addTiming("snapshot", name, cost);
    // What it cost is told even if it can't be noted down: the snapshot itself is durable.
    stored.recordCost(taken.id, cost).then(this.#onChanged, () => undefined);
    this.#context.refreshStorage();
    return { ...cost, id: taken.id, phases: taken.phases };
  }

  revert(id: SnapshotId | null, options?: RevertOptions): Promise<Cost> {
    return this.#revert(() => id, "revert", options);
  }

  discardChanges(options?: RevertOptions): Promise<Cost> {
    return this.#revert(() => this.#context.stored.record.currentSnapshot, "discard", options);
  }

  remove(...given: Parameters<SnapshotTreeCommands["remove"]>): Promise<Cost> {
    return this.#changing(this.#tree.remove(...given));
  }

  merge(id: SnapshotId): Promise<Cost> {
    return this.#changing(this.#tree.merge(id));
  }

  flatten(...given: Parameters<SnapshotTreeCommands["flatten"]>): Promise<Cost> {
    return this.#changing(this.#tree.flatten(...given));
  }

  clone(...given: Parameters<SnapshotTreeCommands["clone"]>): ReturnType<SnapshotTreeCommands["clone"]> {
    return this.#changing(this.#tree.clone(...given));
  }

  rename(id: SnapshotId, name: string): Promise<Cost> {
    return this.#changing(this.#tree.rename(id, name));
  }

  note(id: SnapshotId, text: string): Promise<Cost> {
    return this.#changing(this.#tree.note(id, text));
  }

  exportFile(...given: Parameters<SnapshotFileCommands["exportFile"]>): Promise<Blob> {
    return this.#files.exportFile(...given);
  }

  importFile(
    ...given: Parameters<SnapshotFileCommands["importFile"]>
  ): ReturnType<SnapshotFileCommands["importFile"]> {
    return this.#changing(this.#files.importFile(...given));
  }

  predict(
    ...given: Parameters<SnapshotInsightCommands["predict"]>
  ): ReturnType<SnapshotInsightCommands["predict"]> {
    return this.#insight.predict(...given);
  }

  compare(
    ...given: Parameters<SnapshotInsightCommands["compare"]>
  ): ReturnType<SnapshotInsightCommands["compare"]> {
    return this.#insight.compare(...given);
  }

  contents(id: SnapshotId): ReturnType<SnapshotInsightCommands["contents"]> {
    return this.#insight.contents(id);
  }

  async #changing<Value>(work: Promise<Value>): Promise<Value> {
    const value = await work;
    this.#onChanged();
    return value;
  }

  #memoryOf({ id, live }: SnapshotRecord): MemoryState {
    if (live === null) return "none";
    if (live.build !== this.#context.parts.factory.build) return "other-build";
    return this.#damagedMemories.has(id) ? "damaged" : "usable";
  }

  /** Remembers that the memory of a snapshot can't be used, when that is why a revert to it failed. */
  #learn(id: SnapshotId, cause: unknown): void {
    if (!(cause instanceof StrataError)) return;
    const { layers, snapshot } = cause.details;
    const { live } = this.#context.stored.snapshot(id);
    const isOfMemory = snapshot === id || (Array.isArray(layers) && layers.includes(live?.ramLayer));
    if (cause.code !== "snapshot-incompatible" && !(cause.code === "storage-damaged" && isOfMemory)) return;
    this.#damagedMemories.add(id);
    this.#onChanged();
  }

  #revert(
    target: () => SnapshotId | null,
    operation: "revert" | "discard",
    options?: RevertOptions,
  ): Promise<Cost> {
    const { queue, journal } = this.#context;
    return queue.run(async () => {
      await this.allSaved();
      const id = target();
      const cost = await revertTo(this.#operationParts(), id, options).catch((cause: unknown) => {
        if (id !== null) this.#learn(id, cause);
        throw cause;
      });
      journal.noteSaved();
      journal.addTiming(operation, id === null ? "" : this.#context.stored.snapshot(id).name, cost);
      this.#context.refreshStorage();
      return cost;
    });
  }

  /** Resolves when no snapshot is on its way into the store. */
  async allSaved(): Promise<void> {
    await Promise.all([...this.#saving.values()].map(({ saved }) => saved));
  }

  /** Shows a snapshot as "saving" until it is durable or has failed. */
  #watchSaving(taken: TakenSnapshot): TakenSnapshot {
    const forget = (): void => {
      this.#saving.delete(taken.id);
      this.#onChanged();
    };
    const saved = taken.durable.then(forget, forget);
    this.#saving.set(taken.id, { view: this.#savingView(taken), saved });
    this.#onChanged();
    return taken;
  }

  #operationParts(): Parameters<typeof takeSnapshot>[0] {
    const { computer, parts, stored } = this.#context;
    return { computer, stored, clock: parts.clock, build: parts.factory.build };
  }

  #savingView({ id, name, config, live, pauseMs }: TakenSnapshot): SnapshotView {
    const { parts, stored } = this.#context;
    const { activeLayer } = stored.record;
    const record = {
      id,
      machine: stored.record.id,
      parent: stored.record.currentSnapshot,
      name,
      note: "",
      takenAt: parts.clock.date(),
      order: nextOrder(stored.snapshots),
      config,
      layer: activeLayer,
      live: live && {
        ...live,
        deviceByteLength: 0,
        ramLayer: activeLayer,
        ramStoredPageCount: live.ramPageCount,
      },
      picture: null,
      cost: { elapsedMs: pauseMs, pauseMs, durableMs: 0, bytesRead: 0, bytesWritten: 0, blockCount: 0 },
    };
    return snapshotView(
      record,
      "saving",
      null,
      stored.blockCountOf(activeLayer),
      live === null ? "none" : "usable",
    );
  }
}
