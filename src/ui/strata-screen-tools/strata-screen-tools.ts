import { html, LitElement, nothing } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import { emitCommand } from "../command.ts";
import { controls } from "../controls.styles.ts";
import { copyIcon, fullscreenIcon, leaveFullscreenIcon, pictureIcon } from "../icons.ts";
import { type ScreenScale, screenScales } from "../strata-screen/screen-scale.ts";
import { screenToolsStyles } from "./strata-screen-tools.styles.ts";

/**
 * What can be done with the machine's screen besides typing: how large it is drawn, a picture of it, full screen.
 *
 * Properties: `locale`; `scale`; `isOn` (there is something on the screen); `isFullscreen`.
 * Events: `strata-command` take-picture; `scale-chosen` with the scale, and `fullscreen-toggled`, not bubbling.
 */
export class StrataScreenTools extends LitElement {
  static override styles = [controls, screenToolsStyles];
  static override properties = {
    locale: { attribute: false },
    scale: { attribute: false },
    isOn: { attribute: false },
    isFullscreen: { attribute: false },
  };
  declare locale: Locale;
  declare scale: ScreenScale;
  declare isOn: boolean;
  declare isFullscreen: boolean;

  constructor() {
    super();
    this.scale = "fit";
    this.isOn = false;
    this.isFullscreen = false;
  }

  #choose(event: Event): void {
    const { value } = event.currentTarget as HTMLSelectElement;
    const scale = screenScales.find((known) => known === value);
    if (scale) this.dispatchEvent(new CustomEvent("scale-chosen", { detail: scale }));
  }

  #pictureButton(to: "file" | "clipboard") {
    const { screen } = this.locale.text;
    const label = to === "file" ? screen.savePicture : screen.copyPicture;
    return html`<button
      class="button"
      type="button"
      aria-label=${label}
      title=${label}
      ?disabled=${!this.isOn}
      @click=${() => emitCommand(this, { kind: "take-picture", to })}
    >
      ${to === "file" ? pictureIcon : copyIcon}
    </button>`;
  }

  protected override render() {
    const { screen } = this.locale.text;
    const fullscreen = this.isFullscreen ? screen.leaveFullscreen : screen.fullscreen;
    return html`<div class="tools" role="group" aria-label=${screen.tools}>
      <select class="field" aria-label=${screen.scale} title=${screen.scale} @change=${this.#choose}>
        ${screenScales.map(
          (scale) =>
            html`<option value=${scale} ?selected=${scale === this.scale}>${screen.scales[scale]}</option>`,
        )}
      </select>
      ${this.#pictureButton("file")} ${typeof ClipboardItem === "undefined" ? nothing : this.#pictureButton("clipboard")}
      ${
        document.fullscreenEnabled
          ? html`<button
              class="button"
              type="button"
              aria-label=${fullscreen}
              title=${fullscreen}
              aria-pressed=${this.isFullscreen}
              @click=${() => this.dispatchEvent(new CustomEvent("fullscreen-toggled"))}
            >
              ${this.isFullscreen ? leaveFullscreenIcon : fullscreenIcon}
            </button>`
          : nothing
      }
    </div>`;
  }
}

customElements.define("strata-screen-tools", StrataScreenTools);

declare global {
  interface HTMLElementTagNameMap {
    "strata-screen-tools": StrataScreenTools;
  }
}
