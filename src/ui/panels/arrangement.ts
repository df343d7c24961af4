import { type Column, columns, type Panel } from "./panel.ts";

/** What a person has changed about the layout; what is not named is as at first. */
export interface Arrangement {
  readonly open: Readonly<Record<string, boolean>>;
  readonly column: Readonly<Record<string, Column>>;
  /** Ids, from the first to the last. Panels that are not named keep their place behind the one before them. */
  readonly order: readonly string[];
}

export const asAtFirst: Arrangement = { open: {}, column: {}, order: [] };

export interface ArrangedPanel {
  readonly panel: Panel;
  readonly column: Column;
  readonly isOpen: boolean;
}

/** The panels in their order, with where each stands and whether it is open; those that are `asked` for are. */
export function arrange(
  panels: readonly Panel[],
  { open, column, order }: Arrangement,
  asked: { readonly has: (id: string) => boolean },
): readonly ArrangedPanel[] {
  const sorted = order.filter((id) => panels.some((panel) => panel.id === id));
  panels.forEach(({ id }, index) => {
    if (sorted.includes(id)) return;
    const before = panels[index - 1]?.id;
    sorted.splice(before === undefined ? 0 : sorted.indexOf(before) + 1, 0, id);
  });
  return sorted
    .flatMap((id) => panels.find((panel) => panel.id === id) ?? [])
    .toSorted((one, other) => Number(other.isFixed ?? false) - Number(one.isFixed ?? false))
    .map((panel) => ({
      panel,
      column: panel.isFixed ? panel.column : (column[panel.id] ?? panel.column),
      isOpen: panel.isFixed || asked.has(panel.id) ? true : (open[panel.id] ?? panel.isOpenAtFirst ?? true),
    }));
}

export const withOpen = (arrangement: Arrangement, id: string, isOpen: boolean): Arrangement => ({
  ...arrangement,
  open: { ...arrangement.open, [id]: isOpen },
});

export const withColumn = (arrangement: Arrangement, id: string, column: Column): Arrangement => ({
  ...arrangement,
  column: { ...arrangement.column, [id]: column },
});

/** The id of the panel that `id` would change places with, one up (-1) or down (1) in its column; null for none. */
export function neighbour(arranged: readonly ArrangedPanel[], id: string, step: -1 | 1): string | null {
  const moving = arranged.find(({ panel }) => panel.id === id);
  const beside = arranged.filter(
    ({ column, isOpen, panel }) => isOpen && column === moving?.column && !panel.isFixed,
  );
  const index = beside.findIndex(({ panel }) => panel.id === id);
  return index < 0 ? null : (beside[index + step]?.panel.id ?? null);
}

/** One step up (-1) or down (1) within its column; unchanged where there is no further one. */
export function moved(
  arrangement: Arrangement,
  arranged: readonly ArrangedPanel[],
  id: string,
  step: -1 | 1,
): Arrangement {
  const other = neighbour(arranged, id, step);
  if (other === null) return arrangement;
  const order = arranged.map(({ panel }) => panel.id);
  return {
    ...arrangement,
    order: order.map((each) => (each === id ? other : each === other ? id : each)),
  };
}

/** In the browser's local storage. */
const KEPT = "strata-panels";

/** What was kept at the last change; as at first where nothing was, or nothing that can be read. */
export function keptArrangement(): Arrangement {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? "null");
    if (typeof kept !== "object" || kept === null) return asAtFirst;
    const { open, column, order } = kept as Record<string, unknown>;
    return {
      open: entries(open, (value) => typeof value === "boolean"),
      column: entries(column, (value): value is Column => columns.some((known) => known === value)),
      order: Array.isArray(order) ? order.filter((id) => typeof id === "string") : [],
    };
  } catch {
    return asAtFirst;
  }
}

export function keepArrangement(arrangement: Arrangement): void {
  try {
    localStorage.setItem(KEPT, JSON.stringify(arrangement));
  } catch {
    // Where it may not be kept, it holds until the page is closed.
  }
}

function entries<Value>(object: unknown, isValue: (value: unknown) => value is Value): Record<string, Value> {
  if (typeof object !== "object" || object === null) return {};
  return Object.fromEntries(
    Object.entries(object).filter((entry): entry is [string, Value] => isValue(entry[1])),
  );
}
