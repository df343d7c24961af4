import { html, LitElement, nothing } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import type { NoticeView } from "../../lab/view-model.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { closeIcon } from "../icons.ts";
import { imageFinding } from "./image-finding.ts";
import { noticeStyles } from "./strata-notice.styles.ts";

/** The panels in which something can be done about a failure. */
const helpfulPanels: Partial<Record<NoticeView["code"], "snapshots" | "storage">> = {
  "guest-broken": "snapshots",
  "install-incomplete": "snapshots",
  "machine-failed": "snapshots",
  "storage-damaged": "storage",
  "storage-full": "storage",
  "wipe-incomplete": "storage",
  "writes-waiting": "storage",
};

/**
 * What happened, what is safe and what to do, with the facts for a report folded away. Errors interrupt a
 * screen reader, information waits.
 *
 * Properties: `locale`; `notice` (or null); `isLasting` (it can't be dismissed).
 * Events: `strata-command` dismiss-notice.
 */
export class StrataNotice extends LitElement {
  static override styles = [controls, noticeStyles];
  static override properties = {
    locale: { attribute: false },
    notice: { attribute: false },
    isLasting: { attribute: false },
  };
  declare locale: Locale;
  declare notice: NoticeView | null;
  declare isLasting: boolean;

  constructor() {
    super();
    this.notice = null;
    this.isLasting = false;
  }

  protected override render() {
    return html`<div role="alert">${this.notice?.severity === "error" ? this.#notice(this.notice) : nothing}</div>
      <div role="status">${this.notice?.severity === "information" ? this.#notice(this.notice) : nothing}</div>`;
  }

  /** Which snapshots damage touches; nothing where the error does not tell. */
  #touched({ code, details }: NoticeView): string {
    const { storage } = this.locale.text;
    const { snapshotNames } = details;
    if (code !== "storage-damaged" || !Array.isArray(snapshotNames)) return "";
    return [
      snapshotNames.length > 0 ? storage.touches(snapshotNames) : storage.touchesNone,
      ...(details["preventsRemoval"] === true ? [storage.preventsRemoval] : []),
    ].join(" ");
  }

  /** To the panel where something can be done about it; a page without a machine to show has none. */
  #way({ code }: NoticeView) {
    const { text } = this.locale;
    const panel = helpfulPanels[code];
    if (panel === undefined || this.isLasting) return nothing;
    return html`<a href=${`#/${panel}`}>${text.shell.goTo(text[panel].title)}</a>`;
  }

  #notice(notice: NoticeView) {
    const { text, format } = this.locale;
    const { needed, free } = notice.details;
    const needsRoom =
      typeof needed === "number" && typeof free === "number"
        ? text.notice.needsRoom(format.bytes(needed), format.bytes(free))
        : "";
    const { happened, safe, advice } = text.notice.text[notice.code];
    const isError = notice.severity === "error";
    const facts = Object.entries(notice.details);
    return html`<div class="notice" data-severity=${notice.severity}>
      <div class="words">
        <p>
          <span class="visually-hidden">${isError ? text.notice.error : text.notice.information}:</span>
          <strong>${happened}</strong> ${needsRoom} ${imageFinding(notice, text)} ${safe} ${this.#touched(notice)} ${advice} ${this.#way(notice)}
        </p>
        ${
          isError
            ? html`<details>
                <summary class="note">${text.notice.details}</summary>
                <p class="report">${notice.code}${notice.message === "" ? "" : `: ${notice.message}`}</p>
                ${facts.length > 0 ? html`<ul class="report">${facts.map(([key, value]) => html`<li>${key} = ${String(value)}</li>`)}</ul>` : nothing}
              </details>`
            : nothing
        }
      </div>
      ${
        this.isLasting
          ? nothing
          : html`<button
              class="button plain"
              type="button"
              aria-label=${text.notice.dismiss}
              title=${text.notice.dismiss}
              @click=${() => emitCommand(this, { kind: "dismiss-notice" })}
            >
              ${closeIcon}
            </button>`
      }
    </div>`;
  }
}

customElements.define("strata-notice", StrataNotice);

declare global {
  interface HTMLElementTagNameMap {
    "strata-notice": StrataNotice;
  }
}
