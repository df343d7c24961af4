import type { Death } from "./death.ts";
import { type BackEnd, type KillRecord, Life, type Timing } from "./life.ts";
import { powerCutObstacle } from "./power-cut.ts";
import { SoakSite } from "./soak-site.ts";

/** Kills in one browser profile. */
const KILLS_PER_LIFE = 10;

export interface SoakOptions {
  readonly killCount: number;
  readonly seed: number;
  readonly deaths: readonly Death[];
  readonly timings: readonly Timing[];
  readonly backEnds: readonly BackEnd[];
  readonly isRelaxed: boolean;
}

export interface SoakReport {
  readonly date: string;
  readonly options: SoakOptions;
  readonly kills: readonly KillRecord[];
  /** Each with what was found and how to repeat it. */
  readonly failures: readonly string[];
  /** What could not be done here, with the reason. */
  readonly skipped: readonly string[];
}

/** Kills `killCount` times, as evenly as it goes over all ways that are asked for and possible. `say` gets a line now and then. */
export async function soak(options: SoakOptions, say: (line: string) => void): Promise<SoakReport> {
  const date = new Date().toISOString();
  const skipped: string[] = [];
  const obstacle = options.deaths.includes("power") ? await powerCutObstacle() : null;
  if (obstacle !== null) skipped.push(`power cuts: ${obstacle}`);
  else if (options.deaths.includes("power"))
    skipped.push(
      "encrypted machines under power cuts: a browser does not sync where it keeps the files of keys",
    );
  const deaths = options.deaths.filter((death) => death !== "power" || obstacle === null);
  const ways = deaths.flatMap((death) =>
    options.timings.flatMap((timing) => options.backEnds.map((backEnd) => ({ death, timing, backEnd }))),
  );
  const site = await SoakSite.build(options);
  const kills: KillRecord[] = [];
  const failures: string[] = [];
  let { seed } = options;
  for (const [index, way] of ways.entries()) {
    let left = Math.ceil((options.killCount - kills.length) / (ways.length - index));
    for (; left > 0; left -= KILLS_PER_LIFE) {
      const life = new Life({ ...way, seed: seed++, killCount: Math.min(left, KILLS_PER_LIFE) }, site);
      try {
        await life.run();
      } catch (cause) {
        failures.push(cause instanceof Error ? cause.message : String(cause));
        say(`FAILED ${failures.at(-1)}`);
      }
      kills.push(...life.records);
      say(`${kills.length} kills: ${way.backEnd}, ${way.death}, by the ${way.timing}, seed ${seed - 1}`);
    }
  }
  return { date, options, kills, failures, skipped };
}
