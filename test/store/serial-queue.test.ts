import { expect, test } from "vitest";
import { assertName } from "../../src/store/name.ts";
import { SerialQueue } from "../../src/store/serial-queue.ts";

test("work runs one piece after another, in order, also after one that failed", async () => {
  const queue = new SerialQueue();
  const log: string[] = [];
  const work =
    (name: string, waits: number, fails = false) =>
    async (): Promise<string> => {
      log.push(`${name} begins`);
      for (let count = 0; count < waits; count++) await Promise.resolve();
      log.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    };
  const results = await Promise.allSettled([
    queue.run(work("a", 20)),
    queue.run(work("b", 5, true)),
    queue.run(() => {
      throw new Error("c");
    }),
    queue.run(work("d", 0)),
  ]);
  expect(log).toEqual(["a begins", "a ends", "b begins", "b ends", "d begins", "d ends"]);
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected", "fulfilled"]);
});

test("a name has 1 to 80 characters, not only spaces; another is refused, saying what was found", () => {
  for (const name of ["a", " a ", "été 1", "x".repeat(80)]) expect(() => assertName(name)).not.toThrow();
  for (const name of ["", "   ", "\t\n", "x".repeat(81), undefined, 7])
    expect(() => assertName(name as string)).toThrow(expect.objectContaining({ code: "name-invalid" }));
  expect(() => assertName("x".repeat(81))).toThrow("found 81 characters, wanted 1 to 80");
});
