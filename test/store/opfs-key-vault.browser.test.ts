import { describe, expect, test } from "vitest";
import type { KeyId } from "../../src/core/identity.ts";
import type { KeyVault } from "../../src/store/key-vault.ts";
import { openKeyVault } from "../../src/store/opfs/opfs-key-vault.ts";
import { describeKeyVault } from "./key-vault-contract.ts";

let count = 0;
const freshName = (): string => `vault ${Date.now()} ${count++}`;

function vaultOf(name: string): KeyVault {
  const vault = openKeyVault(name);
  if (vault === null) throw new Error("No vault in this browser, wanted one");
  return vault;
}

describeKeyVault("OpfsKeyVault", () => vaultOf(freshName()));

describe("OpfsKeyVault", () => {
  const folderOf = async (name: string): Promise<FileSystemDirectoryHandle> =>
    (await navigator.storage.getDirectory()).getDirectoryHandle(`${name}-keys`);

  const write = async (name: string, key: KeyId, bytes: Uint8Array<ArrayBuffer>): Promise<void> => {
    const file = await (await folderOf(name)).getFileHandle(key, { create: true });
    const writable = await file.createWritable();
    await writable.write(bytes);
    await writable.close();
  };

  test("keeps a key in a file of 32 bytes, which another session finds", async () => {
    const name = freshName();
    const cipher = await vaultOf(name).create();
    const file = await (await (await folderOf(name)).getFileHandle(cipher.key)).getFile();
    expect(file.size).toBe(32);
    const encrypted = await cipher.encrypt(Uint8Array.of(1, 2, 3), "a record");
    const again = await vaultOf(name).open(cipher.key);
    expect(await again?.decrypt(encrypted, "a record")).toEqual(Uint8Array.of(1, 2, 3));
  });

  test("E6: takes a file for no key whose destruction was interrupted, and destroys it altogether", async () => {
    for (const rest of [new Uint8Array(32), new Uint8Array(0)]) {
      const name = freshName();
      const vault = vaultOf(name);
      const { key } = await vault.create();
      await write(name, key, rest);
      expect(await vault.open(key)).toBeNull();
      expect(await vault.list()).toEqual([key]);
      await vault.destroy(key);
      expect(await vault.list()).toEqual([]);
    }
  });

  test("says that it failed when a key can't be destroyed, which is there still then", async () => {
    const name = freshName();
    const vault = vaultOf(name);
    const { key } = await vault.create();
    const file = await (await folderOf(name)).getFileHandle(key);
    // While somebody writes to the file nobody else may.
    const writable = await file.createWritable();
    await expect(vault.destroy(key)).rejects.toMatchObject({ code: "storage-failed" });
    expect(await vault.open(key)).not.toBeNull();
    await writable.abort();
    await vault.destroy(key);
    expect(await vault.open(key)).toBeNull();
  });
});
