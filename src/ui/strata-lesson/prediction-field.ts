import { html, nothing, type TemplateResult } from "lit";
import { lessonTextOf } from "../../i18n/lessons/lesson-locale.ts";
import type { Locale } from "../../i18n/locale.ts";
import type { PredictionView } from "../../lessons/view-model.ts";
import { showMeasured } from "./measured.ts";
import { prose, sentence } from "./prose.ts";

/** A question to be answered before anything is done; once it is known what came out, that beside the answer. */
export const predictionField = (
  prediction: PredictionView,
  locale: Locale,
  predict: (answer: string | number) => void,
): TemplateResult => {
  const text = lessonTextOf(locale.language).lesson;
  const { id, kind, question, options, answer, outcome } = prediction;
  if (outcome !== null) return predictionOutcome(prediction, locale);
  if (kind === "choice") {
    return html`<fieldset class="prediction" data-prediction=${id}>
      <legend>
        <span class="label">${text.predict}</span>
        <span class="question">${sentence(question[locale.language], { locale })}</span>
      </legend>
      ${options.map(
        (option) => html`<label class="option">
          <input
            type="radio"
            name=${id}
            value=${option.id}
            .checked=${answer === option.id}
            @change=${() => predict(option.id)}
          />
          <span>${sentence(option.text[locale.language], { locale })}</span>
        </label>`,
      )}
    </fieldset>`;
  }
  const handleNumber = (event: Event): void => {
    const { value } = event.currentTarget as HTMLInputElement;
    const number = Number(value.replace(",", "."));
    if (value.trim() !== "" && Number.isFinite(number)) predict(number);
  };
  const unit = unitName(prediction, locale);
  return html`<div class="prediction" data-prediction=${id}>
    <p class="label">${text.predict}</p>
    <div class="question">${prose(question[locale.language], { locale })}</div>
    <label class="number-answer">
      <span class="visually-hidden">${text.predictNumber}</span>
      <input
        class="field numbers"
        inputmode="decimal"
        autocomplete="off"
        size="8"
        .value=${answer === null ? "" : String(answer)}
        @change=${handleNumber}
      />
      ${unit === "" ? nothing : html`<span class="quiet">${unit}</span>`}
    </label>
  </div>`;
};

function unitName({ unit }: PredictionView, { language }: Locale): string {
  const text = lessonTextOf(language).lesson;
  if (unit === "ms") return "ms";
  if (unit === "times") return "×";
  if (unit === "blocks") return text.blocks({ value: 2, shown: "" }).trim();
  if (unit === "bytes") return language === "fr" ? "octets" : "bytes";
  return "";
}

function predictionOutcome(
  { id, kind, question, options, answer, outcome, unit }: PredictionView,
  locale: Locale,
) {
  const text = lessonTextOf(locale.language).lesson;
  const ofOption = (wanted: string | null): TemplateResult | string => {
    const option = options.find((each) => each.id === wanted);
    return option === undefined ? text.unknown : sentence(option.text[locale.language], { locale });
  };
  const given =
    answer === null
      ? null
      : kind === "choice"
        ? ofOption(String(answer))
        : showMeasured(answer, unit, locale);
  const isRight = outcome?.isRight ?? null;
  return html`<div class="prediction settled" data-prediction=${id}>
    <p class="question">${sentence(question[locale.language], { locale })}</p>
    <dl class="compared">
      ${
        given === null
          ? html`<div><dt>${text.predicted}</dt><dd class="quiet">${text.unpredicted}</dd></div>`
          : html`<div>
              <dt>${text.predicted}</dt>
              <dd>${given}</dd>
            </div>`
      }
      <div>
        <dt>${text.measured}</dt>
        <dd>
          ${kind === "choice" ? ofOption(outcome?.right ?? null) : nothing}
          ${
            outcome?.measured
              ? html`<span class="numbers ${kind === "choice" ? "quiet" : ""}"
                  >${kind === "choice" ? "(" : ""}${showMeasured(outcome.measured.value, outcome.measured.unit, locale)}${kind === "choice" ? ")" : ""}</span
                >`
              : nothing
          }
          ${
            isRight === null
              ? nothing
              : html`<span class=${isRight ? "verdict good" : "verdict"}>${isRight ? text.right : text.wrong}</span>`
          }
        </dd>
      </div>
    </dl>
  </div>`;
}
