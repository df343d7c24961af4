import { describe, expect, test } from "vitest";
import { StrataError } from "../../src/core/strata-error.ts";
import type { Datastore, Entry, Key, Write } from "../../src/store/datastore.ts";

const put = (key: Key, value: unknown): Write => ({ kind: "put", table: "maps", key, value });
const keysOf = (entries: readonly Entry[]): Key[] => entries.map((entry) => entry.key);

/** What every datastore must do, whatever it is made of: `open` gives an empty one, `release` is called with it afterwards. */
export function describeDatastore(
  name: string,
  open: () => Promise<Datastore>,
  release: (datastore: Datastore) => Promise<void>,
): void {
  /** A test with a datastore of its own. */
  const testWith = (sentence: string, work: (datastore: Datastore) => Promise<void>): void => {
    test(sentence, async () => {
      const datastore = await open();
      try {
        await work(datastore);
      } finally {
        await release(datastore);
      }
    });
  };

  describe(`${name} as a datastore`, () => {
    testWith("gives undefined for what was never put", async (datastore) => {
      expect(await datastore.get("meta", "none")).toBeUndefined();
      expect(await datastore.getMany("meta", [])).toEqual([]);
      expect(await datastore.getAll("meta")).toEqual([]);
      expect(await datastore.lastKey("meta")).toBeUndefined();
      expect(await datastore.keys("meta")).toEqual([]);
    });

    testWith("gives back every kind of value that the store keeps", async (datastore) => {
      const values = [
        { format: 1, nested: { list: [1, "a", null] } },
        Uint8Array.of(1, 2, 3),
        Uint32Array.of(2 ** 32 - 1),
      ];
      await datastore.commit(values.map((value, index) => put(index, value)));
      expect(await datastore.getMany("maps", [0, 1, 2])).toEqual(values);
    });

    testWith("keeps tables apart, and keys of different kinds too", async (datastore) => {
      await datastore.commit([
        put(1, "number"),
        put("1", "string"),
        put(["1", 1], "pair"),
        { kind: "put", table: "layers", key: 1, value: "elsewhere" },
      ]);
      expect(await datastore.getMany("maps", [1, "1", ["1", 1]])).toEqual(["number", "string", "pair"]);
      expect(await datastore.get("layers", 1)).toBe("elsewhere");
    });

    testWith(
      "orders numbers before strings before pairs, and pairs by their second part last",
      async (datastore) => {
        const keys: Key[] = [["b", 0], "b", 10, ["a", 10], 9, "a", ["a", 9], "B", 2.5, -1, ["", 3], "aa"];
        await datastore.commit(keys.map((key) => put(key, 0)));
        const ordered = [-1, 2.5, 9, 10, "B", "a", "aa", "b", ["", 3], ["a", 9], ["a", 10], ["b", 0]];
        expect(keysOf(await datastore.getAll("maps"))).toEqual(ordered);
        expect(await datastore.keys("maps")).toEqual(ordered);
        expect(await datastore.lastKey("maps")).toEqual(["b", 0]);
      },
    );

    testWith("gives a range with both its ends, and each value with its own key", async (datastore) => {
      const layers = ["a", "ab", "b"];
      const regions = [0, 1, 1024, 2 ** 40];
      await datastore.commit(
        layers.flatMap((layer) => regions.map((region) => put([layer, region], `${layer}${region}`))),
      );
      const ofLayer = await datastore.getAll("maps", {
        from: ["ab", 0],
        to: ["ab", Number.MAX_SAFE_INTEGER],
      });
      expect(ofLayer).toEqual(regions.map((region) => ({ key: ["ab", region], value: `ab${region}` })));
      const some = await datastore.getAll("maps", { from: ["a", 1], to: ["ab", 1] });
      expect(keysOf(some)).toEqual([
        ["a", 1],
        ["a", 1024],
        ["a", 2 ** 40],
        ["ab", 0],
        ["ab", 1],
      ]);
      expect(await datastore.getAll("maps", { from: ["c", 0], to: ["d", 0] })).toEqual([]);
    });

    testWith("gives many records in the order asked for, with holes and repetitions", async (datastore) => {
      await datastore.commit([1, 2, 3].map((key) => put(key, `value ${key}`)));
      expect(await datastore.getMany("maps", [3, 99, 1, 3])).toEqual([
        "value 3",
        undefined,
        "value 1",
        "value 3",
      ]);
    });

    testWith("finds the greatest key after others were deleted", async (datastore) => {
      await datastore.commit([9, 10, 100].map((key) => put(key, 0)));
      expect(await datastore.lastKey("maps")).toBe(100);
      await datastore.commit([{ kind: "delete", table: "maps", key: 100 }]);
      expect(await datastore.lastKey("maps")).toBe(10);
    });

    testWith("applies the writes of a commit in their order", async (datastore) => {
      await datastore.commit([
        put(1, "first"),
        put(1, "second"),
        put(2, "gone"),
        { kind: "delete", table: "maps", key: 2 },
        { kind: "delete", table: "maps", key: 3 },
        put(3, "stays"),
        put(["a", 1], "gone"),
        { kind: "delete-range", table: "maps", range: { from: ["a", 0], to: ["a", 5] } },
        put(["a", 2], "stays"),
      ]);
      expect(keysOf(await datastore.getAll("maps"))).toEqual([1, 3, ["a", 2]]);
      expect(await datastore.get("maps", 1)).toBe("second");
    });

    testWith("deletes a range with both its ends, and nothing beside it", async (datastore) => {
      await datastore.commit([0, 1, 2, 3, 4].map((region) => put(["layer", region], region)));
      await datastore.commit([put(["layer2", 2], 0), put("layer", 0)]);
      const range = { from: ["layer", 1], to: ["layer", 3] } as const;
      await datastore.commit([{ kind: "delete-range", table: "maps", range }]);
      expect(keysOf(await datastore.getAll("maps"))).toEqual([
        "layer",
        ["layer", 0],
        ["layer", 4],
        ["layer2", 2],
      ]);
    });

    testWith(
      "P1: a commit with one write that can't be stored changes nothing, wherever it stands",
      async (datastore) => {
        await datastore.commit([put(1, "before")]);
        const good: Write[] = [
          put(1, "after"),
          put(2, "new"),
          { kind: "put", table: "meta", key: "x", value: 1 },
        ];
        const bad = put(3, () => "a function can't be cloned");
        for (const position of [0, 1, 3]) {
          const failing = datastore.commit([...good.slice(0, position), bad, ...good.slice(position)]);
          await expect(failing).rejects.toThrow();
          expect(await datastore.getAll("maps")).toEqual([{ key: 1, value: "before" }]);
          expect(await datastore.getAll("meta")).toEqual([]);
        }
        await datastore.commit(good);
        expect(await datastore.get("maps", 1)).toBe("after");
      },
    );

    testWith("P1: a commit that can't be stored is refused with a code", async (datastore) => {
      const failure = await datastore.commit([put(1, () => undefined)]).catch((cause: unknown) => cause);
      expect(failure).toBeInstanceOf(StrataError);
      expect(failure).toMatchObject({ code: "storage-failed" });
    });

    testWith("values are copies, when they are put and when they are given", async (datastore) => {
      const value = { bytes: Uint8Array.of(1, 2, 3), list: [1] };
      const committing = datastore.commit([put(1, value)]);
      value.bytes[0] = 99;
      value.list.push(2);
      await committing;
      const first = (await datastore.get("maps", 1)) as typeof value;
      expect(first).toEqual({ bytes: Uint8Array.of(1, 2, 3), list: [1] });
      first.bytes[1] = 77;
      expect(await datastore.get("maps", 1)).toEqual({ bytes: Uint8Array.of(1, 2, 3), list: [1] });
      const [many] = (await datastore.getMany("maps", [1])) as (typeof value)[];
      const all = (await datastore.getAll("maps")).map((entry) => entry.value as typeof value);
      many?.list.push(5);
      all[0]?.list.push(6);
      expect(await datastore.get("maps", 1)).toEqual({ bytes: Uint8Array.of(1, 2, 3), list: [1] });
    });

    testWith("takes a commit of 5,000 records, and one of none", async (datastore) => {
      await datastore.commit([]);
      await datastore.commit(
        Array.from({ length: 5000 }, (_, key) => put(key, new Uint8Array(200).fill(key))),
      );
      const entries = await datastore.getAll("maps");
      expect(entries.length).toBe(5000);
      expect(entries.every(({ key, value }) => (value as Uint8Array)[7] === (key as number) % 256)).toBe(
        true,
      );
      expect(await datastore.lastKey("maps")).toBe(4999);
    });

    testWith("commits made at once are applied one after another, in their order", async (datastore) => {
      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          datastore.commit([put("shared", index), { kind: "put", table: "meta", key: index, value: index }]),
        ),
      );
      expect(await datastore.get("maps", "shared")).toBe(19);
      expect((await datastore.getAll("meta")).length).toBe(20);
    });
  });
}
