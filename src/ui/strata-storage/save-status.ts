import type { Locale } from "../../i18n/locale.ts";
import type { DiskView } from "../../lab/view-model.ts";

/** One short sentence on what would survive now: unsaved bytes first, since they are what can be lost. */
export function saveStatus(disk: DiskView, now: number, { text, format }: Locale): string {
  if (disk.unsavedBytes > 0) return text.storage.unsaved(format.bytes(disk.unsavedBytes));
  if (disk.savedAt === null) return text.storage.nothingToSave;
  return text.storage.saved(format.ago(now - disk.savedAt));
}
