import { html, LitElement, nothing } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import type { DiskView, StorageView } from "../../lab/view-model.ts";
import { controls } from "../controls.styles.ts";
import { saveStatus } from "./save-status.ts";
import { storageStyles } from "./strata-storage.styles.ts";

/**
 * One line on the browser's storage: how much is used, of how much, how safe it is, and what is not saved yet.
 *
 * Properties: `locale`; `storage`; `disk`; `now` (milliseconds since 1970).
 */
export class StrataStorage extends LitElement {
  static override styles = [controls, storageStyles];
  static override properties = {
    locale: { attribute: false },
    storage: { attribute: false },
    disk: { attribute: false },
    now: { attribute: false },
  };
  declare locale: Locale;
  declare storage: StorageView;
  declare disk: DiskView;
  declare now: number;

  protected override render() {
    const { text, format } = this.locale;
    const { usage, quota, isPersisted } = this.storage;
    const used =
      usage === null
        ? text.storage.unknown
        : quota === null
          ? text.storage.usedOnly(format.bytes(usage))
          : text.storage.used(format.bytes(usage), format.bytes(quota));
    return html`
      <h2>${text.storage.title}</h2>
      ${
        usage !== null && quota !== null && quota > 0
          ? html`<span class="gauge" aria-hidden="true"
              ><span style=${`width:${Math.min(100, (usage / quota) * 100)}%`}></span
            ></span>`
          : nothing
      }
      <p class="numbers">${used}</p>
      <p class="quiet">${isPersisted ? text.storage.persisted : text.storage.notPersisted}</p>
      <p class="quiet numbers">${saveStatus(this.disk, this.now, this.locale)}</p>
    `;
  }
}

customElements.define("strata-storage", StrataStorage);

declare global {
  interface HTMLElementTagNameMap {
    "strata-storage": StrataStorage;
  }
}
