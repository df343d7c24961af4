import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { SnapshotId } from "../../core/identity.ts";
import type { SnapshotPrediction } from "../../lab/snapshot-insight.ts";
import type { SnapshotView, TimedOperation, TimingView } from "../../lab/view-model.ts";
import { type Command, emitCommand } from "../command.ts";

/** How long a removal or a merge waits, so that it can be taken back: nothing brings back what it has done. */
export const GRACE_MS = 8000;

export type WaitingCommand = Extract<Command, { kind: "remove-snapshot" | "merge-snapshot" }>;

/** What the panel tells of the last operation, and how it can be taken back. */
export type Offer =
  /** Not done yet: it is carried out when the offer lapses, or another command comes. */
  | { readonly kind: "waiting"; readonly command: WaitingCommand }
  | {
      readonly kind: "done";
      readonly timing: TimingView;
      /** What was told beforehand; null where nothing was. */
      readonly prediction: SnapshotPrediction | null;
      /** The snapshot that was taken of what was before, by its name; null where there is none. */
      readonly keptName: string | null;
    }
  | { readonly kind: "renamed"; readonly id: SnapshotId; readonly before: string; readonly after: string }
  | { readonly kind: "noted"; readonly id: SnapshotId; readonly name: string; readonly before: string };

const OPERATIONS: Partial<Readonly<Record<Command["kind"], readonly TimedOperation[]>>> = {
  revert: ["revert"],
  "start-from": ["revert"],
  "discard-changes": ["discard", "revert"],
  "remove-snapshot": ["remove", "wipe"],
  "merge-snapshot": ["merge"],
  "flatten-snapshot": ["flatten"],
  "clone-snapshot": ["clone"],
};

/**
 * Watches the commands of a panel for what can be taken back. Removals and merges are held until the offer to undo them
 * lapses; a page that goes away meanwhile has not done them. Names and notes are written back. A revert is undone by the
 * snapshot that was taken first, where one was.
 */
export class UndoOffers implements ReactiveController {
  readonly #host: ReactiveControllerHost & EventTarget;
  #offer: Offer | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What is under way, and what was told of it. */
  #awaited: {
    readonly operations: readonly TimedOperation[];
    readonly prediction: SnapshotPrediction | null;
    readonly keptName: string | null;
  } | null = null;
  #foretold: SnapshotPrediction | null = null;

  constructor(host: ReactiveControllerHost & EventTarget) {
    this.#host = host;
    host.addController(this);
  }

  get offer(): Offer | null {
    return this.#offer;
  }

  /** The command that is held; null for none. */
  get waiting(): WaitingCommand | null {
    return this.#offer?.kind === "waiting" ? this.#offer.command : null;
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#offer = null;
  }

  /** The command that follows was said to cost so much. */
  foretell(prediction: SnapshotPrediction): void {
    this.#foretold = prediction;
  }

  /** A command on its way out of the panel; one that is to wait goes no further. */
  watch(event: CustomEvent<Command>, snapshots: readonly SnapshotView[]): void {
    const command = event.detail;
    this.now();
    const prediction = this.#foretold;
    this.#foretold = null;
    const operations = OPERATIONS[command.kind];
    if (operations !== undefined) {
      const keptName = "snapshotFirst" in command ? command.snapshotFirst : null;
      this.#awaited = { operations, prediction: prediction && afterSnapshot(prediction, keptName), keptName };
    }
    if (command.kind === "remove-snapshot" || command.kind === "merge-snapshot") {
      event.stopPropagation();
      this.#show({ kind: "waiting", command });
      this.#timer = setTimeout(() => this.now(), GRACE_MS);
      return;
    }
    const subject = "id" in command ? snapshots.find(({ id }) => id === command.id) : undefined;
    if (subject === undefined) return;
    const { id, name, note } = subject;
    if (command.kind === "rename-snapshot")
      this.#show({ kind: "renamed", id, before: name, after: command.name });
    if (command.kind === "note-snapshot") this.#show({ kind: "noted", id, name, before: note });
  }

  /** Something was measured: where it is what was asked for here, it is told beside what was foretold. */
  measured(timing: TimingView | undefined): void {
    if (timing === undefined || this.#awaited?.operations.includes(timing.operation) !== true) return;
    const { prediction, keptName } = this.#awaited;
    this.#awaited = null;
    this.#show({ kind: "done", timing, prediction, keptName });
  }

  /** Carries out what waits. */
  now(): void {
    clearTimeout(this.#timer);
    const command = this.waiting;
    if (command === null) return;
    this.#show(null);
    emitCommand(this.#host, command);
  }

  /** Takes back what waits, or writes a name or a note as it was. */
  undo(): void {
    clearTimeout(this.#timer);
    const offer = this.#offer;
    if (offer?.kind === "waiting") this.#awaited = null;
    this.#show(null);
    if (offer?.kind === "renamed")
      emitCommand(this.#host, { kind: "rename-snapshot", id: offer.id, name: offer.before });
    if (offer?.kind === "noted")
      emitCommand(this.#host, { kind: "note-snapshot", id: offer.id, text: offer.before });
  }

  /** Puts the message away. */
  dismiss(): void {
    if (this.#offer?.kind === "waiting") this.now();
    else this.#show(null);
  }

  #show(offer: Offer | null): void {
    this.#offer = offer;
    this.#host.requestUpdate();
  }
}

/** A snapshot taken first freezes the blocks that a revert would have dropped. */
const afterSnapshot = (prediction: SnapshotPrediction, keptName: string | null): SnapshotPrediction =>
  keptName === null ? prediction : { ...prediction, blockCount: 0, droppedBlockCount: 0 };
