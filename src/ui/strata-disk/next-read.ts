import type { DiskPort } from "../disk-port.ts";

/** A block that the guest has read, by its disk. */
interface ReadBlock {
  readonly drive: number;
  readonly block: number;
}

/** Waits for the guest's next read. */
export class NextRead {
  #giveUp: (() => void) | null = null;

  /** The first block that the guest reads from now on; null when the waiting is given up. */
  of(port: DiskPort): Promise<ReadBlock | null> {
    this.giveUp();
    return new Promise((resolve) => {
      const end = (found: ReadBlock | null): void => {
        this.#giveUp = null;
        stop();
        resolve(found);
      };
      const stop = port.map.subscribe(({ traffic }) => {
        const run = traffic.kinds.subarray(0, traffic.runCount).indexOf(0);
        if (run === -1) return;
        const first = traffic.firsts[run] as number;
        const drive = port.map.disks.findLastIndex(({ firstBlock }) => first >= firstBlock);
        end({ drive, block: first - (port.map.disks[drive]?.firstBlock ?? 0) });
      });
      this.#giveUp = () => end(null);
    });
  }

  giveUp(): void {
    this.#giveUp?.();
  }
}
