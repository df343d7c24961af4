import { html, type SVGTemplateResult, svg, type TemplateResult } from "lit";

/** Draws an icon in the colour of the text around it; it says nothing that the text beside it does not. */
const icon = (drawing: SVGTemplateResult): TemplateResult => html`<svg
  width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.5"
  stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${drawing}</svg>`;

export const powerIcon = icon(svg`<path d="M8 1.75v5.5M4.6 3.9a5.25 5.25 0 1 0 6.8 0" />`);
export const resetIcon = icon(svg`<path d="M13.25 8a5.25 5.25 0 1 1-1.6-3.78M13.4 1.9v2.9h-2.9" />`);
export const pauseIcon = icon(svg`<path d="M5.5 3v10M10.5 3v10" stroke-width="2" />`);
export const playIcon = icon(svg`<path d="M4.5 2.75v10.5L13 8z" fill="currentColor" />`);
export const cameraIcon = icon(
  svg`<path d="M2 4.75h2.6l1-1.75h4.8l1 1.75H14v8H2z" /><circle cx="8" cy="8.6" r="2.3" />`,
);
export const backIcon = icon(
  svg`<path d="M5.5 3 2.25 6.25 5.5 9.5M2.5 6.25h7a4 4 0 0 1 0 8H6.5" transform="translate(0 -1)" />`,
);
export const keyboardIcon = icon(
  svg`<rect x="1.25" y="3.75" width="13.5" height="8.5" rx="1.5" /><path d="M4 6.5h.01M6.7 6.5h.01M9.3 6.5h.01M12 6.5h.01M4.75 9.5h6.5" />`,
);
export const moreIcon = icon(svg`<path d="M3 8h.01M8 8h.01M13 8h.01" stroke-width="2.5" />`);
export const closeIcon = icon(svg`<path d="m3.75 3.75 8.5 8.5M12.25 3.75l-8.5 8.5" />`);
export const chevronIcon = icon(svg`<path d="m4.5 6.25 3.5 3.5 3.5-3.5" />`);
export const downloadIcon = icon(svg`<path d="M8 2v8M4.75 7 8 10.25 11.25 7M2.5 13.5h11" />`);
export const uploadIcon = icon(svg`<path d="M8 10.25V2M4.75 5.25 8 2l3.25 3.25M2.5 13.5h11" />`);
export const pasteIcon = icon(
  svg`<path d="M5.5 2.75h-2v11h9v-11h-2" /><rect x="5.5" y="1.5" width="5" height="2.75" rx="0.75" />`,
);
export const mouseIcon = icon(
  svg`<rect x="4" y="1.75" width="8" height="12.5" rx="4" /><path d="M8 4.5v2.5" />`,
);
export const copyIcon = icon(
  svg`<rect x="2" y="2" width="8.5" height="8.5" rx="1" /><path d="M13.75 5.5v8.25H5.5" />`,
);

export const pictureIcon = icon(
  svg`<rect x="1.75" y="2.75" width="12.5" height="10.5" rx="1.5" /><path d="m2.5 11.5 3.5-3.5 2.5 2.5 2-2 3 3" /><circle cx="10.75" cy="5.75" r="1" />`,
);
export const leaveFullscreenIcon = icon(
  svg`<path d="M6 2.5V6H2.5M10 2.5V6h3.5M13.5 10H10v3.5M2.5 10H6v3.5" />`,
);
export const previousIcon = icon(svg`<path d="M10 3 5 8l5 5" />`);
export const nextIcon = icon(svg`<path d="m6 3 5 5-5 5" />`);
export const upIcon = icon(svg`<path d="m3 10 5-5 5 5" />`);
export const downIcon = icon(svg`<path d="m3 6 5 5 5-5" />`);
export const fullscreenIcon = icon(svg`<path d="M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10" />`);

/** The sign of the page: three sheets, the top one lifted. */
export const logo = html`<svg width="30" height="30" viewBox="0 0 32 32" fill="none" stroke="currentColor"
  stroke-width="2" stroke-linejoin="round" aria-hidden="true">
  <path d="M16 17.5 29 22.75 16 28 3 22.75z" fill="currentColor" />
  <path d="M16 11 29 16.25 16 21.5 3 16.25z" fill="var(--paper)" />
  <path d="M16 3.5 29 8.75 16 14 3 8.75z" fill="var(--paper)" />
</svg>`;
export const lessonsIcon = icon(
  svg`<path d="M8 3.25C6.4 2.3 4.4 2 1.75 2v10.5c2.65 0 4.65.3 6.25 1.25 1.6-.95 3.6-1.25 6.25-1.25V2C11.6 2 9.6 2.3 8 3.25zM8 3.25v10.5" />`,
);
