import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import type { SnapshotView } from "../../lab/view-model.ts";
import { type Command, emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { byContent } from "../same-value.ts";
import "../strata-clone-form/strata-clone-form.ts";
import type { ConfirmedEvent } from "../strata-confirm/strata-confirm.ts";
import "../strata-confirm/strata-confirm.ts";
import type { SnapshotKin } from "../strata-snapshots/snapshot-kin.ts";
import { snapshotMenuStyles } from "./strata-snapshot-menu.styles.ts";

type Asked = "remove" | "branch" | "merge" | "clone";

interface Action {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  /** Why it can't be done now, in place of the hint; null where it can. */
  readonly obstacle?: string | null;
  readonly isDestructive?: boolean;
  readonly run: () => void;
}

interface Question {
  readonly question: string;
  readonly consequences: readonly string[];
  readonly label: string;
  readonly command: Command;
  /** The same with a wipe, where one can be asked for. */
  readonly wiping?: Command;
}

/**
 * What can be done to a snapshot, apart from going back to it, with what each would cost. What takes something away is
 * asked about before it is done; what can't be done says why.
 *
 * Properties: `locale`; `snapshot`; `kin`; `isBusy`.
 * Events: `strata-command` remove-snapshot, merge-snapshot, flatten-snapshot, clone-snapshot, download-disk; not bubbling: `rename`
 * and `note` (to be written in their places), `closed`.
 */
export class StrataSnapshotMenu extends LitElement {
  static override styles = [controls, snapshotMenuStyles];
  static override properties = {
    locale: { attribute: false },
    snapshot: byContent,
    kin: byContent,
    isBusy: { attribute: false },
    asked: { state: true },
  };
  declare locale: Locale;
  declare snapshot: SnapshotView;
  declare kin: SnapshotKin;
  declare isBusy: boolean;
  declare asked: Asked | null;

  constructor() {
    super();
    this.isBusy = false;
    this.asked = null;
  }

  #close(): void {
    this.dispatchEvent(new CustomEvent("closed"));
  }

  #backToActions(): void {
    const { asked } = this;
    this.asked = null;
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(`[data-action="${asked}"]`)?.focus(),
    );
  }

  #handleKeydown(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.#close();
  }

  /** What moving the snapshot's own blocks into those that stand on it costs, in words. */
  #costOfRemoval(): string {
    const { text, format } = this.locale;
    const { diskBlockCount, diskBytes } = this.snapshot.parts;
    const { heirCount } = this.kin;
    const quantity = { value: diskBlockCount, shown: format.count(diskBlockCount) };
    if (heirCount === 0) return text.tree.movesNone;
    if (diskBlockCount === 0) return text.tree.moves(quantity, format.bytes(0));
    return heirCount === 1
      ? text.tree.movesAtMost(quantity, format.bytes(diskBytes))
      : text.tree.movesIntoEach(quantity, format.bytes(diskBytes), format.count(heirCount));
  }

  #costOfMerge(): string {
    const { text, format } = this.locale;
    const { diskBlockCount, diskBytes } = this.snapshot.parts;
    return text.tree.moves(
      { value: diskBlockCount, shown: format.count(diskBlockCount) },
      format.bytes(diskBytes),
    );
  }

  #actionList(): readonly Action[] {
    const { tree, ownImages } = this.locale.text;
    const { format } = this.locale;
    const { snapshot, kin } = this;
    const ask = (asked: Asked) => () => {
      this.asked = asked;
    };
    const tell = (event: "rename" | "note") => () => this.dispatchEvent(new CustomEvent(event));
    const { descendants, parentName, mergeObstacle } = kin;
    return [
      { name: "rename", label: tree.rename, hint: "", run: tell("rename") },
      {
        name: "note",
        label: snapshot.note === "" ? tree.addNote : tree.editNote,
        hint: "",
        run: tell("note"),
      },
      { name: "clone", label: tree.clone, hint: tree.cloneHint, run: ask("clone") },
      {
        name: "flatten",
        label: tree.flatten,
        hint: tree.flattenHint,
        run: () => {
          emitCommand(this, { kind: "flatten-snapshot", id: snapshot.id });
          this.#close();
        },
      },
      {
        name: "download",
        label: ownImages.download,
        hint: (snapshot.kind === "live" ? ownImages.downloadHintLive : ownImages.downloadHint)(
          format.bytes(snapshot.parts.config.disks[0].byteLength),
        ),
        run: () => {
          emitCommand(this, { kind: "download-disk", id: snapshot.id, name: snapshot.name });
          this.#close();
        },
      },
      {
        name: "merge",
        label: tree.merge,
        hint: tree.mergeHint(parentName ?? ""),
        obstacle:
          mergeObstacle === null
            ? null
            : mergeObstacle === "no-parent"
              ? tree.mergeWithoutParent
              : tree.mergeParentInUse(parentName ?? ""),
        isDestructive: true,
        run: ask("merge"),
      },
      {
        name: "remove",
        label: tree.remove,
        hint: this.#costOfRemoval(),
        isDestructive: true,
        run: ask("remove"),
      },
      ...(descendants.length === 0
        ? []
        : [
            {
              name: "branch",
              label: tree.branch,
              hint: tree.branchHint({ value: descendants.length, shown: format.count(descendants.length) }),
              obstacle: kin.holdsPresent ? tree.branchHoldsPresent : null,
              isDestructive: true,
              run: ask("branch"),
            },
          ]),
    ];
  }

  #action({ name, label, hint, obstacle = null, isDestructive = false, run }: Action): TemplateResult {
    const isPossible = obstacle === null && !this.isBusy;
    return html`<li>
      <button
        class="button action ${isDestructive ? "destructive" : ""}"
        type="button"
        data-action=${name}
        aria-disabled=${isPossible ? nothing : "true"}
        @click=${() => {
          if (isPossible) run();
        }}
      >
        <span>${label}${(obstacle ?? hint) ? html`<span class="hint numbers">${obstacle ?? hint}</span>` : nothing}</span>
      </button>
    </li>`;
  }

  #question(asked: Exclude<Asked, "clone">): Question {
    const { tree } = this.locale.text;
    const { format } = this.locale;
    const { snapshot, kin } = this;
    const { id, name } = snapshot;
    if (asked === "merge") {
      const parent = kin.parentName ?? "";
      return {
        question: tree.confirmMerge(name, parent),
        consequences: [tree.mergeEffect(name, parent), this.#costOfMerge()],
        label: tree.merge,
        command: { kind: "merge-snapshot", id },
      };
    }
    const branch = asked === "branch";
    const names = [name, ...kin.descendants];
    return {
      question: branch ? tree.confirmBranch(name) : tree.confirmRemove(name),
      consequences: branch
        ? [
            tree.branchLoss({ value: names.length, shown: format.count(names.length) }, names),
            tree.branchEffect,
          ]
        : [
            kin.heirCount > 0 ? tree.removeEffect : tree.branchEffect,
            this.#costOfRemoval(),
            ...(snapshot.kind === "live" ? [tree.lossOfMemory] : []),
          ],
      label: tree.remove,
      command: { kind: "remove-snapshot", id, branch, wipe: false },
      wiping: { kind: "remove-snapshot", id, branch, wipe: true },
    };
  }

  #confirm({ question, consequences, label, command, wiping }: Question): TemplateResult {
    return html`<strata-confirm
      .locale=${this.locale}
      .question=${question}
      .consequences=${consequences}
      .confirmLabel=${label}
      .extra=${wiping === undefined ? null : this.locale.text.storage.wipeToo}
      @confirmed=${({ detail }: ConfirmedEvent) => {
        emitCommand(this, detail.wantsExtra && wiping !== undefined ? wiping : command);
        this.#close();
      }}
      @cancelled=${this.#backToActions}
    ></strata-confirm>`;
  }

  protected override render() {
    const { asked } = this;
    if (asked === "clone") {
      return html`<strata-clone-form
        .locale=${this.locale}
        .snapshot=${this.snapshot}
        @closed=${this.#close}
        @cancelled=${this.#backToActions}
      ></strata-clone-form>`;
    }
    if (asked !== null) return this.#confirm(this.#question(asked));
    return html`<ul aria-label=${this.locale.text.tree.moreOf(this.snapshot.name)} @keydown=${this.#handleKeydown}>
      ${this.#actionList().map((action) => this.#action(action))}
    </ul>`;
  }
}

customElements.define("strata-snapshot-menu", StrataSnapshotMenu);

declare global {
  interface HTMLElementTagNameMap {
    "strata-snapshot-menu": StrataSnapshotMenu;
  }
}
