import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { MediumId } from "../../core/identity.ts";
import type { MachineConfig } from "../../core/machine-config.ts";
import type { Locale } from "../../i18n/locale.ts";
import type { MediumView } from "../../lab/view-model.ts";
import { type ConfigChanges, emitCommand } from "../command.ts";
import { bootOrderWords, diskWords, floppyWords } from "../configuration-words.ts";
import { controls } from "../controls.styles.ts";
import { byContent } from "../same-value.ts";
import "../strata-confirm/strata-confirm.ts";
import type { ConfirmedEvent } from "../strata-confirm/strata-confirm.ts";
import { freeName } from "../strata-snapshots/suggested-name.ts";
import { choiceSetting } from "./choice-setting.ts";
import { removableSetting } from "./removable.ts";
import { bootOrders, diskChoices, nicChoices, ramChoices, videoMemoryChoices } from "./setting-choices.ts";
import { type Asked, settingQuestion } from "./setting-question.ts";
import { settingsStyles } from "./strata-settings.styles.ts";

const MIB = 1024 * 1024;
/** The option for a floppy that was copied from nothing. */
const BLANK = "blank";
const BLANK_FLOPPY_BYTE_LENGTH = 1440 * 1024;

/** What can be put in and taken out, by the ids of their controls. */
type RemovableId = "second-disk" | "disc" | "floppy";
const nothingChosen: Readonly<Record<RemovableId, string>> = { "second-disk": "", disc: "", floppy: "" };

/**
 * The machine's settings: shown always, to be changed only while it is off, but for the disc. A second disk, a disc and a
 * floppy are chosen, then put in. Adding a disk that is not zeroed, removing one and ejecting a floppy are asked about.
 *
 * Properties: `locale`; `config`; `isLocked` (the machine is on); `media` (what the store has for the drives);
 * `snapshotNames` (those in use).
 * Events: `strata-command` configure, remove-second-disk, insert-disc, eject-disc, insert-floppy, eject-floppy.
 */
export class StrataSettings extends LitElement {
  static override styles = [controls, settingsStyles];
  static override properties = {
    locale: { attribute: false },
    config: byContent,
    isLocked: { attribute: false },
    media: byContent,
    snapshotNames: byContent,
    chosen: { state: true },
    asked: { state: true },
  };
  declare locale: Locale;
  declare config: MachineConfig;
  declare isLocked: boolean;
  declare media: readonly MediumView[];
  declare snapshotNames: readonly string[];
  /** The options that are chosen and not yet put in. */
  declare chosen: Readonly<Record<RemovableId, string>>;
  /** The question under way. */
  declare asked: Asked | null;
  /** Something was put in or taken out here: its field and its button take turns, and the focus goes along. */
  #followed: RemovableId | null = null;

  constructor() {
    super();
    this.chosen = nothingChosen;
    this.media = [];
    this.snapshotNames = [];
    this.asked = null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("config") || changed.has("isLocked")) this.#forgetWhatIsOver();
  }

  /** What was asked about is gone or there, or can't be had now. */
  #forgetWhatIsOver(): void {
    const { asked } = this;
    const isThere = this.#isThere(asked === "eject-floppy" ? "floppy" : "second-disk");
    if (this.isLocked || isThere === (asked === "thick")) this.asked = null;
    const chosen = (id: RemovableId): string => {
      const isChangeable = id === "disc" || !this.isLocked;
      return this.#isThere(id) || !isChangeable ? "" : this.chosen[id];
    };
    this.chosen = { "second-disk": chosen("second-disk"), disc: chosen("disc"), floppy: chosen("floppy") };
  }

  #isThere(id: RemovableId): boolean {
    const { disks, cdRom, floppy } = this.config;
    return { "second-disk": disks[1], disc: cdRom, floppy }[id] !== undefined;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (this.#followed === null || changed.get("config") === undefined) return;
    const id = this.#followed;
    this.#followed = null;
    if (document.activeElement === document.body) this.#focus(id);
  }

  #focus(id: string): void {
    this.renderRoot.querySelector<HTMLElement>(`#${id}`)?.focus();
  }

  #choose(id: RemovableId, value: string): void {
    this.chosen = { ...this.chosen, [id]: value };
    this.asked = null;
  }

  #addDisk(): void {
    const chosen = diskChoices.get(this.chosen["second-disk"]);
    if (chosen === undefined) return;
    this.#followed = "second-disk";
    const added = { bus: "primary-slave", image: null, ...chosen } as const;
    emitCommand(this, { kind: "configure", changes: { disks: [this.config.disks[0], added] } });
  }

  #insertFloppy(): void {
    const medium = this.chosen.floppy;
    this.#followed = "floppy";
    emitCommand(this, { kind: "insert-floppy", medium: medium === BLANK ? null : (medium as MediumId) });
  }

  #insertDisc(): void {
    this.#followed = "disc";
    emitCommand(this, { kind: "insert-disc", medium: this.chosen.disc as MediumId });
  }

  #ejectDisc(): void {
    this.#followed = "disc";
    emitCommand(this, { kind: "eject-disc" });
  }

  #toggle(asked: Asked): void {
    this.asked = this.asked === asked ? null : asked;
  }

  #handleConfirmed(event: ConfirmedEvent): void {
    const { snapshotFirst } = event.detail;
    if (this.asked === "thick") {
      this.#addDisk();
    } else if (this.asked === "remove") {
      this.#followed = "second-disk";
      emitCommand(this, { kind: "remove-second-disk", snapshotFirst });
    } else {
      this.#followed = "floppy";
      emitCommand(this, { kind: "eject-floppy", snapshotFirst });
    }
    this.#closeQuestion();
  }

  #closeQuestion(): void {
    const button = { thick: "add-second-disk", remove: "second-disk", "eject-floppy": "floppy" };
    const id = this.asked && button[this.asked];
    this.asked = null;
    if (id !== null) void this.updateComplete.then(() => this.#focus(id));
  }

  #secondDisk(): TemplateResult {
    const { text } = this.locale;
    const [, disk] = this.config.disks;
    const isThick = diskChoices.get(this.chosen["second-disk"])?.provisioning === "thick-not-zeroed";
    return removableSetting({
      id: "second-disk",
      name: text.machine.secondDisk,
      present: disk === undefined ? null : diskWords(disk, this.locale),
      none: text.machine.noDisk,
      isLocked: this.isLocked,
      options: new Map([...diskChoices].map(([value, choice]) => [value, diskWords(choice, this.locale)])),
      chosen: this.chosen["second-disk"],
      putIn: text.machine.addDisk,
      takeOut: text.machine.removeDisk,
      asksToPutIn: isThick ? this.asked === "thick" : undefined,
      asksToTakeOut: this.asked === "remove",
      onChoose: (value) => this.#choose("second-disk", value),
      onPutIn: () => (isThick ? this.#toggle("thick") : this.#addDisk()),
      onTakeOut: () => this.#toggle("remove"),
    });
  }

  #disc(): TemplateResult {
    const { configuration } = this.locale.text;
    return removableSetting({
      id: "disc",
      name: configuration.cdRom,
      present: this.config.cdRom?.label ?? null,
      none: configuration.emptyDrive,
      isLocked: false,
      options: this.#mediaOf("cd-rom"),
      chosen: this.chosen.disc,
      putIn: configuration.insert,
      takeOut: configuration.eject,
      onChoose: (value) => this.#choose("disc", value),
      onPutIn: () => this.#insertDisc(),
      onTakeOut: () => this.#ejectDisc(),
    });
  }

  #floppy(): TemplateResult {
    const { configuration } = this.locale.text;
    const { floppy } = this.config;
    const blank = { byteLength: BLANK_FLOPPY_BYTE_LENGTH, label: null };
    return removableSetting({
      id: "floppy",
      name: configuration.floppy,
      present: floppy === undefined ? null : floppyWords(floppy, this.locale),
      none: configuration.emptyDrive,
      isLocked: this.isLocked,
      options: new Map([[BLANK, floppyWords(blank, this.locale)], ...this.#mediaOf("floppy")]),
      chosen: this.chosen.floppy,
      putIn: configuration.insert,
      takeOut: configuration.eject,
      asksToTakeOut: this.asked === "eject-floppy",
      onChoose: (value) => this.#choose("floppy", value),
      onPutIn: () => this.#insertFloppy(),
      onTakeOut: () => this.#toggle("eject-floppy"),
    });
  }

  #mediaOf(wanted: MediumView["kind"]): Map<string, string> {
    return new Map(this.media.filter(({ kind }) => kind === wanted).map(({ id, name }) => [id, name]));
  }

  #hint(): TemplateResult | typeof nothing {
    const { configuration } = this.locale.text;
    if (this.isLocked) return nothing;
    if (this.config.floppy !== undefined) return html`<p class="note quiet">${configuration.floppyHint}</p>`;
    const isEmpty = this.media.length === 0 && this.config.cdRom === undefined;
    return isEmpty ? html`<p class="note quiet">${configuration.noMediaHint}</p>` : nothing;
  }

  #question(): TemplateResult | typeof nothing {
    if (this.asked === null) return nothing;
    const { question, consequence, label, snapshotName } = settingQuestion(this.asked, this.locale);
    return html`<strata-confirm
      .locale=${this.locale}
      .question=${question}
      .consequences=${[consequence]}
      .confirmLabel=${label}
      .snapshotName=${snapshotName === null ? null : freeName(this.snapshotNames, snapshotName)}
      @confirmed=${this.#handleConfirmed}
      @cancelled=${this.#closeQuestion}
    ></strata-confirm>`;
  }

  protected override render() {
    const { text, format } = this.locale;
    const { config, isLocked } = this;
    const mib = (count: number): string => format.bytes(count * MIB);
    const configure = (changes: ConfigChanges): void => {
      emitCommand(this, { kind: "configure", changes });
    };
    return html`<dl class="settings" ?data-locked=${isLocked} title=${isLocked ? text.machine.settingsWhileOff : nothing}>
        ${choiceSetting({
          id: "ram",
          name: text.machine.memory,
          value: config.ramMiB,
          choices: ramChoices,
          words: mib,
          isLocked,
          onChoose: (ramMiB) => configure({ ramMiB }),
        })}
        ${choiceSetting({
          id: "nic",
          name: text.machine.network,
          value: config.nic,
          choices: nicChoices,
          words: (nic) => text.machine.nic[nic],
          isLocked,
          onChoose: (nic) => configure({ nic }),
        })}
        ${choiceSetting({
          id: "video-memory",
          name: text.configuration.videoMemory,
          value: config.vgaMemoryMiB,
          choices: videoMemoryChoices,
          words: mib,
          isLocked,
          onChoose: (vgaMemoryMiB) => configure({ vgaMemoryMiB }),
        })}
        ${choiceSetting({
          id: "boot-order",
          name: text.configuration.bootOrder,
          value: config.bootOrder,
          choices: bootOrders,
          words: (order) => bootOrderWords(order, this.locale),
          isLocked,
          onChoose: (bootOrder) => configure({ bootOrder }),
        })}
        <div>
          <dt>${text.machine.disk}</dt>
          <dd><span class="value numbers">${format.bytes(config.disks[0].byteLength)}</span></dd>
        </div>
        ${this.#secondDisk()} ${this.#disc()} ${this.#floppy()}
      </dl>
      ${this.#hint()} ${this.#question()}`;
  }
}

customElements.define("strata-settings", StrataSettings);

declare global {
  interface HTMLElementTagNameMap {
    "strata-settings": StrataSettings;
  }
}
