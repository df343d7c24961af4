import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { LayerId, SnapshotId } from "../../core/identity.ts";
import type { Locale } from "../../i18n/locale.ts";
import type { DiskFrame } from "../../lab/disk-map.ts";
import type { BlockInspection } from "../../lab/inspect-commands.ts";
import type { DiskView, LayerView, MachineState, SnapshotView } from "../../lab/view-model.ts";
import { controls } from "../controls.styles.ts";
import { DiskFrames } from "../disk-frames.ts";
import type { DiskPort } from "../disk-port.ts";
import { knownLayers } from "../known-layers.ts";
import { byContent } from "../same-value.ts";
import "../strata-block-inspector/strata-block-inspector.ts";
import { isSameStack } from "../strata-block-map/block-canvas.ts";
import "../strata-block-map/strata-block-map.ts";
import type { BlockOverlay } from "../strata-block-map/block-overlay.ts";
import type { BlockChosenEvent } from "../strata-block-map/strata-block-map.ts";
import "../strata-block-walk/strata-block-walk.ts";
import "../strata-layer-stack/strata-layer-stack.ts";
import { NextRead } from "./next-read.ts";
import { diskStyles } from "./strata-disk.styles.ts";

/** Milliseconds between two looks into a block that the guest writes again and again, at least. */
const LOOK_STEP_MS = 500;

/**
 * The machine's disk: its layers as a stack, which of them answers each block, one block in detail, and the walk through
 * a read.
 *
 * Properties: `locale`; `layers` (base first); `disk`; `port` (or null: then only the stack is shown); `snapshots`;
 * `machineState`; `isLooking` (what runs is not known here); `overlay` (blocks that the map shows in place of the layers,
 * or null).
 */
export class StrataDisk extends LitElement {
  static override styles = [controls, diskStyles];
  static override properties = {
    locale: { attribute: false },
    layers: byContent,
    disk: byContent,
    port: { attribute: false },
    snapshots: byContent,
    machineState: { attribute: false },
    isLooking: { attribute: false },
    overlay: { attribute: false },
    drive: { state: true },
    block: { state: true },
    at: { state: true },
    inspection: { state: true },
    walked: { state: true },
    pointed: { state: true },
    isWaiting: { state: true },
  };
  declare locale: Locale;
  declare layers: readonly LayerView[];
  declare disk: DiskView;
  declare port: DiskPort | null;
  declare snapshots: readonly SnapshotView[];
  declare machineState: MachineState;
  declare isLooking: boolean;
  declare overlay: BlockOverlay | null;
  declare drive: number;
  declare block: number | null;
  declare at: SnapshotId | null;
  declare inspection: BlockInspection | null;
  /** The block whose read is walked through. */
  declare walked: BlockInspection | null;
  declare pointed: LayerId | null;
  declare isWaiting: boolean;
  #layerOf = knownLayers([], []);
  #lookedAt = 0;
  #isLookDue = false;
  readonly #nextRead = new NextRead();

  constructor() {
    super();
    this.layers = [];
    this.port = null;
    this.snapshots = [];
    this.machineState = "off";
    this.isLooking = false;
    this.overlay = null;
    this.drive = 0;
    this.block = null;
    this.at = null;
    this.inspection = null;
    this.walked = null;
    this.pointed = null;
    this.isWaiting = false;
    new DiskFrames(
      this,
      () => (this.block === null || this.at !== null ? null : this.port),
      (frame) => this.#handleFrame(frame),
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopWaiting();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const isOtherStack = changed.has("layers") && !isSameStack(changed.get("layers") ?? [], this.layers);
    if (isOtherStack || changed.has("snapshots")) {
      this.#layerOf = knownLayers(this.layers, this.snapshots);
      if (this.at !== null && !this.snapshots.some(({ id }) => id === this.at)) this.at = null;
    }
    if (this.port === null || !this.#isRunning) this.#stopWaiting();
    if (this.block === null) this.inspection = null;
    else if (changed.has("block") || changed.has("drive") || changed.has("at")) void this.#look();
    else if (isOtherStack) void this.#look();
  }

  get #isRunning(): boolean {
    return this.machineState === "running" || this.machineState === "starting";
  }

  get #blockCount(): number {
    return this.port?.map.disks[this.drive]?.blockCount ?? 0;
  }

  /** Looks into the chosen block; what can't be read is told like any failure. */
  async #look(): Promise<BlockInspection | null> {
    const { port, block, drive, at } = this;
    if (port === null || block === null) return null;
    this.#lookedAt = performance.now();
    const inspection = await port.inspect(block, { drive, at });
    if (this.block === block && this.drive === drive && this.at === at) this.inspection = inspection;
    return inspection;
  }

  /** The guest may write the block that is looked into. */
  #handleFrame({ traffic, isRedrawn }: DiskFrame): void {
    const { block, port } = this;
    if (block === null || port === null) return;
    const inSpace = (port.map.disks[this.drive]?.firstBlock ?? 0) + block;
    let isTouched = isRedrawn || traffic.isCut;
    for (let run = 0; run < traffic.runCount && !isTouched; run++) {
      const first = traffic.firsts[run] as number;
      isTouched =
        traffic.kinds[run] !== 0 && inSpace >= first && inSpace < first + (traffic.counts[run] as number);
    }
    if (!isTouched || this.#isLookDue) return;
    this.#isLookDue = true;
    const wait = Math.max(0, this.#lookedAt + LOOK_STEP_MS - performance.now());
    setTimeout(() => {
      this.#isLookDue = false;
      void this.#look();
    }, wait);
  }

  readonly #choose = ({ detail }: BlockChosenEvent): void => {
    this.drive = detail.drive;
    this.block = detail.block;
  };

  readonly #point = ({ detail }: CustomEvent<LayerId | null>): void => {
    this.pointed = detail;
  };

  /** Follows the guest's next read: chooses its block, and walks. */
  async #awaitRead(): Promise<void> {
    if (this.port === null) return;
    this.isWaiting = true;
    const found = await this.#nextRead.of(this.port);
    this.isWaiting = false;
    if (found === null) return;
    this.at = null;
    this.drive = found.drive;
    this.block = found.block;
    this.walked = await this.#look();
  }

  #stopWaiting(): void {
    this.#nextRead.giveUp();
  }

  #details(port: DiskPort): TemplateResult {
    const { locale, snapshots } = this;
    return html`
      <strata-block-map
        .locale=${locale}
        .port=${port}
        .layers=${this.layers}
        .drive=${this.drive}
        .block=${this.block}
        .pointed=${this.pointed}
        .overlay=${this.overlay}
        @block-chosen=${this.#choose}
        @drive-chosen=${({ detail }: CustomEvent<number>) => {
          this.drive = detail;
          this.block = null;
        }}
        @layer-pointed=${this.#point}
      ></strata-block-map>
      <strata-block-inspector
        .locale=${locale}
        .inspection=${this.inspection}
        .layerOf=${this.#layerOf}
        .blockCount=${this.#blockCount}
        .snapshots=${snapshots}
        .at=${this.at}
        @number-chosen=${({ detail }: CustomEvent<number>) => {
          this.block = detail;
        }}
        @moment-chosen=${({ detail }: CustomEvent<SnapshotId | null>) => {
          this.at = detail;
        }}
        @walk-wanted=${() => {
          this.walked = this.inspection === null ? null : { ...this.inspection };
        }}
      ></strata-block-inspector>
      <strata-block-walk
        .locale=${locale}
        .inspection=${this.walked}
        .layerOf=${this.#layerOf}
        .isRunning=${this.#isRunning}
        .isWaiting=${this.isWaiting}
        @layer-pointed=${this.#point}
        @next-read-wanted=${() => void this.#awaitRead()}
        @waiting-ended=${() => this.#stopWaiting()}
        @walk-closed=${() => {
          this.walked = null;
          this.pointed = null;
        }}
      ></strata-block-walk>
    `;
  }

  protected override render() {
    return html`
      <strata-layer-stack
        .locale=${this.locale}
        .layers=${this.layers}
        .disk=${this.disk}
        .isLooking=${this.isLooking}
        .port=${this.port}
        .drive=${this.drive}
        .pointed=${this.pointed}
        @layer-pointed=${this.#point}
      ></strata-layer-stack>
      ${this.port === null ? nothing : this.#details(this.port)}
    `;
  }
}

customElements.define("strata-disk", StrataDisk);

declare global {
  interface HTMLElementTagNameMap {
    "strata-disk": StrataDisk;
  }
}
