import { open } from "node:fs/promises";
import type { Page } from "@playwright/test";
import type { MachineId } from "../../src/core/identity.ts";
import { expect, test } from "../support/e2e.ts";
import { indexedDbBackEnd } from "../support/indexeddb-back-end.ts";
import { searchProfile } from "../support/profile-search.ts";
import { boot, guest, openStrataPage } from "../support/strata-page.ts";

/** Both of Chromium's stores for IndexedDB; which one is the default depends on the version. */
const backEnds = [
  { name: "LevelDB", args: ["--disable-features=IdbSqliteBackingStore,IdbSqliteOnDiskRollout"] },
  { name: "SQLite", args: ["--enable-features=IdbSqliteBackingStore,IdbSqliteOnDiskRollout"] },
];

for (const { name, args } of backEnds) {
  test(`E5, E6: on ${name}, the browser's files never hold what the guest of an encrypted machine wrote, nor its key after the removal`, async ({
    profile,
  }) => {
    test.setTimeout(240_000);
    profile.args = args;
    const page = await profile.open();
    await openStrataPage(page);
    const plain = await page.evaluate(() => strata.machines.current().id);
    const encrypted = await page.evaluate(
      async () => (await strata.machines.create({ name: "encrypted", encrypted: true })).id,
    );
    const markers = { plain: await writeMarker(page, plain), encrypted: await writeMarker(page, encrypted) };
    await openMachine(page, plain);
    const wanted = { ...markers, key: await keyOf(page) };
    const search = (): Promise<Record<keyof typeof wanted, string[]>> =>
      searchProfile(profile.directory, wanted);
    /** Which of them stand anywhere in the profile. */
    const traces = async (): Promise<string[]> =>
      Object.entries(await search()).flatMap(([trace, files]) => (files.length > 0 ? [trace] : []));
    // The first shows that the search finds what a guest writes.
    expect(await traces()).toEqual(["plain", "key"]);
    expect(await indexedDbBackEnd(profile.directory)).toBe(name);

    // Held open, the key's file can be read when its name is gone: it was overwritten, not only deleted.
    const [keyFile] = (await search()).key;
    const handle = await open(keyFile ?? "");
    try {
      expect(await page.evaluate(async (id) => (await strata.machines.remove(id)).key, encrypted)).toBe(
        "destroyed",
      );
      expect(await traces()).toEqual(["plain"]);
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
      expect([...buffer.subarray(0, bytesRead)]).toEqual(Array.from({ length: 32 }, () => 0));
    } finally {
      await handle.close();
    }
    await profile.close();
    expect(await traces()).toEqual(["plain"]);
  });
}

test("a machine whose key is gone is not opened, by no reload either, and can be deleted", async ({
  page,
}) => {
  await openStrataPage(page);
  const plain = await page.evaluate(() => strata.machines.current().id);
  const id = await page.evaluate(
    async () => (await strata.machines.create({ name: "lost", encrypted: true })).id,
  );
  await page.evaluate((machine) => strata.machines.open(machine), id);
  expect(await page.evaluate(() => strata.machines.current().isEncrypted)).toBe(true);
  await page.evaluate(async () =>
    (await navigator.storage.getDirectory()).removeEntry("strata-keys", { recursive: true }),
  );
  await openStrataPage(page);
  expect(await page.evaluate(() => strata.machines.current().id)).toBe(plain);
  const code = await page.evaluate(
    (machine) =>
      strata.machines.open(machine).then(
        () => null,
        (cause) => cause.code,
      ),
    id,
  );
  expect(code).toBe("key-missing");
  await page.evaluate((machine) => strata.machines.remove(machine), id);
  expect(await page.evaluate(() => strata.machines.list().length)).toBe(1);
});

/** Opens a machine in the page, which switches the present one off. */
async function openMachine(page: Page, id: MachineId): Promise<void> {
  await page.evaluate(async (machine) => {
    if (strata.machine.state !== "off") await strata.machine.powerOff();
    await strata.machines.open(machine);
  }, id);
}

/**
 * Has the guest of a machine write a block to its disk: a marker made by the guest, with random bytes around it, so that
 * no compression changes it. A snapshot then keeps what the guest's memory and screen hold. Gives the marker.
 */
async function writeMarker(page: Page, id: MachineId): Promise<Uint8Array> {
  await openMachine(page, id);
  await boot(page);
  await guest(
    page,
    `head -c 24 /dev/urandom | base64 > /root/marker
    (head -c 2000 /dev/urandom; cat /root/marker; head -c 2063 /dev/urandom) > /root/block; sync
    cat /root/marker > /dev/tty0`,
  );
  const { stdout } = await guest(page, "cat /root/marker");
  expect(stdout.trim()).toHaveLength(32);
  await page.evaluate(() => strata.snapshots.take({ name: "with the marker" }));
  return Buffer.from(stdout.trim());
}

/** The bytes of the one key that the page has. */
async function keyOf(page: Page): Promise<Uint8Array> {
  const keys = await page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("strata-keys");
    const found: number[][] = [];
    for await (const name of folder.keys()) {
      const file = await (await folder.getFileHandle(name)).getFile();
      found.push([...new Uint8Array(await file.arrayBuffer())]);
    }
    return found;
  });
  expect(keys.map((key) => key.length)).toEqual([32]);
  return Uint8Array.from(keys[0] ?? []);
}
