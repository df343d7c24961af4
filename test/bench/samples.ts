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

  /** The median of one quantity. Throws RangeError when it was not measured. */
  median(name: string): number {
    return median(this.#values.get(name) ?? []);
  }

  /** How many times the median of one quantity is that of another. Throws RangeError when one was not measured. */
  ratio(one: string, other: string): number {
    return this.median(one) / this.median(other);
  }
}
