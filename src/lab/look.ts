import { Emitter } from "../core/emitter.ts";
import { BLOCK_BYTE_LENGTH, blockCountOf } from "../core/geometry.ts";
import type { MachineId } from "../core/identity.ts";
import { StrataError } from "../core/strata-error.ts";
import type { MachineOutline } from "../store/machine-outline.ts";
import type { ImageReference } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import type { Clock } from "./clock.ts";
import { lookCommands } from "./look-commands.ts";
import type { MachineImage, MachineImages } from "./machine-images.ts";
import { imageBelow } from "./own-image.ts";
import { preferredMachine } from "./preferred-machine.ts";
import type { Strata } from "./strata.ts";
import { layerViews, snapshotView } from "./view-builder.ts";
import type { SnapshotView, StorageView, ViewModel } from "./view-model.ts";

/** Milliseconds between two readings of the records, at least. */
const REST_MS = 200;

export interface LookParts {
  /** Opens the store read-only, as it is then. */
  readonly openStore: () => Promise<Store>;
  readonly images: MachineImages;
  readonly clock: Clock;
  readonly measureStorage: () => Promise<StorageView>;
  /** Machines to look at, the most wanted first; the oldest one where none of them is there. */
  readonly preferred: readonly string[];
}

/**
 * What is stored, seen by a page that does not have the store: the same interface and the same view as the lab's, of
 * which everything that would change something is refused with `store-in-use`.
 */
export class Look {
  readonly commands: Omit<Strata, "ready" | "lessons">;
  readonly parts: LookParts;
  readonly store: Store;
  readonly #views = new Emitter<ViewModel>();
  readonly onView = this.#views.subscribe;
  #machine: MachineId | null = null;
  /** The image of that machine; null without one, and where this site has none of its name. */
  #image: MachineImage | null = null;
  #storage: StorageView = { usage: null, quota: null, isPersisted: false };
  #isReading = false;
  #isOutOfDate = false;
  #isClosed = false;

  private constructor(parts: LookParts, store: Store) {
    this.parts = parts;
    this.store = store;
    this.commands = lookCommands(this);
  }

  /** On failure: rejects as `Store.open` does. */
  static async open(parts: LookParts): Promise<Look> {
    const look = new Look(parts, await parts.openStore());
    await look.#read();
    return look;
  }

  /** The machine that is looked at; null while the store has none. */
  get outline(): MachineOutline | null {
    return this.#machine === null ? null : this.store.outline(this.#machine);
  }

  /** What is stored of the machine that is looked at, shown as a machine that is off; null while the store has none. */
  get view(): ViewModel | null {
    const { outline } = this;
    if (outline === null) return null;
    const { record } = outline;
    const { byteLength } = record.config.disks[0];
    return {
      machine: {
        id: record.id,
        name: record.name,
        state: "off",
        config: record.config,
        bootMs: null,
        hasAgent: false,
        usesMouse: false,
        isSoundOn: false,
        clock: { choice: "set", offsetMs: null },
        transfer: null,
      },
      snapshots: this.snapshots,
      layers: layerViews(outline, this.#image?.storedByteLength ?? 0),
      disk: {
        byteLength,
        blockByteLength: BLOCK_BYTE_LENGTH,
        blockCount: blockCountOf(byteLength),
        unsavedBytes: 0,
        savedAt: null,
        readBytes: 0,
        writtenBytes: 0,
      },
      network: null,
      timings: [],
      media: this.store.media.list(),
      systems: [],
      activity: null,
      storage: this.#storage,
      prepared: null,
      notice: null,
    };
  }

  get snapshots(): SnapshotView[] {
    const { outline } = this;
    return (outline?.snapshots ?? []).map((record) =>
      snapshotView(
        record,
        "durable",
        outline?.record.currentSnapshot ?? null,
        outline?.blockCountOf(record.layer) ?? 0,
        // Whether it can be used shows in the page that has the machine.
        record.live === null ? "none" : "usable",
      ),
    );
  }

  /** Looks at another machine. On failure: rejects with `machine-unknown`, `image-unreachable` or `image-damaged`. */
  async turnTo(id: MachineId): Promise<void> {
    if (this.store.outline(id) === null) {
      throw new StrataError(
        "machine-unknown",
        `Look at machine: ${JSON.stringify(id)}, wanted one of this store`,
        { details: { id: String(id) } },
      );
    }
    await this.#turn([id]);
    this.#publish();
  }

  /** Another page has changed something: the view follows soon, however often that is told. */
  follow(): void {
    this.#isOutOfDate = true;
    if (this.#isReading) return;
    this.#isReading = true;
    this.#readWhileOutOfDate()
      // What can't be read now is read when the next change is told.
      .catch(() => undefined)
      .finally(() => {
        this.#isReading = false;
      });
  }

  /** Ends the looking. */
  close(): void {
    this.#isClosed = true;
  }

  async #readWhileOutOfDate(): Promise<void> {
    while (this.#isOutOfDate && !this.#isClosed) {
      this.#isOutOfDate = false;
      await this.#read();
      await this.parts.clock.delay(REST_MS);
    }
  }

  async #read(): Promise<void> {
    await this.store.reload();
    await this.#turn(this.#machine === null ? this.parts.preferred : [this.#machine]);
    this.#storage = await this.parts.measureStorage().catch(() => this.#storage);
    this.#publish();
  }

  async #turn(preferred: readonly string[]): Promise<void> {
    const machine = preferredMachine(this.store.machines(), preferred);
    this.#image = machine === undefined ? null : await this.#imageBelow(machine.image);
    this.#machine = machine?.id ?? null;
  }

  /** A machine whose image this site does not have can be looked at all the same, but for its disk. */
  #imageBelow(reference: ImageReference): Promise<MachineImage | null> {
    return imageBelow(this.parts.images, reference).catch((cause: unknown) => {
      if (cause instanceof StrataError && cause.code === "image-unknown") return null;
      throw cause;
    });
  }

  #publish(): void {
    const { view } = this;
    if (view !== null && !this.#isClosed) this.#views.emit(view);
  }
}
