import { css } from "lit";

/**
 * For the document, since the emulator's own elements are in no shadow root. The emulator sets inline styles
 * itself, hence the `!important`. Text modes are set in the cells of a VGA screen, 9 by 16, whose 80 by 25 have the
 * proportions of the frame, then scaled to it by `fitEmulatorScreen`, which leaves a margin as a tube does: a line
 * that touches the edge looks cut off. Graphics are scaled by the browser and fill it.
 */
export const emulatorScreenStyles = css`
  strata-app > [slot="screen"],
  strata-app > [slot="screen"] div:has(> canvas) {
    position: relative;
    width: var(--screen-width, 100%);
    height: var(--screen-height, 100%);
    overflow: hidden;
    background: #000;
  }

  strata-app > [slot="screen"] canvas {
    width: 100% !important;
    height: 100% !important;
    object-fit: contain;
    image-rendering: var(--screen-rendering, auto) !important;
  }

  strata-app > [slot="screen"] div:has(> canvas) > div {
    position: absolute !important;
    top: var(--screen-margin, 0) !important;
    left: var(--screen-margin, 0) !important;
    width: max-content;
    color: #ccc;
    font: 15px / 16px ui-monospace, "SF Mono", "Liberation Mono", Menlo, Consolas, monospace !important;
    font-variant-ligatures: none;
    white-space: pre;
    transform: scale(var(--screen-scale-x, 1), var(--screen-scale-y, 1)) !important;
    transform-origin: 0 0;
  }

  strata-app > [slot="screen"] .cursor {
    width: 1ch !important;
  }
`;
