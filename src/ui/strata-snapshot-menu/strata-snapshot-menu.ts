import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import type { SnapshotPrediction } from "../../lab/snapshot-insight.ts";
import type { SnapshotView } from "../../lab/view-model.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { ForetoldEvent } from "../foretold-event.ts";
import { byContent } from "../same-value.ts";
import type { PredictedOperation, SnapshotInsightPort } from "../snapshot-insight-port.ts";
import "../strata-clone-form/strata-clone-form.ts";
import type { ConfirmedEvent } from "../strata-confirm/strata-confirm.ts";
import "../strata-confirm/strata-confirm.ts";
import type { SnapshotKin } from "../strata-snapshots/snapshot-kin.ts";
import { foretold } from "./foretold-cost.ts";
import { costOfRemoval, type MenuQuestion, menuQuestion } from "./menu-question.ts";
import { snapshotMenuStyles } from "./strata-snapshot-menu.styles.ts";

/** A layer of more blocks, 2 GiB of them, is not gone through only to open a menu. */
const FORETOLD_BLOCK_COUNT = 2 ** 19;

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

/**
 * What can be done to a snapshot, apart from going back to it, with what each would cost. What takes something away is
 * asked about before it is done; what can't be done says why.
 *
 * Properties: `locale`; `snapshot`; `kin`; `insight` (who foretells what an operation costs, or null); `isBusy`.
 * Events: `strata-command` remove-snapshot, merge-snapshot, flatten-snapshot, clone-snapshot, download-disk; not bubbling: `rename`
 * and `note` (to be written in their places), `compare`, `closed`.
 */
export class StrataSnapshotMenu extends LitElement {
  static override styles = [controls, snapshotMenuStyles];
  static override properties = {
    locale: { attribute: false },
    snapshot: byContent,
    kin: byContent,
    insight: { attribute: false },
    isBusy: { attribute: false },
    asked: { state: true },
    foretold: { state: true },
  };
  declare locale: Locale;
  declare snapshot: SnapshotView;
  declare kin: SnapshotKin;
  declare insight: SnapshotInsightPort | null;
  declare isBusy: boolean;
  declare asked: Asked | null;
  /** What is known so far of what each operation would cost. */
  declare foretold: ReadonlyMap<PredictedOperation, SnapshotPrediction>;

  constructor() {
    super();
    this.isBusy = false;
    this.insight = null;
    this.asked = null;
    this.foretold = new Map();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("snapshot") || changed.has("kin") || changed.has("insight")) this.#foretell();
  }

  /** Asks for what can be done as things stand; an operation of which nothing is known says what its layers tell. */
  #foretell(): void {
    const { insight, snapshot, kin } = this;
    if (insight === null || snapshot.parts.diskBlockCount > FORETOLD_BLOCK_COUNT) return;
    const operations: readonly PredictedOperation[] = [
      "remove",
      "flatten",
      "full-clone",
      ...(kin.mergeObstacle === null ? (["merge"] as const) : []),
      ...(kin.descendants.length > 0 && !kin.holdsPresent ? (["remove-branch"] as const) : []),
    ];
    for (const operation of operations) {
      insight.predict(snapshot.id, operation).then(
        (prediction) => {
          if (this.snapshot.id === snapshot.id)
            this.foretold = new Map([...this.foretold, [operation, prediction]]);
        },
        () => undefined,
      );
    }
  }

  /** What an operation was said to cost, as sentences; `otherwise` until that is known. */
  #costOf(operation: PredictedOperation, otherwise: string): readonly string[] {
    const prediction = this.foretold.get(operation);
    return prediction === undefined
      ? [otherwise]
      : foretold(operation, prediction, this.kin.parentName ?? "", this.locale);
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

  /** The same as one text, behind something else that is said; nothing until it is known. */
  #known(operation: PredictedOperation): readonly string[] {
    return this.foretold.has(operation) ? [this.#costOf(operation, "").join(" ")] : [];
  }

  #actionList(): readonly Action[] {
    const { tree, ownImages } = this.locale.text;
    const { format } = this.locale;
    const { snapshot, kin } = this;
    const ask = (asked: Asked) => () => {
      this.asked = asked;
      // The guest may have written since the menu was opened.
      this.#foretell();
    };
    const tell = (event: "rename" | "note" | "compare") => () => this.dispatchEvent(new CustomEvent(event));
    const { descendants, parentName, mergeObstacle } = kin;
    return [
      { name: "rename", label: tree.rename, hint: "", run: tell("rename") },
      {
        name: "note",
        label: snapshot.note === "" ? tree.addNote : tree.editNote,
        hint: "",
        run: tell("note"),
      },
      ...(this.insight === null
        ? []
        : [
            {
              name: "compare",
              label: this.locale.text.insight.compare,
              hint: this.locale.text.insight.compareHint,
              run: tell("compare"),
            },
          ]),
      { name: "clone", label: tree.clone, hint: tree.cloneHint, run: ask("clone") },
      {
        name: "flatten",
        label: tree.flatten,
        hint: this.#costOf("flatten", tree.flattenHint).join(" "),
        run: () => {
          this.#tell("flatten");
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
        hint: [tree.mergeHint(parentName ?? ""), ...this.#known("merge")].join(" · "),
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
        hint: this.#costOf("remove", costOfRemoval(this.snapshot, this.kin, this.locale)).join(" "),
        isDestructive: true,
        run: ask("remove"),
      },
      ...(descendants.length === 0
        ? []
        : [
            {
              name: "branch",
              label: tree.branch,
              hint: [
                tree.branchHint({ value: descendants.length, shown: format.count(descendants.length) }),
                ...this.#known("remove-branch"),
              ].join(" · "),
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

  #question(asked: Exclude<Asked, "clone">): MenuQuestion {
    const { snapshot, kin, foretold: known } = this;
    return menuQuestion(asked, { snapshot, kin, foretold: known }, this.locale);
  }

  /** What the command that follows was said to cost. */
  #tell(operation: PredictedOperation): void {
    const prediction = this.foretold.get(operation);
    if (prediction !== undefined) this.dispatchEvent(new ForetoldEvent(prediction));
  }

  #confirm({ question, consequences, label, operation, command, wiping }: MenuQuestion): TemplateResult {
    return html`<strata-confirm
      .locale=${this.locale}
      .question=${question}
      .consequences=${consequences}
      .confirmLabel=${label}
      .extra=${wiping === undefined ? null : this.locale.text.storage.wipeToo}
      @confirmed=${({ detail }: ConfirmedEvent) => {
        this.#tell(operation);
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
        .foretold=${this.foretold.get("full-clone") ?? null}
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
