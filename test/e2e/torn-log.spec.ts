import { appendFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "../support/e2e.ts";
import { openStrataPage } from "../support/strata-page.ts";

/** Bytes by which the log had grown when the power failed, and that never arrived. */
const HOLE_BYTE_LENGTH = 206;

test("P7: on LevelDB, a log whose end was lost in a power cut costs nothing, at no later opening either", async ({
  profile,
}) => {
  profile.args = ["--disable-features=IdbSqliteBackingStore,IdbSqliteOnDiskRollout"];
  const taken: string[] = [];
  for (let session = 0; session < 3; session++) {
    const page = await profile.open();
    await openStrataPage(page);
    const names = await page.evaluate(() => strata.snapshots.list().map(({ name }) => name));
    expect(names).toEqual(taken);
    // Enough small records for several blocks of the log.
    for (let count = 0; count < 8; count++) {
      const name = `snapshot ${session}.${count}`;
      await page.evaluate(async (wanted) => {
        const { id } = await strata.snapshots.take({ name: wanted });
        await strata.snapshots.note(id, "n".repeat(2000));
      }, name);
      taken.push(name);
    }
    await profile.close();
    await appendFile(await currentLog(profile.directory), new Uint8Array(HOLE_BYTE_LENGTH));
  }
});

/** The log that the browser's LevelDB appends to. */
async function currentLog(profileDirectory: string): Promise<string> {
  const folder = join(profileDirectory, "Default", "IndexedDB");
  const [database] = (await readdir(folder)).filter((name) => name.endsWith(".indexeddb.leveldb"));
  const logs = (await readdir(join(folder, database ?? ""))).filter((name) => name.endsWith(".log")).sort();
  return join(folder, database ?? "", logs.at(-1) ?? "");
}
