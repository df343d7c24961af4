import { html, nothing, type TemplateResult } from "lit";
import type { Locale } from "../../i18n/locale.ts";
import type { SnapshotView } from "../../lab/view-model.ts";

interface Origin {
  readonly snapshot: SnapshotView;
  readonly parentName: string | null;
  readonly isLooking: boolean;
  readonly now: number;
}

/** When a snapshot was taken, of what, after which, and whether the present state stands on it. */
export const snapshotOrigin = (
  { snapshot, parentName, isLooking, now }: Origin,
  { text, format }: Locale,
): TemplateResult => html`<p class="note quiet numbers">
  <span title=${text.snapshots.kindHint[snapshot.kind]}>${text.snapshots.kind[snapshot.kind]}</span> ·
  <time datetime=${new Date(snapshot.takenAt).toISOString()} title=${format.moment(snapshot.takenAt)}
    >${format.shortMoment(snapshot.takenAt, now)}</time
  >
  · ${parentName === null ? text.snapshots.childOfBase : text.snapshots.childOf(parentName)}
  ${snapshot.isCurrent ? html` · <strong class="here">${isLooking ? text.look.presentStandsHere : text.snapshots.presentStandsHere}</strong>` : nothing}
  ${snapshot.status === "saving" ? html` · <strong class="saving">${text.snapshots.status.saving}…</strong>` : nothing}
</p>`;
