import type { Locale } from "../../i18n/locale.ts";
import type { ViewModel } from "../../lab/view-model.ts";

/** What a screen reader should say about the change from one view to the next. Notices speak for themselves. */
export function announcements(before: ViewModel, after: ViewModel, { text }: Locale): readonly string[] {
  const said: string[] = [];
  if (before.machine.state !== after.machine.state) said.push(text.announce.state[after.machine.state]);
  const wasDurable = new Set(
    before.snapshots.filter((snapshot) => snapshot.status === "durable").map((snapshot) => snapshot.id),
  );
  for (const snapshot of after.snapshots) {
    if (snapshot.status === "durable" && !wasDurable.has(snapshot.id)) {
      said.push(text.announce.snapshotDurable(snapshot.name));
    }
  }
  const earlier = before.activity?.operation;
  const later = after.activity?.operation;
  if (earlier !== later) {
    if (earlier !== undefined) said.push(text.announce.activityEnded(text.timing.running[earlier]));
    if (later !== undefined) said.push(text.announce.activityStarted(text.timing.running[later]));
  }
  return said;
}
