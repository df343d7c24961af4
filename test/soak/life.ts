import type { Page } from "@playwright/test";
import { BrowserProfile } from "../support/browser-profile.ts";
import { indexedDbBackEnd } from "../support/indexeddb-back-end.ts";
import { Random } from "../support/random.ts";
import { type Death, type PreparedDeath, prepareDeath } from "./death.ts";
import { differences } from "./differences.ts";
import { ExpectedStore } from "./expected-store.ts";
import { describeOperation, nameOf, nextOperation, nextUpgrade } from "./next-operation.ts";
import { notStuck } from "./not-stuck.ts";
import { type Operation, RECORDED_FORMAT, type SeenStore } from "./operations.ts";
import { PowerCutDisk } from "./power-cut.ts";
import type { CommitStop } from "./soak-page.ts";
import { SOAK_URL, type SoakSite } from "./soak-site.ts";
import type { Performed } from "./store-session.ts";

/** When: at any moment by the clock, or exactly before or after a commit. */
export const timings = ["clock", "commit"] as const;
export type Timing = (typeof timings)[number];
export const backEnds = ["LevelDB", "SQLite"] as const;
export type BackEnd = (typeof backEnds)[number];

export interface LifeOptions {
  readonly seed: number;
  readonly death: Death;
  readonly timing: Timing;
  readonly backEnd: BackEnd;
  readonly killCount: number;
}

/** One kill, and what was found afterwards. */
export interface KillRecord {
  readonly seed: number;
  readonly death: Death;
  readonly backEnd: BackEnd;
  readonly moment: "any moment" | "before a commit" | "after a commit";
  /** What was under way: an operation, the "opening", or "none". */
  readonly operation: string;
  /** Whether it was one on an encrypted machine. */
  readonly isEncrypted: boolean;
  /** Which of the states found: the one before, the one after, between them, or no telling, because they look the same. */
  readonly outcome: "before" | "between" | "after" | "same";
  /** Snapshots that had been acknowledged, read and compared. */
  readonly snapshotCount: number;
}

const FEATURES = "IdbSqliteBackingStore,IdbSqliteOnDiskRollout";
/** A flag for each of Chromium's stores for IndexedDB: which one is the default depends on the version. */
export const backEndArguments: Readonly<Record<BackEnd, string>> = {
  LevelDB: `--disable-features=${FEATURES}`,
  SQLite: `--enable-features=${FEATURES}`,
};

/** Kills by the clock come within this time of the first operation. */
const LONGEST_WAIT_MS = 500;
/** The same for those that are to hit an upgrade, which is the first operation then. */
const LONGEST_UPGRADE_MS = 100;
/** Kills at a commit come within so many. */
const MOST_COMMITS = 8;
/** A page whose store is open or opening, and the news that it has come to its stop. */
interface SoakTab {
  readonly page: Page;
  readonly hasStopped: Promise<void>;
}

/** A kill that was done, and is not judged yet. */
type Pending = Pick<KillRecord, "operation" | "isEncrypted" | "moment">;

/** A browser profile of its own, in which the browser is killed again and again, and each time found whole. */
export class Life {
  /** One for each kill that was judged. */
  readonly records: KillRecord[] = [];
  readonly #options: LifeOptions;
  readonly #site: SoakSite;
  readonly #random: Random;
  /** Says when to kill by the clock: apart, so that these numbers do not depend on how far the operations came. */
  readonly #clock: Random;
  readonly #log: string[] = [];
  /** The states that may be found; one, when nothing is under way. */
  #expected: readonly [ExpectedStore, ...ExpectedStore[]] = [ExpectedStore.empty];
  #pending: Pending[] = [];

  constructor(options: LifeOptions, site: SoakSite) {
    this.#options = options;
    this.#site = site;
    this.#random = new Random(options.seed);
    this.#clock = new Random(options.seed ^ 0xc10c);
  }

  /** Runs it all. Rejects with what was found, how to repeat it, and the way there. */
  async run(): Promise<void> {
    const disk = this.#options.death === "power" ? await PowerCutDisk.create() : null;
    const profile = await BrowserProfile.create(SOAK_URL, disk?.directory);
    profile.args = [backEndArguments[this.#options.backEnd]];
    try {
      await this.#runOn(profile, disk);
    } catch (cause) {
      throw new Error(this.#describe(cause), { cause });
    } finally {
      await profile.remove();
      await disk?.remove();
    }
  }

  async #runOn(profile: BrowserProfile, disk: PowerCutDisk | null): Promise<void> {
    const { killCount, backEnd } = this.#options;
    let tab = await this.#openTab(profile);
    await notStuck(
      "opening",
      tab.page.evaluate(() => soak.open(null)),
    );
    while (this.records.length < killCount) {
      await this.#restoreRecorded(tab);
      await this.#workUntilDeath(tab, await prepareDeath(this.#options.death, profile, disk));
      tab = await this.#reopen(profile, disk);
      await this.#judge(tab);
    }
    const found = await indexedDbBackEnd(profile.directory);
    if (found !== backEnd) throw new Error(`Look at the profile: it has ${found}, wanted ${backEnd}`);
  }

  /** The page with its store open again; now and then the opening, which clears away what was left, dies as well. */
  async #reopen(profile: BrowserProfile, disk: PowerCutDisk | null): Promise<SoakTab> {
    let tab = await this.#openTab(profile);
    if (this.#random.oneIn(4)) {
      const death = await prepareDeath(this.#options.death, profile, disk);
      if (!(await this.#dieWhileOpening(tab, death))) return tab;
      tab = await this.#openTab(profile);
    }
    await notStuck(
      "opening",
      tab.page.evaluate(() => soak.open(null)),
    );
    return tab;
  }

  async #openTab(profile: BrowserProfile): Promise<SoakTab> {
    const page = await profile.open();
    let stopped: () => void = () => undefined;
    const hasStopped = new Promise<void>((resolve) => {
      stopped = resolve;
    });
    await page.exposeFunction("soakStopped", () => stopped());
    await this.#site.serve(page);
    await page.goto(SOAK_URL);
    return { page, hasStopped };
  }

  /** Has a store of an older format wait for its upgrade; now and then the upgraded one stays once more. */
  async #restoreRecorded({ page }: SoakTab): Promise<void> {
    const [state] = this.#expected;
    if (state.recordedFormat === RECORDED_FORMAT) return;
    if (state.recordedFormat !== null && this.#random.oneIn(3)) return;
    await page.evaluate(() => soak.restoreRecorded());
    this.#expected = [state.withRecorded(RECORDED_FORMAT)];
  }

  /** Performs one operation after another until death comes. */
  async #workUntilDeath({ page, hasStopped }: SoakTab, death: PreparedDeath): Promise<void> {
    let upgrade = this.#random.oneIn(5) ? nextUpgrade(this.#expected[0], this.#random) : null;
    const stop = this.#nextStop(upgrade === null ? MOST_COMMITS : 1);
    const longestWait = upgrade === null ? LONGEST_WAIT_MS : LONGEST_UPGRADE_MS;
    if (stop !== null) await page.evaluate((wanted) => soak.stopAt(wanted), stop);
    let isDying = false;
    const dying = (stop === null ? this.#momentByTheClock(longestWait) : hasStopped).then(() => {
      isDying = true;
      return death.kill();
    });
    let operation: Operation | null = null;
    const died = dying.then(() => null);
    while (!isDying) {
      operation = upgrade ?? (await this.#nextOperation());
      upgrade = null;
      if (isDying) {
        operation = null;
        break;
      }
      this.#log.push(describeOperation(operation));
      this.#expected = this.#expected[0].outcomes(operation);
      const performing = page
        .evaluate((wanted) => soak.perform(wanted), operation)
        .catch((cause: unknown) => {
          if (isDying) return null;
          throw cause;
        });
      const result = await notStuck(operation.kind, Promise.race([performing, died]));
      // What was acknowledged as death came may or may not be there.
      if (isDying || result === null) break;
      this.#expected = [this.#afterResult(operation, result)];
    }
    await notStuck("death", dying);
    const moment = stop === null ? "any moment" : (`${stop.side} a commit` as const);
    this.#pending.push({
      operation: operation === null ? "none" : nameOf(operation),
      isEncrypted: this.#expected.some((state) => concernsEncrypted(state, operation)),
      moment,
    });
    this.#log.push(`--- the ${this.#options.death} died, ${moment}`);
  }

  /** Whatever comes next; but no encrypted machine where its key may be lost, which is known and told in docs/durability.md. */
  async #nextOperation(): Promise<Operation> {
    const operation = await nextOperation(this.#expected[0], this.#random);
    const isKeyDurable = this.#options.death !== "power";
    return operation.kind === "create machine"
      ? { ...operation, isEncrypted: operation.isEncrypted && isKeyDurable }
      : operation;
  }

  #afterResult(operation: Operation, result: Performed): ExpectedStore {
    const [before] = this.#expected;
    if (result !== "done") return before.refused(operation);
    return this.#expected.at(-1) ?? before;
  }

  /** Opens the store and dies meanwhile; resolves with false when it was open before the commit that was to be the last. */
  async #dieWhileOpening({ page, hasStopped }: SoakTab, death: PreparedDeath): Promise<boolean> {
    const stop = this.#nextStop();
    const opening = page.evaluate((wanted) => soak.open(wanted), stop).then(() => false);
    const dying = (stop === null ? this.#momentByTheClock() : hasStopped).then(() => true);
    // Killed by the clock the opening never ends, or has ended already.
    opening.catch(() => undefined);
    const isDying = await (stop === null ? dying : notStuck("opening", Promise.race([opening, dying])));
    if (!isDying) {
      await page.evaluate(() => soak.stopAt(null));
      return false;
    }
    await death.kill();
    const moment = stop === null ? "any moment" : (`${stop.side} a commit` as const);
    this.#pending.push({ operation: "opening", isEncrypted: false, moment });
    this.#log.push(`--- the ${this.#options.death} died while opening, ${moment}`);
    return true;
  }

  #nextStop(mostCommits = MOST_COMMITS): CommitStop | null {
    if (this.#options.timing === "clock") return null;
    return { commit: this.#random.below(mostCommits), side: this.#random.pick(["before", "after"]) };
  }

  #momentByTheClock(longestWait = LONGEST_WAIT_MS): Promise<void> {
    const wait = this.#clock.below(longestWait);
    return new Promise((resolve) => setTimeout(resolve, wait));
  }

  /** Looks at all that is there, and finds the state that it is. */
  async #judge({ page }: SoakTab): Promise<void> {
    const { seen, complaints } = await notStuck(
      "look at the store",
      page.evaluate(() => soak.inspect()),
    );
    const wanted = await Promise.all(this.#expected.map((state) => state.seen()));
    const lacks = wanted.map((state) => differences(seen, state));
    const index = lacks.findIndex(({ length }) => length === 0);
    const found = this.#expected[index];
    if (found === undefined) {
      const lines = lacks.map(
        (lack, number) => `as state ${number + 1} of ${lacks.length}: ${lack.join("; ")}`,
      );
      throw new Error(`Look at the store: none of the states that may be.\n  ${lines.join("\n  ")}`);
    }
    if (complaints.length > 0) throw new Error(`Verify the store: ${complaints.join("; ")}`);
    found.learn(seen);
    const changed = differences(seen, await found.seen());
    if (changed.length > 0)
      throw new Error(`Look at disks that were thick from the beginning: ${changed.join("; ")}`);
    const isSame = differences(wanted[0] as SeenStore, wanted.at(-1) as SeenStore).length === 0;
    const last = this.#expected.length - 1;
    const outcome = isSame ? "same" : index === 0 ? "before" : index === last ? "after" : "between";
    const snapshotCount = countSnapshots(seen, wanted[0] as SeenStore);
    for (const kill of this.#pending) {
      const { seed, death, backEnd } = this.#options;
      const own = kill.operation === "opening" || kill.operation === "none" ? "same" : outcome;
      this.records.push({ seed, death, backEnd, ...kill, outcome: own, snapshotCount });
    }
    this.#pending = [];
    this.#expected = [found];
    this.#log.push(`--- found the state ${outcome}`);
  }

  #describe(cause: unknown): string {
    const { seed, death, timing, backEnd, killCount } = this.#options;
    const command = `npm run soak -- --seed ${seed} --kills ${killCount} --death ${death} --timing ${timing} --back-end ${backEnd}`;
    const isExact = timing === "commit" ? "" : " (the moments differ from run to run)";
    return `${String(cause)}\n  repeat with: ${command}${isExact}\n  ${this.#log.slice(-30).join("\n  ")}`;
  }
}

function concernsEncrypted({ machines }: ExpectedStore, operation: Operation | null): boolean {
  if (operation === null || !("machine" in operation)) return false;
  return machines.get(operation.machine)?.isEncrypted === true;
}

/** How many of the snapshots that were there before are there now. */
function countSnapshots(found: SeenStore, before: SeenStore): number {
  const names = (store: SeenStore): string[] =>
    Object.values(store.machines).flatMap(({ snapshots }) => Object.keys(snapshots));
  const known = new Set(names(before));
  return names(found).filter((name) => known.has(name)).length;
}
