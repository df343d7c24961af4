import { expect, test } from "../support/e2e.ts";

test("what IndexedDB has made durable survives the browser's close and its death", async ({ profile }) => {
  // One value added and committed; gives all there are.
  const addValue = async (): Promise<unknown> => {
    const page = await profile.open();
    await page.goto("./");
    return page.evaluate(
      () =>
        new Promise<number[]>((resolve, reject) => {
          const request = indexedDB.open("survivor", 1);
          request.onerror = () => reject(request.error);
          request.onupgradeneeded = () => request.result.createObjectStore("values", { autoIncrement: true });
          request.onsuccess = () => {
            const transaction = request.result.transaction("values", "readwrite", { durability: "strict" });
            const values = transaction.objectStore("values");
            values.add(performance.now());
            const all = values.getAllKeys();
            transaction.onabort = () => reject(transaction.error);
            transaction.oncomplete = () => resolve(all.result as number[]);
          };
        }),
    );
  };

  expect(await addValue()).toEqual([1]);
  await profile.close();
  expect(await addValue()).toEqual([1, 2]);
  await profile.crash();
  expect(await addValue()).toEqual([1, 2, 3]);
});
