import { css } from "lit";

/**
 * Sizes, spaces, colours and motion of the page, as custom properties. Set once on `strata-app`; every
 * component inherits them. Colours with text on them reach 4.5:1 in both themes.
 */
export const tokens = css`
  :host {
    color-scheme: light dark;

    --font-text: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif;
    --font-machine: ui-monospace, "SF Mono", "Cascadia Mono", "Liberation Mono", Menlo, Consolas, monospace;
    --size-small: 0.75rem;
    --size-note: 0.8125rem;
    --size-text: 0.9375rem;
    --size-title: 1.125rem;

    --space-1: 0.25rem;
    --space-2: 0.5rem;
    --space-3: 0.75rem;
    --space-4: 1rem;
    --space-5: 1.5rem;
    --space-6: 2.25rem;
    --space-7: 3.5rem;

    --radius-small: 4px;
    --radius: 7px;
    --radius-large: 12px;
    --control-height: 2.25rem;

    --paper: light-dark(#f5f4f0, #121416);
    --surface: light-dark(#fffefb, #1b1e21);
    --sunken: light-dark(#ebe9e3, #24282c);
    --ink: light-dark(#17191c, #eceae4);
    --ink-quiet: light-dark(#565b62, #a6abb1);
    --line: light-dark(#d9d6cd, #33383d);
    --line-strong: light-dark(#8d8b84, #70767d);
    --ink-on-ink: light-dark(#fffefb, #121416);
    --focus: light-dark(#0b62d6, #7db4ff);
    --danger: light-dark(#a8261b, #ff9c8f);
    --danger-surface: light-dark(#fbebe8, #36201d);
    --good: light-dark(#19704a, #6fcf9f);
    --warn: light-dark(#8a5a00, #e3b341);
    --glass: #0a0b0c;
    --on-glass: #eceae4;
    --on-glass-quiet: #a6abb1;

    /* One colour per layer; its pattern and its letter say the same without colour. */
    --layer-base: light-dark(#857f72, #a29c8e);
    --layer-0: light-dark(#2468b0, #6ea8e6);
    --layer-1: light-dark(#b96a00, #eda642);
    --layer-2: light-dark(#11805e, #4cc29a);
    --layer-3: light-dark(#99458c, #d98acb);
    --layer-4: light-dark(#2a7f9e, #63c1e0);
    --layer-5: light-dark(#b5432c, #f08a72);
    --layer-6: light-dark(#6c7013, #c0c554);
    --layer-7: light-dark(#5558b8, #a2a5f2);
    --layer-active: light-dark(#17191c, #eceae4);

    --motion-short: 140ms;
    --motion: 320ms;
  }

  @media (prefers-reduced-motion: reduce) {
    :host {
      --motion-short: 0.01ms;
      --motion: 0.01ms;
    }
  }
`;
