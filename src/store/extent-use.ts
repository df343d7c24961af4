/**
 * How many blocks of all layers' maps refer to each extent.
 *
 * Layers share extents after a merge into several layers, a flatten, or when memory was kept by its changes. The counts
 * are taken from the maps when the store is opened and never stored, so they can't be out of step with them.
 */
export class ExtentUse {
  readonly #counts = new Map<number, number>();

  /** Extents that something refers to. */
  get extentCount(): number {
    return this.#counts.size;
  }

  /** The highest number that something refers to, 0 for none. Costs the extents. */
  get lastExtent(): number {
    let last = 0;
    for (const extent of this.#counts.keys()) if (extent > last) last = extent;
    return last;
  }

  /** References to `extent`, 0 for one that nothing needs. */
  count(extent: number): number {
    return this.#counts.get(extent) ?? 0;
  }

  /** Counts `change` references more, or fewer. Throws RangeError when there were not as many. */
  add(extent: number, change: number): void {
    const count = this.count(extent) + change;
    if (count < 0)
      throw new RangeError(`Count references to extent ${extent}: ${count} left, wanted 0 or more`);
    if (count === 0) this.#counts.delete(extent);
    else this.#counts.set(extent, count);
  }
}
