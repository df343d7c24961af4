import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import type { Locale } from "../../i18n/locale.ts";
import type { Quantity } from "../../i18n/messages.ts";
import type { ActivityView, DiskView, LayerView, TimedOperation, TimingView } from "../../lab/view-model.ts";
import { activityProgress, progressStyles } from "../activity-progress.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { copyIcon, downloadIcon } from "../icons.ts";
import "../strata-confirm/strata-confirm.ts";
import { type BarScale, linearScale, logarithmicScale } from "./bar-scale.ts";
import { headline, isStriking } from "./headline.ts";
import { timingStyles } from "./strata-timing.styles.ts";
import { comparedMs, summarize, type TimingSummary } from "./timing-summary.ts";
import { timingsCsv } from "./timings-csv.ts";

/** Whether an activity takes the place of the buttons to copy; other panels show their own. */
const isShown = (activity: ActivityView | null): activity is ActivityView =>
  activity?.operation === "full-copy" || activity?.operation === "allocated-copy";

/** Whether an operation's block count says how many blocks found another layer. */
const movesBlocks = (operation: TimedOperation): boolean =>
  operation === "remove" || operation === "merge" || operation === "flatten" || operation === "clone";

/**
 * What was measured: the sentence, the bars on one scale, every sample, and the copies to compare with.
 *
 * Properties: `locale`; `timings` (newest first); `activity`; `disk`; `layers`.
 * Events: `strata-command` full-copy, cancel, clear-timings.
 */
export class StrataTiming extends LitElement {
  static override styles = [controls, progressStyles, timingStyles];
  static override properties = {
    locale: { attribute: false },
    timings: { attribute: false },
    activity: { attribute: false },
    disk: { attribute: false },
    layers: { attribute: false },
    isLogarithmic: { state: true },
    isAskingToClear: { state: true },
  };
  declare locale: Locale;
  declare timings: readonly TimingView[];
  declare activity: ActivityView | null;
  declare disk: DiskView;
  declare layers: readonly LayerView[];
  declare isLogarithmic: boolean;
  declare isAskingToClear: boolean;

  constructor() {
    super();
    this.timings = [];
    this.activity = null;
    this.isLogarithmic = false;
    this.isAskingToClear = false;
  }

  /** The buttons to copy give way to the progress with its cancel button, and come back: the focus goes with them. */
  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("activity")) return;
    const before = changed.get("activity");
    if (isShown(before ?? null) === isShown(this.activity)) return;
    const focused = this.shadowRoot?.activeElement;
    if (!focused?.matches(".copy, .cancel")) return;
    const mode = before?.operation === "allocated-copy" ? "allocated" : "every-byte";
    const next = isShown(this.activity) ? ".cancel" : `[data-mode="${mode}"]`;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(next)?.focus());
  }

  #download(): void {
    const url = URL.createObjectURL(new Blob([timingsCsv(this.timings)], { type: "text/csv;charset=utf-8" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = "strata-timings.csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }

  #copies(): TemplateResult {
    const { text, format } = this.locale;
    const allocatedBytes = Math.min(
      this.disk.byteLength,
      this.layers.reduce((sum, layer) => sum + layer.byteLength, 0),
    );
    const isBusy = this.activity !== null && this.activity.operation !== "boot";
    const copy = (mode: "every-byte" | "allocated", label: string, hint: string) => html`<button
      class="button copy"
      type="button"
      data-mode=${mode}
      ?disabled=${isBusy}
      @click=${() => emitCommand(this, { kind: "full-copy", mode })}
    >
      ${copyIcon}<span>${label}<span class="hint numbers">${hint}</span></span>
    </button>`;
    return html`<div class="copies">
      ${copy("every-byte", text.timing.fullCopy, text.timing.fullCopyHint(format.bytes(this.disk.byteLength)))}
      ${copy("allocated", text.timing.allocatedCopy, text.timing.allocatedCopyHint(format.bytes(allocatedBytes)))}
    </div>`;
  }

  #bar({ operation, latest, medianMs, sampleCount }: TimingSummary, scale: BarScale): TemplateResult {
    const { text, format } = this.locale;
    const { cost } = latest;
    const whole = comparedMs(latest);
    const facts = [
      ...(cost.pauseMs > 0 ? [`${text.timing.legendPause} ${format.duration(cost.pauseMs)}`] : []),
      ...(cost.bytesRead > 0 ? [text.timing.read(format.bytes(cost.bytesRead))] : []),
      text.timing.written(format.bytes(cost.bytesWritten)),
      ...(movesBlocks(operation) && cost.blockCount > 0
        ? [text.timing.moved({ value: cost.blockCount, shown: format.count(cost.blockCount) })]
        : []),
      ...(sampleCount > 1
        ? [
            text.timing.median(format.duration(medianMs), {
              value: sampleCount,
              shown: format.count(sampleCount),
            }),
          ]
        : []),
    ];
    return html`<li data-operation=${operation}>
      <p class="operation"><strong>${text.timing.operation[operation]}</strong></p>
      <p class="value numbers">${format.duration(whole)}</p>
      <div class="track" aria-hidden="true">
        ${scale.marks.map((mark) => html`<i .style=${`left:${scale.share(mark) * 100}%`}></i>`)}
        <span class="whole" .style=${`width:${scale.share(whole) * 100}%`}></span>
        ${
          cost.pauseMs > 0
            ? html`<span class="pause" .style=${`width:${scale.share(cost.pauseMs) * 100}%`}></span>`
            : nothing
        }
      </div>
      <p class="facts quiet numbers">${facts.join(" · ")}</p>
    </li>`;
  }

  #chart(summaries: readonly TimingSummary[]): TemplateResult {
    const { text, format } = this.locale;
    const durations = summaries.flatMap(({ latest }) => [comparedMs(latest), latest.cost.pauseMs]);
    const scale = this.isLogarithmic ? logarithmicScale(durations) : linearScale(durations);
    const choose = (isLogarithmic: boolean, label: string) => html`<button
      type="button"
      aria-pressed=${this.isLogarithmic === isLogarithmic}
      @click=${() => {
        this.isLogarithmic = isLogarithmic;
      }}
    >
      ${label}
    </button>`;
    return html`
      <div class="chart">
        <h3>${text.timing.bars}</h3>
        <div class="chart-head">
          <p class="legend quiet" aria-hidden="true">
            <span class="key pause"></span>${text.timing.legendPause} <span class="key whole"></span>${text.timing.legendUntilDurable}
          </p>
          <div class="scale" role="group" aria-label=${text.timing.scale}>
            ${choose(false, text.timing.linear)}${choose(true, text.timing.logarithmic)}
          </div>
        </div>
        <ol>
          ${summaries.map((summary) => this.#bar(summary, scale))}
        </ol>
        <p class="quiet scale-note numbers">
          ${
            this.isLogarithmic
              ? text.timing.logNote(format.duration(scale.shortestMs), format.duration(scale.longestMs))
              : text.timing.scaleNote(format.duration(scale.longestMs))
          }
        </p>
      </div>
    `;
  }

  #measured(): TemplateResult | typeof nothing {
    const summaries = summarize(this.timings);
    return summaries.length > 0 ? html`${this.#chart(summaries)} ${this.#samples()}` : nothing;
  }

  #samples(): TemplateResult {
    const { text, format } = this.locale;
    const count = { value: this.timings.length, shown: format.count(this.timings.length) };
    return html`<details>
        <summary class="note">${text.timing.samples(count)}</summary>
        <div class="scroll" tabindex="0" role="region" aria-label=${text.timing.samples(count)}>
          <table>
            <thead>
              <tr>
                <th scope="col">${text.timing.columnAt}</th>
                <th scope="col">${text.timing.columnOperation}</th>
                <th scope="col">${text.timing.columnSubject}</th>
                <th scope="col" class="number">${text.timing.columnPause}</th>
                <th scope="col" class="number">${text.timing.columnDurable}</th>
                <th scope="col" class="number">${text.timing.columnElapsed}</th>
                <th scope="col" class="number">${text.timing.columnRead}</th>
                <th scope="col" class="number">${text.timing.columnWritten}</th>
                <th scope="col" class="number">${text.timing.columnBlocks}</th>
              </tr>
            </thead>
            <tbody>
              ${this.timings.map(
                ({ at, operation, subject, cost }) => html`<tr>
                  <td title=${format.moment(at)}>${format.shortMoment(at, at)}</td>
                  <td>${text.timing.operation[operation]}</td>
                  <td>${subject}</td>
                  <td class="number">${format.duration(cost.pauseMs)}</td>
                  <td class="number">${format.duration(cost.durableMs)}</td>
                  <td class="number">${format.duration(cost.elapsedMs)}</td>
                  <td class="number">${format.bytes(cost.bytesRead)}</td>
                  <td class="number">${format.bytes(cost.bytesWritten)}</td>
                  <td class="number">${format.count(cost.blockCount)}</td>
                </tr>`,
              )}
            </tbody>
          </table>
        </div>
      </details>
      <div class="export">
        <button class="button" type="button" @click=${this.#download}>${downloadIcon}${text.timing.downloadCsv}</button>
        <button
          class="button plain clear"
          type="button"
          aria-expanded=${this.isAskingToClear}
          @click=${() => {
            this.isAskingToClear = !this.isAskingToClear;
          }}
        >
          ${text.timing.clear}
        </button>
      </div>
      ${this.isAskingToClear ? this.#question(count) : nothing}`;
  }

  #question(count: Quantity): TemplateResult {
    const { text } = this.locale;
    const close = (next: string): void => {
      this.isAskingToClear = false;
      void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(next)?.focus());
    };
    return html`<strata-confirm
      .locale=${this.locale}
      .question=${text.timing.confirmClear}
      .consequences=${[text.timing.lossOfTimings(count)]}
      .confirmLabel=${text.timing.clear}
      @confirmed=${() => {
        emitCommand(this, { kind: "clear-timings" });
        close(".copy");
      }}
      @cancelled=${() => close(".clear")}
    ></strata-confirm>`;
  }

  protected override render() {
    const { text } = this.locale;
    const { activity } = this;
    const sentence = headline(this.timings, this.locale);
    const hasCopy = this.timings.some((timing) => timing.operation === "full-copy");
    return html`
      <h2>${text.timing.title}</h2>
      ${
        sentence === null
          ? html`<p class="note quiet">${text.timing.nothingYet}</p>`
          : html`<p class="headline numbers" ?data-modest=${!isStriking(this.timings)}>
              ${sentence} ${hasCopy ? nothing : html`<span class="quiet">${text.timing.copyToCompare}</span>`}
            </p>`
      }
      ${isShown(activity) ? activityProgress(activity, this.locale, this) : this.#copies()}
      ${guard([this.timings, this.locale, this.isLogarithmic, this.isAskingToClear], () => this.#measured())}
    `;
  }
}

customElements.define("strata-timing", StrataTiming);

declare global {
  interface HTMLElementTagNameMap {
    "strata-timing": StrataTiming;
  }
}
