import type { KillRecord } from "./life.ts";
import type { SoakReport } from "./soak.ts";

/** The figures of a run, as text: kills by what died and when, by operation, and what was skipped or failed. */
export function tableOf({ kills, failures, skipped, options }: SoakReport): string {
  const snapshots = kills.reduce((sum, { snapshotCount }) => sum + snapshotCount, 0);
  return [
    ...section("What died, and when", kills, ({ death, moment }) => `${death}, ${moment}`),
    "",
    ...section("What was under way", kills, ({ operation }) => operation),
    "",
    ...section("Machine", kills, ({ isEncrypted }) => (isEncrypted ? "encrypted" : "plain, or none")),
    "",
    ...section("Back end", kills, ({ backEnd }) => backEnd),
    "",
    `${kills.length} kills, seeds from ${options.seed} on; acknowledged snapshots read and compared: ${snapshots}`,
    ...skipped.map((each) => `skipped: ${each}`),
    ...failures.map((each) => `FAILED: ${each}`),
    `${failures.length} failures`,
  ].join("\n");
}

const outcomes = ["before", "between", "after", "same"] as const;

function section(
  title: string,
  kills: readonly KillRecord[],
  nameOf: (kill: KillRecord) => string,
): string[] {
  const groups = new Map<string, KillRecord[]>();
  for (const kill of kills) groups.set(nameOf(kill), [...(groups.get(nameOf(kill)) ?? []), kill]);
  const row = (name: string, cells: readonly (string | number)[]): string =>
    name.padEnd(28) + cells.map((cell) => String(cell).padStart(9)).join("");
  const rows = [...groups].sort(([left], [right]) => (left < right ? -1 : 1));
  return [
    row(title, ["kills", ...outcomes]),
    ...rows.map(([name, group]) =>
      row(name, [
        group.length,
        ...outcomes.map((outcome) => group.filter((kill) => kill.outcome === outcome).length),
      ]),
    ),
  ];
}
