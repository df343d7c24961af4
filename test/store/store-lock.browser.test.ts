import { expect, test, vi } from "vitest";
import { StrataError } from "../../src/core/strata-error.ts";
import {
  lockStore,
  type StoreLock,
  type StoreLockOptions,
  untilStoreIsFree,
} from "../../src/store/indexeddb/store-lock.ts";

let nameCount = 0;
const newName = (): string => `lock-${Date.now()}-${nameCount++}`;

/** A page that wants the lock; what happens to it is noted in `seen`. */
function page(name: string, options: Partial<StoreLockOptions> = {}) {
  const seen: string[] = [];
  return {
    seen,
    lock: (takesOver = false, snapshotFirst: string | null = null): Promise<StoreLock> =>
      lockStore(name, {
        takesOver,
        snapshotFirst,
        stepAside: async (wanted) => {
          seen.push(`asked ${wanted}`);
        },
        robbed: () => seen.push("robbed"),
        ...options,
      }),
  };
}

test("P3: one page has the lock; others are refused until it is released", async () => {
  const name = newName();
  const [first, second] = [page(name), page(name)];
  const lock = await first.lock();
  await expect(second.lock()).rejects.toMatchObject({ code: "store-in-use" });
  lock.release();
  await vi.waitFor(async () => (await second.lock()).release());
  expect([...first.seen, ...second.seen]).toEqual([]);
});

test("P3: who has the lock is asked for it, with the snapshot that is wanted, and gives it up when it has stepped aside", async () => {
  const name = newName();
  const stepped = Promise.withResolvers<void>();
  const first = page(name, {
    stepAside: async (wanted) => {
      first.seen.push(`asked ${wanted}`);
      await stepped.promise;
      first.seen.push("stepped aside");
    },
  });
  await first.lock();
  const second = page(name);
  const taking = second.lock(true, "snapshot").then((lock) => {
    second.seen.push("has it");
    return lock;
  });
  await vi.waitFor(() => expect(first.seen).toEqual(["asked snapshot"]));
  expect(second.seen).toEqual([]);
  stepped.resolve();
  const lock = await taking;
  expect(first.seen).toEqual(["asked snapshot", "stepped aside"]);
  const third = page(name);
  (await third.lock(true)).release();
  expect(second.seen).toEqual(["has it", "asked null"]);
  lock.release();
});

test("P3: who can't step aside as it was asked keeps the lock, and its reason is told", async () => {
  const name = newName();
  let isFull = true;
  const first = page(name, {
    stepAside: async () => {
      if (isFull) throw new StrataError("storage-full", "Take a snapshot: full, wanted room");
    },
  });
  await first.lock();
  const second = page(name);
  await expect(second.lock(true, "snapshot")).rejects.toMatchObject({ code: "storage-full" });
  await expect(second.lock()).rejects.toMatchObject({ code: "store-in-use" });
  isFull = false;
  (await second.lock(true)).release();
  expect(first.seen).toEqual([]);
});

test("P3: from a page that does not answer the lock is taken away, and it learns of that", async () => {
  const name = newName();
  const first = page(name);
  await first.lock();
  // A page that hears nothing.
  const post = vi.spyOn(BroadcastChannel.prototype, "postMessage").mockImplementation(() => undefined);
  const lock = await page(name).lock(true);
  post.mockRestore();
  await vi.waitFor(() => expect(first.seen).toEqual(["robbed"]));
  lock.release();
});

test("P3: who waits for the store to be free is told when nobody has it nor waits for it, and can stop waiting", async () => {
  const name = newName();
  const first = page(name);
  const lock = await first.lock();
  const [waiting, given] = [new AbortController(), new AbortController()];
  let isFree = false;
  const free = untilStoreIsFree(name, waiting.signal).then((found) => {
    isFree = found;
    return found;
  });
  const stopped = untilStoreIsFree(name, given.signal);
  given.abort();
  expect(await stopped).toBe(false);
  // Taken over: the store is never free in between.
  const second = await page(name).lock(true);
  await expect(page(name).lock()).rejects.toMatchObject({ code: "store-in-use" });
  expect(isFree).toBe(false);
  second.release();
  expect(await free).toBe(true);
  lock.release();
});
