import type { Messages } from "../../i18n/messages.ts";
import type { NoticeView } from "../../lab/view-model.ts";

/** What was found in place of a person's own image, or why none was; empty for what is told of anything else. */
export function imageFinding({ code, details }: NoticeView, { ownImages }: Messages): string {
  const sentences: Readonly<Record<string, string>> =
    code === "image-file-invalid"
      ? ownImages.found
      : code === "address-unreachable"
        ? ownImages.unreachable
        : {};
  const reason = String(details["reason"]);
  return Object.hasOwn(sentences, reason) ? (sentences[reason] ?? "") : "";
}
