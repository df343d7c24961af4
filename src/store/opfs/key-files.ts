import type { KeyId } from "../../core/identity.ts";

/** Bytes of a key: 256 bits. Its file holds these and nothing else. */
const KEY_BYTE_LENGTH = 32;

/** What a worker can do with a file: change it in place. Its type is known to workers only. */
interface SyncAccessHandle {
  getSize(): number;
  write(bytes: Uint8Array, options: { readonly at: number }): number;
  flush(): void;
  close(): void;
}
type WorkerFileHandle = FileSystemFileHandle & { createSyncAccessHandle(): Promise<SyncAccessHandle> };

/** The keys' folder in the private file system of the site; null when there is none. */
export function findFolder(name: string): Promise<FileSystemDirectoryHandle | null> {
  return orNull(navigator.storage.getDirectory().then((root) => root.getDirectoryHandle(name)));
}

/** The same, made where it is missing. */
export async function makeFolder(name: string): Promise<FileSystemDirectoryHandle> {
  return (await navigator.storage.getDirectory()).getDirectoryHandle(name, { create: true });
}

/** The names of all keys of a folder. */
export async function keyFiles(folder: FileSystemDirectoryHandle): Promise<KeyId[]> {
  const names: string[] = [];
  for await (const name of folder.keys()) names.push(name);
  return names as KeyId[];
}

/** A key's bytes, which the caller overwrites soon; null when it is not there, or was destroyed before its file could go. */
export async function readKey(
  folder: FileSystemDirectoryHandle,
  key: KeyId,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const handle = await orNull(folder.getFileHandle(key));
  if (handle === null) return null;
  const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
  return bytes.byteLength === KEY_BYTE_LENGTH && bytes.some((byte) => byte !== 0) ? bytes : null;
}

/** Makes a key at random, in a file of its own. Works in a worker only. */
export async function writeKey(folder: FileSystemDirectoryHandle): Promise<KeyId> {
  const id = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("") as KeyId;
  const bytes = crypto.getRandomValues(new Uint8Array(KEY_BYTE_LENGTH));
  try {
    await change(await folder.getFileHandle(id, { create: true }), (file) => write(file, bytes));
  } finally {
    bytes.fill(0);
  }
  return id;
}

/**
 * Overwrites a key where it lies, and removes its file. Works in a worker only: what a page itself can do with a file
 * (`createWritable`) writes another one beside it, and leaves the old bytes on the disk.
 */
export async function destroyKey(folder: FileSystemDirectoryHandle, key: KeyId): Promise<void> {
  const handle = await orNull(folder.getFileHandle(key));
  if (handle === null) return;
  await change(handle, (file) => write(file, new Uint8Array(Math.max(KEY_BYTE_LENGTH, file.getSize()))));
  await folder.removeEntry(key);
}

async function change(handle: FileSystemFileHandle, work: (file: SyncAccessHandle) => void): Promise<void> {
  const file = await (handle as WorkerFileHandle).createSyncAccessHandle();
  try {
    work(file);
  } finally {
    file.close();
  }
}

function write(file: SyncAccessHandle, bytes: Uint8Array): void {
  const written = file.write(bytes, { at: 0 });
  if (written !== bytes.byteLength)
    throw new Error(`Write a key: ${written} bytes, wanted ${bytes.byteLength}`);
  file.flush();
}

/** Null for what is not found. */
async function orNull<Value>(finding: Promise<Value>): Promise<Value | null> {
  try {
    return await finding;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "NotFoundError") return null;
    throw cause;
  }
}
