import type { KeyId } from "../../core/identity.ts";
import { StrataError, type StrataErrorCode } from "../../core/strata-error.ts";
import type { Cipher, KeyVault } from "../key-vault.ts";
import { AES_GCM, AesGcmCipher } from "../web-crypto/aes-gcm-cipher.ts";
import type { KeyFileAnswer, KeyFileTask } from "./key-file-worker.ts";
import { findFolder, keyFiles, readKey } from "./key-files.ts";

/** The vault that goes with a database; null where the browser or an insecure address gives no place for keys. */
export function openKeyVault(databaseName: string): KeyVault | null {
  const isAvailable =
    globalThis.isSecureContext &&
    typeof crypto.subtle !== "undefined" &&
    typeof navigator.storage?.getDirectory === "function";
  return isAvailable ? new OpfsKeyVault(`${databaseName}-keys`) : null;
}

/**
 * Keys in files of the private file system of the site, one each. IndexedDB would be no place for them: what is deleted or
 * overwritten there stays readable in the browser's files. A file of the private file system can be overwritten where it
 * lies, by a worker.
 */
class OpfsKeyVault implements KeyVault {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async create(): Promise<Cipher> {
    const key = await this.#inWorker(null, "Make a key");
    const cipher = await this.open(key);
    if (cipher !== null) return cipher;
    throw new StrataError("storage-failed", `Make a key: ${key} is not there, wanted to read it back`);
  }

  async open(key: KeyId): Promise<Cipher | null> {
    try {
      const folder = await findFolder(this.#folder);
      const bytes = folder && (await readKey(folder, key));
      if (bytes === null) return null;
      const usages = ["encrypt", "decrypt"] as const;
      const imported = crypto.subtle.importKey("raw", bytes, AES_GCM, false, usages);
      // The call has taken its copy.
      bytes.fill(0);
      return new AesGcmCipher(key, await imported);
    } catch (cause) {
      throw failed(`Open key ${key}`, cause);
    }
  }

  async destroy(key: KeyId): Promise<void> {
    await this.#inWorker(key, `Destroy key ${key}`);
  }

  async list(): Promise<KeyId[]> {
    try {
      const folder = await findFolder(this.#folder);
      return folder === null ? [] : await keyFiles(folder);
    } catch (cause) {
      throw failed("List keys", cause);
    }
  }

  #inWorker(destroyed: KeyId | null, action: string): Promise<KeyId> {
    const worker = new Worker(new URL("./key-file-worker.ts", import.meta.url), { type: "module" });
    const { promise, resolve, reject } = Promise.withResolvers<KeyId>();
    worker.onerror = (event) => reject(failed(action, event.message));
    worker.onmessage = ({ data }: MessageEvent<KeyFileAnswer>) => {
      if ("key" in data) resolve(data.key);
      else
        reject(
          new StrataError(
            codeOf(data.failure, destroyed === null),
            `${action}: ${data.message}, wanted it done`,
          ),
        );
    };
    worker.postMessage({ folder: this.#folder, destroyed } satisfies KeyFileTask);
    return promise.finally(() => worker.terminate());
  }
}

/** What the browser's own names of failures mean here. A private window may refuse its file system altogether. */
function codeOf(failure: string, isCreating: boolean): StrataErrorCode {
  if (failure === "QuotaExceededError") return "storage-full";
  return isCreating && (failure === "TypeError" || failure === "SecurityError")
    ? "encryption-unavailable"
    : "storage-failed";
}

const failed = (action: string, cause: unknown): StrataError =>
  new StrataError("storage-failed", `${action}: ${String(cause)}, wanted it done`, { cause });
