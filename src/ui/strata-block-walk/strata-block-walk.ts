import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { LayerId } from "../../core/identity.ts";
import type { Locale } from "../../i18n/locale.ts";
import type { BlockInspection } from "../../lab/inspect-commands.ts";
import { briefTime } from "../brief-time.ts";
import { controls } from "../controls.styles.ts";
import type { KnownLayer } from "../known-layers.ts";
import { appearanceOf, layerBadge, layerSignStyles } from "../layer-appearance.ts";
import { layerName } from "../layer-name.ts";
import { blockWalkStyles } from "./strata-block-walk.styles.ts";
import { type WalkStep, walkSteps } from "./walk-steps.ts";

/** How long a step of the walk stands, in milliseconds: as long as it takes to read its sentence. */
const STEP_MS = 1800;

/**
 * Inside a read: one request on its way from the guest down the chain to the layer that answers, step by step.
 *
 * Properties: `locale`; `inspection` (the block whose read is walked through, or null); `layerOf` (a layer by its id);
 * `isRunning` (whether the guest runs, and may read); `isWaiting` (whether its next read is waited for).
 * Events: `layer-pointed` with the layer of the step or null; `next-read-wanted`; `waiting-ended`; `walk-closed`.
 */
export class StrataBlockWalk extends LitElement {
  static override styles = [controls, layerSignStyles, blockWalkStyles];
  static override properties = {
    locale: { attribute: false },
    inspection: { attribute: false },
    layerOf: { attribute: false },
    isRunning: { attribute: false },
    isWaiting: { attribute: false },
    step: { state: true },
    isPlaying: { state: true },
  };
  declare locale: Locale;
  declare inspection: BlockInspection | null;
  declare layerOf: (id: LayerId | null) => KnownLayer;
  declare isRunning: boolean;
  declare isWaiting: boolean;
  declare step: number;
  declare isPlaying: boolean;
  #steps: readonly WalkStep[] = [];
  #hadFocus = false;
  /** Whether the walk that comes next was waited for. */
  #hasWaited = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.inspection = null;
    this.layerOf = (id) => ({ id, kind: "frozen", sign: "·" });
    this.isRunning = false;
    this.isWaiting = false;
    this.step = 0;
    this.isPlaying = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.isPlaying = false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.#hadFocus = this.shadowRoot?.activeElement != null;
    if (!changed.has("inspection")) return;
    this.#steps = this.inspection === null ? [] : walkSteps(this.inspection);
    this.step = 0;
    this.isPlaying = this.inspection !== null;
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.#followFocus(changed);
    if (changed.has("step") || changed.has("inspection")) this.#point();
    if (!changed.has("step") && !changed.has("isPlaying") && !changed.has("inspection")) return;
    clearTimeout(this.#timer);
    if (!this.isPlaying) return;
    if (this.#isAtEnd) this.isPlaying = false;
    else
      this.#timer = setTimeout(() => {
        this.step += 1;
      }, STEP_MS);
  }

  /** What had the focus may be gone. Whoever waits for a read may be typing in the guest, and keeps the focus there. */
  #followFocus(changed: PropertyValues<this>): void {
    if (changed.has("inspection") && this.inspection !== null) {
      if (this.#hadFocus || !this.#hasWaited) this.#focus("#play");
      this.#hasWaited = false;
    } else if (changed.get("inspection") && this.#hadFocus) this.#focus("#next-read");
    else if (changed.has("isWaiting")) {
      if (this.isWaiting) this.#hasWaited = true;
      if (this.#hadFocus) this.#focus(this.isWaiting ? "#give-up" : "#next-read");
    }
  }

  #focus(selector: string): void {
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }

  get #isAtEnd(): boolean {
    return this.step >= this.#steps.length - 1;
  }

  /** The layer of the step stands out elsewhere too. */
  #point(): void {
    const step = this.#steps[this.step];
    const id = step !== undefined && "copy" in step ? this.layerOf(step.copy.layer).id : null;
    this.#emit("layer-pointed", step !== undefined && "copy" in step && id === null ? "base" : id);
  }

  #emit<Detail>(type: string, detail: Detail): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #go(step: number): void {
    this.isPlaying = false;
    this.step = Math.min(Math.max(0, step), this.#steps.length - 1);
  }

  readonly #handleKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey || this.inspection === null) return;
    if (event.key === "ArrowRight" || event.key === "ArrowDown") this.#go(this.step + 1);
    else if (event.key === "ArrowLeft" || event.key === "ArrowUp") this.#go(this.step - 1);
    else if (event.key === "Escape") this.#emit("walk-closed", null);
    else return;
    event.preventDefault();
  };

  #play(): void {
    if (this.isPlaying) {
      this.isPlaying = false;
      return;
    }
    if (this.#isAtEnd) this.step = 0;
    this.isPlaying = true;
  }

  #nameOf(step: WalkStep): string {
    return "copy" in step ? layerName(this.layerOf(step.copy.layer), this.locale) : "";
  }

  #sentence(step: WalkStep): string {
    const { text, format } = this.locale;
    const { walk } = text.blocks;
    switch (step.kind) {
      case "guest":
        return walk.asks(format.count(this.inspection?.block ?? 0));
      case "not-here":
        return walk.notHere(this.#nameOf(step));
      case "passed":
        return walk.passed({ value: step.count, shown: format.count(step.count) });
      case "here":
        return walk.here(this.#nameOf(step));
      case "zeros":
        return walk.zeros;
      case "answer": {
        const before = this.#steps.at(-2);
        return before?.kind === "here" ? walk.answer(this.#nameOf(before)) : walk.answerOfZeros;
      }
    }
  }

  #row(step: WalkStep, index: number): TemplateResult {
    const { walk } = this.locale.text.blocks;
    const isPast = index < this.step;
    const mark =
      (step.kind === "here" || step.kind === "not-here") && index <= this.step ? walk.mark[step.kind] : "";
    const what =
      "copy" in step
        ? html`${layerBadge(`step-${index}`, appearanceOf(this.layerOf(step.copy.layer)))} ${this.#nameOf(step)}`
        : step.kind === "passed"
          ? walk.passedName({ value: step.count, shown: this.locale.format.count(step.count) })
          : step.kind === "zeros"
            ? walk.zerosName
            : step.kind === "answer"
              ? walk.answerName
              : walk.guest;
    return html`<li
      data-kind=${step.kind}
      ?data-past=${isPast}
      aria-current=${index === this.step ? "step" : nothing}
    >
      <span class="what">${what}</span> <span class="mark">${mark}</span>
    </li>`;
  }

  #walk(inspection: BlockInspection): TemplateResult {
    const { text, format } = this.locale;
    const { walk } = text.blocks;
    const step = this.#steps[this.step] ?? { kind: "guest" };
    const { read } = inspection;
    return html`
      <p class="sentence" role="status">${this.#sentence(step)}</p>
      <div class="row" role="group" aria-label=${walk.title}>
        <button class="button" type="button" aria-disabled=${this.step === 0} @click=${() => this.#go(this.step - 1)}>
          ${walk.back}
        </button>
        <button class="button primary" id="play" type="button" @click=${() => this.#play()}>
          ${this.isPlaying ? walk.pause : this.#isAtEnd ? walk.again : walk.play}
        </button>
        <button class="button" type="button" aria-disabled=${this.#isAtEnd} @click=${() => this.#go(this.step + 1)}>
          ${walk.next}
        </button>
        <button class="button plain" type="button" @click=${() => this.#emit("walk-closed", null)}>${walk.close}</button>
        <span class="note quiet numbers">${walk.step(format.count(this.step + 1), format.count(this.#steps.length))}</span>
      </div>
      <ol aria-label=${walk.steps} style=${`--step:${this.step}`}>
        <span class="request" aria-hidden="true"></span>
        ${this.#steps.map((each, index) => this.#row(each, index))}
      </ol>
      <p class="note quiet">
        ${walk.slowed}
        ${
          read === null
            ? nothing
            : walk.measured(briefTime(read.elapsedMs / read.readCount, this.locale), {
                value: read.readCount,
                shown: format.count(read.readCount),
              })
        }
      </p>
    `;
  }

  protected override render() {
    const { walk } = this.locale.text.blocks;
    return html`
      <section aria-labelledby="title" @keydown=${this.#handleKey}>
        <h3 id="title">${walk.title}</h3>
        ${this.inspection === null ? html`<p class="note quiet">${walk.explanation}</p>` : this.#walk(this.inspection)}
        <div class="row">
          ${
            this.isWaiting
              ? html`<p class="note" role="status">${walk.waiting}</p>
                  <button
                    class="button"
                    id="give-up"
                    type="button"
                    @click=${() => this.#emit("waiting-ended", null)}
                  >
                    ${walk.giveUp}
                  </button>`
              : html`<button
                    class="button"
                    id="next-read"
                    type="button"
                    aria-disabled=${this.isRunning ? "false" : "true"}
                    aria-describedby=${this.isRunning ? nothing : "off"}
                    @click=${() => this.isRunning && this.#emit("next-read-wanted", null)}
                  >
                    ${walk.nextRead}
                  </button>
                  ${this.isRunning ? nothing : html`<span class="note quiet" id="off">${walk.machineOff}</span>`}`
          }
        </div>
      </section>
    `;
  }
}

customElements.define("strata-block-walk", StrataBlockWalk);

declare global {
  interface HTMLElementTagNameMap {
    "strata-block-walk": StrataBlockWalk;
  }
}
