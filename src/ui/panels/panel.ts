import type { TemplateResult } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import type { Messages } from "../../i18n/messages.ts";
import type { MediumSummary } from "../../lab/image-commands.ts";
import type { SystemSummary } from "../../lab/machine-images.ts";
import type { MachineSummary } from "../../lab/strata.ts";
import type { ViewModel } from "../../lab/view-model.ts";
import type { DiskPort } from "../disk-port.ts";
import type { SerialConsolePort } from "../serial-console-port.ts";
import type { SnapshotInsightPort } from "../snapshot-insight-port.ts";
import type { FreedView, UsageView, VerificationView } from "../store-findings.ts";
import type { StorePlace } from "../store-place.ts";
import type { BlockOverlay } from "../strata-block-map/block-overlay.ts";

/** Where a panel can stand: left of the machine, with it, right of it, or below all. */
export const columns = ["lead", "centre", "side", "foot"] as const;

export type Column = (typeof columns)[number];

/** What all panels are drawn from. */
export interface PageContext {
  readonly view: ViewModel;
  readonly locale: Locale;
  /** Which store it works with, or null before that is known. */
  readonly store: StorePlace | null;
  readonly machines: readonly MachineSummary[];
  readonly systems: readonly SystemSummary[];
  readonly media: readonly MediumSummary[];
  readonly usage: UsageView | null;
  readonly verification: VerificationView | null;
  readonly freed: FreedView | null;
  readonly console: SerialConsolePort | null;
  readonly insight: SnapshotInsightPort | null;
  /** Blocks that the map is to show in place of the layers, or null. */
  readonly overlay: BlockOverlay | null;
  /** How to look into the disks; null where another tab has them. */
  readonly disk: DiskPort | null;
  /** Milliseconds since 1970, once a second. */
  readonly now: number;
  readonly isFirstVisit: boolean;
  /** Another tab has the machine: nothing that would change something is offered. */
  readonly isLooking: boolean;
}

/** What one panel is drawn from. */
export interface PanelContext extends PageContext {
  /** Whether the address names this panel. */
  readonly isSelected: boolean;
  /** What stands behind the panel's id in the address, for instance which lesson; empty where nothing does. */
  readonly argument: string;
  /** What stands behind a `?` there, for instance `seed=42`. */
  readonly query: string;
  /** Whether this panel has the whole page, as for a projector. */
  readonly isAlone: boolean;
}

/**
 * A part of the page that can be shown, hidden, moved, shown alone and named by the address. `render` is called once
 * `load` has brought the component.
 */
export interface Panel {
  /** In the address, `#/<id>`, and in what the browser keeps: stays the same for ever. */
  readonly id: string;
  readonly title: (text: Messages) => string;
  /** Where it stands until a person moves it. */
  readonly column: Column;
  /** Whether it is there before anybody asks for it; by default it is. The address opens every panel. */
  readonly isOpenAtFirst?: boolean;
  /** Whether a page that only looks has it too. */
  readonly isForLooking?: boolean;
  /** Whether it is about all that is stored, and stays when another machine is opened. */
  readonly isOfStore?: boolean;
  /** The machine is always there, and the first one. */
  readonly isFixed?: boolean;
  readonly load: () => Promise<unknown>;
  readonly render: (context: PanelContext) => TemplateResult;
}
