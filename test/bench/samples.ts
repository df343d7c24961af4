import { median, type Result, summarise } from "./summary.ts";

/** One measured value. */
export interface Sample {
  readonly name: string;
  /** For instance "ms" or "bytes". */
  readonly unit: string;
  readonly value: number;
}

/** Collects samples by name. */
export class Samples {
  readonly #unit = new Map<string, string>();
  readonly #values = new Map<string, number[]>();

  add(name: string, unit: string, value: number): void {
    this.#unit.set(name, unit);
    this.#values.set(name, [...(this.#values.get(name) ?? []), value]);
  }

  addAll(samples: readonly Sample[]): void {
    for (const { name, unit, value } of samples) this.add(name, unit, value);
  }

  results(): Record<string, Result> {
    return Object.fromEntries(
      [...this.#values].map(([name, values]) => [name, summarise(this.#unit.get(name) ?? "", values)]),
    );
  }

  /** How many times the median of one quantity is that of another, for the pairs of which both were measured. */
  ratios(pairs: Readonly<Record<string, readonly [one: string, other: string]>>): Record<string, number> {
    const ratios: Record<string, number> = {};
    for (const [name, [one, other]] of Object.entries(pairs)) {
      const [ones, others] = [this.#values.get(one), this.#values.get(other)];
      if (ones !== undefined && others !== undefined) ratios[name] = median(ones) / median(others);
    }
    return ratios;
  }

  /** The medians of quantities that are shares themselves, for those that were measured. */
  shares(names: Readonly<Record<string, string>>): Record<string, number> {
    return Object.fromEntries(
      Object.entries(names).flatMap(([name, quantity]) => {
        const values = this.#values.get(quantity);
        return values === undefined ? [] : [[name, median(values)]];
      }),
    );
  }
}
