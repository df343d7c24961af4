import { describe, expect, test } from "vitest";
import type { KeyId } from "../../src/core/identity.ts";
import { CIPHER_BYTE_LENGTH, type KeyVault } from "../../src/store/key-vault.ts";

const plain = (): Uint8Array<ArrayBuffer> => Uint8Array.from({ length: 5000 }, (_, index) => index % 251);

/** What every vault must do, whatever it is made of: `open` gives an empty one. */
export function describeKeyVault(name: string, open: () => KeyVault | Promise<KeyVault>): void {
  describe(`${name} as a vault of keys`, () => {
    test("gives what was encrypted back, under the same key and name, also when the key is opened again", async () => {
      const vault = await open();
      const cipher = await vault.create();
      expect(cipher.key).toMatch(/^[0-9a-f]{32}$/);
      const encrypted = await cipher.encrypt(plain(), "extent 1");
      expect(encrypted.byteLength).toBe(plain().byteLength + CIPHER_BYTE_LENGTH);
      for (const each of [cipher, await vault.open(cipher.key)])
        expect(await each?.decrypt(encrypted, "extent 1")).toEqual(plain());
    });

    test("I1: refuses what was changed, encrypted for another record or under another key", async () => {
      const vault = await open();
      const cipher = await vault.create();
      const encrypted = await cipher.encrypt(plain(), "extent 1");
      const damaged = { code: "storage-damaged" };
      await expect(cipher.decrypt(encrypted, "extent 2")).rejects.toMatchObject(damaged);
      await expect((await vault.create()).decrypt(encrypted, "extent 1")).rejects.toMatchObject(damaged);
      for (const at of [0, 2500, encrypted.byteLength - 20, encrypted.byteLength - 1]) {
        const changed = encrypted.map((byte, index) => (index === at ? byte ^ 1 : byte));
        await expect(cipher.decrypt(changed, "extent 1"), `byte ${at}`).rejects.toMatchObject(damaged);
      }
      await expect(cipher.decrypt(new Uint8Array(3), "extent 1")).rejects.toMatchObject(damaged);
    });

    test("encrypts the same bytes into others each time, none of them the plain ones", async () => {
      const cipher = await (await open()).create();
      const texts = await Promise.all([1, 2, 3].map(() => cipher.encrypt(plain(), "extent 1")));
      expect(new Set(texts.map((text) => text.join())).size).toBe(3);
      const agreeing = plain().filter((byte, index) => texts[0]?.[index] === byte).length;
      expect(agreeing).toBeLessThan(200);
    });

    test("takes the bytes before the call returns", async () => {
      const cipher = await (await open()).create();
      const bytes = plain();
      const encrypting = cipher.encrypt(bytes, "extent 1");
      bytes.fill(0);
      expect(await cipher.decrypt(await encrypting, "extent 1")).toEqual(plain());
    });

    test("lists its keys, and has one no more that was destroyed, once or twice", async () => {
      const vault = await open();
      expect(await vault.list()).toEqual([]);
      const keys = [(await vault.create()).key, (await vault.create()).key] as const;
      expect((await vault.list()).sort()).toEqual([...keys].sort());
      await vault.destroy(keys[0]);
      await vault.destroy(keys[0]);
      expect(await vault.list()).toEqual([keys[1]]);
      expect(await vault.open(keys[0])).toBeNull();
      expect(await vault.open(keys[1])).not.toBeNull();
    });

    test("has no key that it never made, and destroying it is no failure", async () => {
      const vault = await open();
      const unknown = "00112233445566778899aabbccddeeff" as KeyId;
      expect(await vault.open(unknown)).toBeNull();
      await vault.destroy(unknown);
      expect(await vault.list()).toEqual([]);
    });
  });
}
