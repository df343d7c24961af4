import type { KeyId } from "../../core/identity.ts";
import { destroyKey, makeFolder, writeKey } from "./key-files.ts";

/** What the worker is asked: to make a key in a folder, or to destroy the one that is named. */
export interface KeyFileTask {
  readonly folder: string;
  readonly destroyed: KeyId | null;
}

/** Its answer: the key concerned, or the name and the message of the failure. */
export type KeyFileAnswer = { readonly key: KeyId } | { readonly failure: string; readonly message: string };

/** One task, and the worker's life is over. */
addEventListener("message", (event: MessageEvent<KeyFileTask>) => {
  carryOut(event.data)
    .then(
      (key): KeyFileAnswer => ({ key }),
      (cause: unknown): KeyFileAnswer =>
        cause instanceof Error || cause instanceof DOMException
          ? { failure: cause.name, message: cause.message }
          : { failure: "Error", message: String(cause) },
    )
    .then((answer) => postMessage(answer));
});

async function carryOut({ folder, destroyed }: KeyFileTask): Promise<KeyId> {
  const files = await makeFolder(folder);
  if (destroyed === null) return writeKey(files);
  await destroyKey(files, destroyed);
  return destroyed;
}
