import { Emitter } from "../core/emitter.ts";
import { BLOCK_BYTE_LENGTH, blockCountOf } from "../core/geometry.ts";
import { StrataError } from "../core/strata-error.ts";
import { compareCommands } from "./compare-commands.ts";
import type { Computer } from "./computer.ts";
import { diskCommands } from "./disk-commands.ts";
import { DiskMap } from "./disk-map.ts";
import { FileShelf } from "./file-commands.ts";
import { type ImageCommands, imageCommands, type MediaCommands } from "./image-commands.ts";
import type { Journal } from "./journal.ts";
import { LabContext, type LabParts } from "./lab-context.ts";
import { machineCommands, presentConfig } from "./machine-commands.ts";
import { machineLibrary } from "./machine-library.ts";
import { type NetworkCommands, networkCommands, networkView } from "./network-commands.ts";
import { preparedOffer } from "./prepared-start.ts";
import { SnapshotShelf } from "./snapshot-commands.ts";
import { storageCommands } from "./storage-commands.ts";
import type {
  CompareCommands,
  DiskCommands,
  MachineCommands,
  MachineLibraryCommands,
  SnapshotCommands,
  StorageCommands,
} from "./strata.ts";
import { layerViews } from "./view-builder.ts";
import type { ActivityView, ViewModel } from "./view-model.ts";

/** How the store went to another page. */
export interface LeftLab {
  /** Whether everything that the guest had written was made durable before. */
  readonly isSaved: boolean;
}

/**
 * The workbench: one computer, its disk and its snapshots, with everything that a person can do to them.
 * Commands that change the machine run one after another. What happens is published as one view model, at most once a
 * frame.
 */
export class Lab {
  readonly machine: MachineCommands;
  readonly machines: MachineLibraryCommands;
  readonly snapshots: SnapshotCommands;
  readonly disk: DiskCommands;
  readonly compare: CompareCommands;
  readonly storage: StorageCommands;
  readonly network: NetworkCommands;
  readonly images: ImageCommands;
  readonly media: MediaCommands;
  /** Bytes of the guest's serial console. */
  readonly onConsoleOutput: Computer["onConsoleOutput"];
  readonly journal: Journal;
  readonly files: FileShelf;
  /** Which layer answers each block, and what the guest reads and writes, frame by frame. */
  readonly diskMap: DiskMap;
  readonly #context: LabContext;
  readonly #views = new Emitter<ViewModel>();
  readonly onView = this.#views.subscribe;
  readonly #left = new Emitter<LeftLab>();
  /** Another page has the store now. */
  readonly onLeft = this.#left.subscribe;
  #isViewDue = false;

  constructor(parts: LabParts) {
    const context = new LabContext(parts);
    const { computer, journal } = context;
    const viewChanged = (): void => this.#viewChanged();
    this.#context = context;
    this.journal = journal;
    this.onConsoleOutput = computer.onConsoleOutput;
    this.files = new FileShelf(context, viewChanged);
    const shelf = new SnapshotShelf(context, viewChanged);
    this.machine = machineCommands(context, { snapshots: shelf, files: this.files }, viewChanged);
    this.machines = machineLibrary(context, () => shelf.allSaved(), viewChanged);
    this.snapshots = shelf;
    this.disk = diskCommands(context);
    this.diskMap = new DiskMap(context);
    this.compare = compareCommands(context);
    this.storage = storageCommands(context);
    this.network = networkCommands(context);
    ({ images: this.images, media: this.media } = imageCommands(context, viewChanged));
    journal.onChanged(viewChanged);
    computer.onChanged(viewChanged);
    context.onWritten(viewChanged);
    parts.network.onChanged(viewChanged);
    context.refreshStorage();
  }

  get view(): ViewModel {
    const { computer, image, journal, stored } = this.#context;
    const sizes = stored.disks().map(({ byteLength }) => byteLength);
    return {
      machine: {
        id: stored.record.id,
        name: stored.record.name,
        state: computer.state,
        config: presentConfig(this.#context),
        bootMs: computer.bootMs,
        hasAgent: computer.hasAgent,
        usesMouse: computer.usesMouse,
        isSoundOn: computer.isSoundOn,
        clock: this.machine.clock,
        transfer: this.files.view,
      },
      snapshots: this.snapshots.list(),
      layers: layerViews(stored, image.storedByteLength),
      disk: {
        byteLength: sizes.reduce((sum, byteLength) => sum + byteLength, 0),
        blockByteLength: BLOCK_BYTE_LENGTH,
        blockCount: sizes.reduce((sum, byteLength) => sum + blockCountOf(byteLength), 0),
        unsavedBytes: stored.space.buffer.byteLength,
        savedAt: journal.savedAt,
        readBytes: computer.readBytes,
        writtenBytes: computer.writtenBytes,
      },
      network: networkView(this.#context),
      timings: journal.timings,
      media: this.#context.parts.store.media.list(),
      systems: this.#context.parts.library.systems,
      activity: journal.activity ?? this.#bootActivity(),
      storage: journal.storage,
      prepared: preparedOffer(this.#context),
      notice: journal.notice,
    };
  }

  /** Makes everything that the guest wrote durable. On failure: `storage-full` or `storage-failed`; it stays in memory. */
  flush(): Promise<void> {
    return this.#context.flush();
  }

  /** Presses Ctrl, Alt and Delete. Throws `machine-state` when it is off. */
  sendCtrlAltDelete(): void {
    this.#context.computer.machine("Press Ctrl+Alt+Delete").sendCtrlAltDelete();
  }

  /** Whether the guest's keyboard and mouse take the page's input; without effect while the machine is off. */
  captureInput(isCapturing: boolean): void {
    const { computer } = this.#context;
    if (computer.isOn) computer.machine("Capture input").setInputCapture(isCapturing);
  }

  /** Sends bytes to the guest's serial console; without effect while the guest does not run. */
  sendToConsole(bytes: Uint8Array): void {
    const { computer } = this.#context;
    if (computer.isRunning) computer.machine("Type").sendSerial(0, bytes);
  }

  /**
   * Another page takes the store over: a snapshot of the running machine is taken when one is asked for, what the guest
   * wrote is made durable, and the machine is switched off here. Long work is given up.
   *
   * On success: nothing more is written, and `onLeft` has told so, and whether everything was made durable.
   * On failure: rejects when the snapshot can't be taken; everything goes on here.
   */
  async stepAside(snapshotFirst: string | null = null): Promise<void> {
    const { computer, queue } = this.#context;
    this.journal.cancelActivity();
    if (snapshotFirst !== null && computer.isOn) await this.snapshots.take({ name: snapshotFirst });
    await queue.run(async () => {
      try {
        if (computer.isRunning) await computer.pause();
        await this.#context.flush();
        this.leave({ isSaved: true });
      } catch (cause) {
        this.journal.reportFailure(cause);
        this.leave({ isSaved: false });
      }
    });
  }

  /** Another page has the store: the machine is switched off here, and nothing can be done any more. */
  leave(left: LeftLab): void {
    if (this.#context.hasLeft) return;
    this.#context.hasLeft = true;
    this.#context.computer.powerOff();
    this.#left.emit(left);
  }

  /** The browser took the storage away under the page: nothing can be kept any more, and the machine is switched off. */
  handleStorageLost(): void {
    this.#context.computer.powerOff();
    this.journal.reportFailure(
      new StrataError(
        "storage-lost",
        "Keep the machine: its storage was deleted or evicted, wanted it there",
      ),
    );
  }

  #bootActivity(): ActivityView | null {
    const { computer, image, stored } = this.#context;
    if (computer.state !== "starting") return null;
    const progress = stored.hidesBase ? { done: 0, total: 0 } : image.bootProgress;
    return { operation: "boot", ...progress, canCancel: false };
  }

  #viewChanged(): void {
    if (this.#isViewDue) return;
    this.#isViewDue = true;
    this.#context.parts.clock.nextFrame(() => {
      this.#isViewDue = false;
      this.#views.emit(this.view);
    });
  }
}
