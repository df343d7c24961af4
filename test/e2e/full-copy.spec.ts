import { expect, test } from "../support/e2e.ts";
import { boot, guest, openStrataPage } from "../support/strata-page.ts";

test("a full copy holds every byte of the disk as it stood, while the guest runs on", async ({ profile }) => {
  const page = await profile.open();
  await openStrataPage(page);
  await boot(page);
  await guest(page, "head -c 3000000 /dev/urandom > /root/random; sync");
  await page.evaluate(() => strata.machine.pause());

  const seen = await page.evaluate(async () => {
    const digest = await strata.disk.digest();
    await strata.machine.resume();
    await strata.machine.pause();
    const steps: number[] = [];
    const whole = await strata.compare.fullCopy({
      mode: "every-byte",
      keep: true,
      onProgress: (done) => steps.push(done),
    });
    const sparse = await strata.compare.fullCopy({ mode: "allocated", keep: true });
    if (whole.image === null || sparse.image === null) throw new Error("the copies were not kept");
    const digests = [
      digest,
      await strata.compare.digest(whole.image),
      await strata.compare.digest(sparse.image),
    ];
    await strata.compare.remove(whole.image);
    await strata.compare.remove(sparse.image);
    return { digests, whole, sparse, steps, size: strata.disk.size, after: await strata.disk.digest() };
  });

  const [digest] = seen.digests;
  expect(new Set([...seen.digests, seen.after])).toEqual(new Set([digest]));
  expect(seen.whole.blockCount).toBe(seen.size / 4096);
  expect(seen.whole.bytesWritten).toBeGreaterThanOrEqual(seen.size);
  expect(seen.sparse.blockCount).toBeLessThan(seen.whole.blockCount / 10);
  expect(seen.steps.at(-1)).toBe(seen.size);
});

test("a cancelled copy keeps nothing and leaves the disk as it was", async ({ profile }) => {
  const page = await profile.open();
  await openStrataPage(page);
  const seen = await page.evaluate(async () => {
    const digest = await strata.disk.digest();
    const controller = new AbortController();
    const outcome = await strata.compare
      .fullCopy({
        mode: "every-byte",
        signal: controller.signal,
        onProgress: (done, total) => {
          if (done > total / 3) controller.abort();
        },
      })
      .then(
        () => "finished",
        (error: { code: string }) => error.code,
      );
    return { outcome, isSame: (await strata.disk.digest()) === digest };
  });
  expect(seen).toEqual({ outcome: "cancelled", isSame: true });
  expect(await countRecords(page)).toEqual({ extents: 0, layers: 1 });
});

function countRecords(page: Parameters<typeof boot>[0]): Promise<unknown> {
  return page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open("strata");
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const tables = ["extents", "layers"];
          const transaction = opening.result.transaction(tables);
          const counts = tables.map((table) => transaction.objectStore(table).count());
          transaction.oncomplete = () => {
            opening.result.close();
            resolve(Object.fromEntries(tables.map((table, index) => [table, counts[index]?.result])));
          };
        };
      }),
  );
}
