import type { Quantity } from "../messages.ts";

type BootDevice = "hard-disk" | "cd-rom" | "floppy";

/** What can be seen of snapshots: the tree, their parts, what operations cost before and after, in what two differ. */
export interface InsightMessages {
  readonly tree: string;
  readonly treeKeys: string;
  readonly form: string;
  readonly formTree: string;
  readonly formList: string;
  /** What a snapshot alone takes, and what it shares. */
  readonly ownSize: (own: string, shared: string) => string;
  readonly reading: string;
  readonly columnWhat: string;
  readonly columnPages: string;
  readonly columnSize: string;
  readonly columnValue: string;
  readonly rowCore: string;
  readonly rowVideo: string;
  readonly devicesUnknown: string;
  readonly pagesStored: string;
  readonly pagesEarlier: string;
  readonly pagesUsed: string;
  readonly pagesZero: string;
  readonly pagesAll: string;
  readonly setting: {
    readonly ram: string;
    readonly videoMemory: string;
    readonly nic: string;
    readonly firstDisk: string;
    readonly secondDisk: string;
    readonly bootOrder: string;
  };
  readonly bootDevice: Record<BootDevice, string>;
  readonly imageDisk: (bytes: string, image: string) => string;
  readonly blocksHeld: string;
  readonly blockFirst: string;
  readonly blockLast: string;
  readonly diskShare: string;
  readonly blockRuns: string;
  readonly noBlocks: string;
  readonly blocksOf: (drive: string) => string;
  /** Predictions. */
  readonly moves: (blocks: Quantity, bytes: string, layers: Quantity) => string;
  readonly dropsHeld: (blocks: Quantity) => string;
  readonly dropsAll: (blocks: Quantity, bytes: string) => string;
  readonly overwrites: (blocks: Quantity, parent: string) => string;
  readonly flattens: (references: Quantity, copies: Quantity, bytes: string) => string;
  readonly standsAlone: string;
  readonly copies: (blocks: Quantity, bytes: string) => string;
  readonly wipes: (bytes: string) => string;
  readonly wipesNothing: string;
  readonly pagesDiffer: (pages: Quantity, bytes: string) => string;
  readonly pagesAnew: (pages: Quantity, bytes: string) => string;
  /** What was done, beside what was predicted. */
  readonly done: (operation: string, subject: string, duration: string) => string;
  readonly measured: (blocks: Quantity, written: string) => string;
  readonly asPredicted: string;
  readonly predicted: (blocks: Quantity) => string;
  readonly undo: string;
  readonly dismiss: string;
  readonly keptBefore: (name: string) => string;
  readonly cannotUndo: string;
  readonly renamed: (before: string, after: string) => string;
  readonly noted: (name: string) => string;
  readonly removeWaits: (name: string) => string;
  readonly branchWaits: (name: string) => string;
  readonly mergeWaits: (name: string, parent: string) => string;
  readonly now: string;
  /** Comparing. */
  readonly compare: string;
  readonly compareHint: string;
  readonly compareWith: (name: string) => string;
  readonly present: string;
  readonly nothingDiffers: string;
  readonly sameBytes: string;
  readonly columnDiffer: string;
  readonly disk: (drive: string) => string;
  readonly memory: string;
  readonly ofAll: (count: string, all: string) => string;
  readonly noMemory: string;
  readonly apartHint: string;
  readonly verify: string;
  readonly verifying: (done: string, total: string) => string;
  readonly verified: (equal: Quantity) => string;
  readonly lane: (name: string) => string;
  readonly runsShown: (runs: Quantity) => string;
  readonly runFrom: string;
  readonly runTo: string;
  readonly runCount: string;
  readonly runBy: string;
  readonly byBoth: string;
  readonly moreRuns: (runs: Quantity) => string;
}
