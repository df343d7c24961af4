import { StrataError } from "./core/strata-error.ts";
import type { Strata } from "./lab/strata.ts";

export type ExposedCommands = Omit<Strata, "ready" | "lessons">;

/** The interface as it is now; without `commands` every one of them is refused. */
export function expose(
  ready: Promise<void>,
  commands: ExposedCommands | null,
  lessons: Strata["lessons"],
): void {
  if (commands !== null) {
    globalThis.strata = { ready, lessons, ...commands };
    return;
  }
  const notYet = (): never => {
    throw new StrataError(
      "machine-busy",
      "Use strata: it is still opening, wanted `await strata.ready` first",
    );
  };
  globalThis.strata = {
    ready,
    lessons,
    get machine() {
      return notYet();
    },
    get machines() {
      return notYet();
    },
    get snapshots() {
      return notYet();
    },
    get disk() {
      return notYet();
    },
    get compare() {
      return notYet();
    },
    get storage() {
      return notYet();
    },
    get network() {
      return notYet();
    },
    get images() {
      return notYet();
    },
    get media() {
      return notYet();
    },
  };
}
