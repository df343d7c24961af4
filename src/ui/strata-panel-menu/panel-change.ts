import type { Column } from "../panels/panel.ts";

/** What a person asks of the layout. */
export type PanelChange =
  | { readonly kind: "open"; readonly panel: string; readonly isOpen: boolean }
  | { readonly kind: "column"; readonly panel: string; readonly column: Column }
  | { readonly kind: "move"; readonly panel: string; readonly step: -1 | 1 }
  | { readonly kind: "alone"; readonly panel: string }
  | { readonly kind: "as-at-first" };
