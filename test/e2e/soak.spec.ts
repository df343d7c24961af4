import { timings } from "../soak/life.ts";
import { soak } from "../soak/soak.ts";
import { triedBackEnds } from "../soak/tried-back-ends.ts";
import { expect, test } from "../support/e2e.ts";

// `npm run soak` does the same for long, and in more ways.
test("P1 P5 M2 I2 V3: a browser killed at work leaves the state before or after, all that was acknowledged, and no damage", async () => {
  test.setTimeout(300_000);
  const { kills, failures } = await soak(
    { killCount: 12, seed: 500, deaths: ["browser"], timings, backEnds: triedBackEnds(), isRelaxed: false },
    () => undefined,
  );
  expect(failures).toEqual([]);
  expect(kills.length).toBeGreaterThanOrEqual(12);
});
