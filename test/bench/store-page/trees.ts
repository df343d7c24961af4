import { BLOCK_BYTE_LENGTH } from "../../../src/core/geometry.ts";
import type { SnapshotId } from "../../../src/core/identity.ts";
import { layerViews, snapshotView } from "../../../src/lab/view-builder.ts";
import type { LayerView, SnapshotView } from "../../../src/lab/view-model.ts";
import { Random } from "../../support/random.ts";
import type { Sample } from "../samples.ts";
import { BenchMachine } from "./bench-machine.ts";
import { drawSnapshots } from "./draw-snapshots.ts";
import type { Filling } from "./filling.ts";
import { inTurn, timed } from "./in-turn.ts";
import { scattered } from "./scattered.ts";

const DISK_BYTE_LENGTH = 64 * 2 ** 20;
const BLOCK_COUNT = DISK_BYTE_LENGTH / BLOCK_BYTE_LENGTH;
/** Blocks that each snapshot of a tree has anew. */
const BLOCKS_PER_SNAPSHOT = 8;
/** A branch ends after so many snapshots; the next one begins at any of them. */
const BRANCH_LENGTH = 20;
const MEASURED_COUNT = 9;
const CHANGED_BLOCK_COUNT = 64;

/** A machine with 1,000 live snapshots and one with 10, in branches. */
export class Trees {
  readonly #many: BenchMachine;
  readonly #few: BenchMachine;
  readonly #filling: Filling;

  private constructor(many: BenchMachine, few: BenchMachine, filling: Filling) {
    this.#many = many;
    this.#few = few;
    this.#filling = filling;
  }

  static async make(filling: Filling): Promise<Trees> {
    const many = await makeTree("bench-tree-1000", 1000, filling);
    return new Trees(many, await makeTree("bench-tree-10", 10, filling), filling);
  }

  /** Opening each tree, listing it as the values that the page shows, drawing it, and time until one more snapshot is durable, which goes away again. */
  async measure(): Promise<Sample[]> {
    const [openMany, openFew] = await inTurn(
      1,
      () => this.#many.reopen(),
      () => this.#few.reopen(),
    );
    const [viewMany, viewFew] = await inTurn(
      MEASURED_COUNT,
      async () => timed(async () => viewsOf(this.#many)),
      async () => timed(async () => viewsOf(this.#few)),
    );
    const [drawMany, drawFew] = await inTurn(
      1,
      () => draw("list", this.#many),
      () => draw("list", this.#few),
    );
    const [drawTreeMany, drawTreeFew] = await inTurn(
      1,
      () => draw("tree", this.#many),
      () => draw("tree", this.#few),
    );
    const [durableMany, durableFew] = await inTurn(
      MEASURED_COUNT,
      (index) => this.#snapshot(this.#many, index),
      (index) => this.#snapshot(this.#few, index),
    );
    const values = {
      "tree1000.open": openMany,
      "tree10.open": openFew,
      "tree1000.view": viewMany,
      "tree10.view": viewFew,
      "tree1000.draw": drawMany,
      "tree10.draw": drawFew,
      "tree1000.drawTree": drawTreeMany,
      "tree10.drawTree": drawTreeFew,
      "tree1000.durable": durableMany,
      "tree10.durable": durableFew,
    };
    return Object.entries(values).map(([name, value]) => ({ name, unit: "ms", value }));
  }

  async destroy(): Promise<void> {
    await this.#many.destroy();
    await this.#few.destroy();
  }

  async #snapshot(machine: BenchMachine, index: number): Promise<number> {
    const { stored } = machine;
    const before = stored.record.currentSnapshot;
    await machine.write(scattered(CHANGED_BLOCK_COUNT, BLOCK_COUNT, new Random(index)), this.#filling);
    const { id, durableMs } = await machine.snapshot(this.#filling);
    await stored.revertTo(before);
    await stored.removeSnapshot(id);
    return durableMs;
  }
}

async function makeTree(name: string, count: number, filling: Filling): Promise<BenchMachine> {
  const machine = await BenchMachine.create(name, DISK_BYTE_LENGTH);
  const random = new Random(count);
  const ids: SnapshotId[] = [];
  while (ids.length < count) {
    if (ids.length > 0 && ids.length % BRANCH_LENGTH === 0) await machine.stored.revertTo(random.pick(ids));
    // Next to one another, as what a program writes is: a layer's map has one region then.
    const first = random.below(BLOCK_COUNT - BLOCKS_PER_SNAPSHOT);
    await machine.write(
      Array.from({ length: BLOCKS_PER_SNAPSHOT }, (_, index) => first + index),
      filling,
    );
    ids.push((await machine.snapshot(filling)).id);
  }
  return machine;
}

/** The values that the page draws. */
function viewsOf({ stored }: BenchMachine): { snapshots: SnapshotView[]; layers: LayerView[] } {
  const { currentSnapshot } = stored.record;
  const snapshots = stored.snapshots.map((record) =>
    snapshotView(record, "durable", currentSnapshot, stored.blockCountOf(record.layer), "usable"),
  );
  return { snapshots, layers: layerViews(stored, 0) };
}

async function draw(form: "list" | "tree", machine: BenchMachine): Promise<number> {
  const { snapshots, layers } = viewsOf(machine);
  return drawSnapshots(form, snapshots, layers, machine.stored.record);
}
