/** Milliseconds that a block is seen to glow after it was read or written. */
const GLOW_MS = 900;

/**
 * Which cells were read or written a moment ago: 1 when it happens, fading to 0. With `isStatic` nothing fades, and the
 * marks are there until they are cleared.
 */
export class BlockHeat {
  reads = new Float32Array(0);
  writes = new Float32Array(0);
  isStatic = false;
  /** Whether any cell glows. */
  isWarm = false;

  /** So many cells, all of them cold. */
  reset(cellCount: number): void {
    if (this.reads.length !== cellCount) {
      this.reads = new Float32Array(cellCount);
      this.writes = new Float32Array(cellCount);
    } else if (this.isWarm) {
      this.reads.fill(0);
      this.writes.fill(0);
    }
    this.isWarm = false;
  }

  /** Cells from `first` to `last`, of which those that are there light up. */
  touch(isWrite: boolean, first: number, last: number): void {
    const heat = isWrite ? this.writes : this.reads;
    const begin = Math.max(0, first);
    const end = Math.min(heat.length - 1, last);
    if (begin > end) return;
    heat.fill(1, begin, end + 1);
    this.isWarm = true;
  }

  /** So much time has gone by. */
  cool(elapsedMs: number): void {
    if (this.isStatic || !this.isWarm) return;
    const loss = elapsedMs / GLOW_MS;
    let isWarm = false;
    for (const heat of [this.reads, this.writes]) {
      for (let cell = 0; cell < heat.length; cell++) {
        const before = heat[cell] as number;
        if (before === 0) continue;
        const after = Math.max(0, before - loss);
        heat[cell] = after;
        if (after > 0) isWarm = true;
      }
    }
    this.isWarm = isWarm;
  }
}
