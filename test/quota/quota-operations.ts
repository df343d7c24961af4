import { BLOCK_BYTE_LENGTH } from "../../src/core/geometry.ts";
import type { BlockIndex, MachineId, SnapshotId } from "../../src/core/identity.ts";
import type { MachineConfig, Provisioning } from "../../src/core/machine-config.ts";
import type { LiveCapture } from "../../src/store/live-state.ts";
import type { Store } from "../../src/store/store.ts";
import type { StoredMachine } from "../../src/store/stored-machine.ts";
import { MadeBaseImage } from "../store/made-base-image.ts";
import { Random } from "../support/random.ts";

const DISK_BLOCK_COUNT = 2048;
const RAM_PAGE_COUNT = 600;

const CONFIG: MachineConfig = {
  ramMiB: 64,
  vgaMemoryMiB: 4,
  nic: "none",
  disks: [{ bus: "primary-master", image: "made", byteLength: DISK_BLOCK_COUNT * BLOCK_BYTE_LENGTH }],
  bootOrder: ["hard-disk"],
};
export const base = new MadeBaseImage(DISK_BLOCK_COUNT * BLOCK_BYTE_LENGTH, new Random(77));
const random = new Random(78);

/** The store of the page, with its machines open. */
export interface OpenStore {
  readonly store: Store;
  /** The machine of this name, opened when it is first asked for. */
  machine(name: string): Promise<StoredMachine>;
  close(id: MachineId): void;
}

export interface QuotaOperation {
  /** What it needs, done while there is room. */
  readonly prepare?: (open: OpenStore) => Promise<unknown>;
  readonly run: (open: OpenStore) => Promise<unknown>;
}

/** Noise, since the browser packs what can be packed. */
async function write(machine: StoredMachine, block: number, count: number): Promise<void> {
  await machine.disk.write(block * BLOCK_BYTE_LENGTH, random.bytes(count * BLOCK_BYTE_LENGTH));
}

async function take(machine: StoredMachine, name: string, pageCount = 0): Promise<void> {
  const live = pageCount === 0 ? null : async (): Promise<LiveCapture> => capture(pageCount);
  await machine.takeSnapshot({ name, config: machine.record.config, live }).durable;
}

const capture = (pageCount: number): LiveCapture => ({
  build: "made",
  devices: random.bytes(3000),
  ramByteLength: RAM_PAGE_COUNT * BLOCK_BYTE_LENGTH,
  base: null,
  pages: new Map(
    Array.from({ length: pageCount }, (_, page) => [page as BlockIndex, random.bytes(BLOCK_BYTE_LENGTH)]),
  ),
  zeroPages: [],
  picture: null,
});

function idOf(machine: StoredMachine, name: string): SnapshotId {
  const id = machine.snapshots.find((snapshot) => snapshot.name === name)?.id;
  if (id === undefined) throw new Error(`Find snapshot: none is called ${name}, wanted one`);
  return id;
}

/** Two machines; the first has a chain of three snapshots, on whose last one it stands, and a branch of two. */
export async function fillStore({ store, machine }: OpenStore): Promise<void> {
  for (const name of ["first", "second"]) await store.createMachine(name, CONFIG, base);
  const [first, second] = [await machine("first"), await machine("second")];
  await write(first, 0, 200);
  await take(first, "a", 600);
  await write(first, 100, 200);
  await take(first, "b", 300);
  await write(first, 250, 100);
  await take(first, "c");
  await first.revertTo(idOf(first, "a"));
  await write(first, 500, 100);
  await take(first, "branch", 100);
  await write(first, 550, 100);
  await take(first, "twig");
  await first.revertTo(idOf(first, "c"));
  await write(second, 0, 300);
  await take(second, "of the second", 50);
}

const first =
  (work: (machine: StoredMachine) => Promise<unknown>) =>
  async ({ machine }: OpenStore): Promise<unknown> =>
    work(await machine("first"));
const withDisk = (provisioning: Provisioning) =>
  first((machine) => {
    const { config } = machine.record;
    const second = { bus: "primary-slave", image: null, byteLength: 6 * 2 ** 20, provisioning } as const;
    return machine.configure({ ...config, disks: [config.disks[0], second] });
  });

/** Each state-changing operation of the store, in an order in which each finds what it needs. */
export const operations: Readonly<Record<string, QuotaOperation>> = {
  flush: { prepare: first((machine) => write(machine, 700, 512)), run: first((machine) => machine.flush()) },
  "live snapshot": {
    prepare: first((machine) => write(machine, 900, 256)),
    run: first((machine) => take(machine, "live", 600)),
  },
  rename: { run: first((machine) => machine.rename(idOf(machine, "c"), `c, ${"renamed ".repeat(8)}`)) },
  note: { run: first((machine) => machine.note(idOf(machine, "b"), "noted ".repeat(300))) },
  discard: {
    prepare: first(async (machine) => {
      await write(machine, 1200, 64);
      await machine.flush();
    }),
    run: first((machine) => machine.revertTo(machine.record.currentSnapshot)),
  },
  revert: { run: first((machine) => machine.revertTo(idOf(machine, "a"))) },
  "revert to a live snapshot": { run: first((machine) => machine.revertTo(idOf(machine, "live"))) },
  merge: { run: first((machine) => machine.mergeIntoParent(idOf(machine, "live"))) },
  remove: { run: first((machine) => machine.removeSnapshot(idOf(machine, "b"))) },
  "remove branch": { run: first((machine) => machine.removeBranch(idOf(machine, "branch"))) },
  flatten: { run: first((machine) => machine.flatten(idOf(machine, "live"))) },
  "linked clone": { run: first((machine) => machine.cloneLinked(idOf(machine, "live"), "linked")) },
  "full clone": { run: first((machine) => machine.cloneFully(idOf(machine, "live"), "full")) },
  "full copy": { run: first((machine) => machine.copyImage({ mode: "allocated" })) },
  "create machine": { run: ({ store }) => store.createMachine("third", CONFIG, base) },
  "rename machine": {
    run: async ({ store, machine }) =>
      store.renameMachine((await machine("linked")).record.id, "linked".repeat(10)),
  },
  "second disk, thin": { run: withDisk("thin") },
  "no second disk": {
    run: first((machine) =>
      machine.configure({ ...machine.record.config, disks: [machine.record.config.disks[0]] }),
    ),
  },
  "second disk, thick": { run: withDisk("thick-not-zeroed") },
  "remove with a wipe": {
    prepare: first(async (machine) => {
      await write(machine, 1300, 128);
      await take(machine, "doomed");
      await write(machine, 1300, 128);
      await machine.flush();
    }),
    run: first((machine) => machine.removeSnapshot(idOf(machine, "doomed"), { wipe: true })),
  },
  "wipe freed space": {
    prepare: first(async (machine) => {
      await write(machine, 1300, 128);
      await machine.flush();
      await machine.revertTo(machine.record.currentSnapshot);
    }),
    run: ({ store }) => store.wipeFreed(),
  },
  "remove machine": {
    run: async ({ store, machine, close }) => {
      const { id } = (await machine("second")).record;
      close(id);
      await store.removeMachine(id);
    },
  },
};
