import type { Locale } from "../../i18n/locale.ts";
import type { ViewModel } from "../../lab/view-model.ts";

/** What a screen reader should say about the change from one view to the next. Notices speak for themselves. */
export function announcements(
  before: ViewModel,
  after: ViewModel,
  { text, format }: Locale,
): readonly string[] {
  if (before.machine.id !== after.machine.id) return [text.announce.opened(after.machine.name)];
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
  const [latest] = after.timings;
  if (latest && latest !== before.timings[0]) {
    const { operation, subject } = latest;
    const duration = format.duration(latest.cost.elapsedMs);
    if (operation === "revert" || operation === "discard") {
      said.push(
        subject === "" ? text.announce.revertedToBase(duration) : text.announce.reverted(subject, duration),
      );
    } else if (
      operation === "remove" ||
      operation === "merge" ||
      operation === "clone" ||
      operation === "open-image" ||
      operation === "reinstall"
    ) {
      said.push(text.announce.done(text.timing.operation[operation], subject, duration));
    }
  }
  const { transfer } = after.machine;
  if (transfer?.status === "done" && before.machine.transfer !== transfer) {
    said.push(text.files.ended[transfer.direction](transfer.path, format.bytes(transfer.done)));
  }
  const earlier = before.activity?.operation;
  const later = after.activity?.operation;
  if (earlier !== later) {
    if (earlier !== undefined) said.push(text.announce.activityEnded(text.timing.running[earlier]));
    if (later !== undefined) said.push(text.announce.activityStarted(text.timing.running[later]));
  }
  return said;
}
