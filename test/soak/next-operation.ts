import { SECTOR_BYTE_LENGTH } from "../../src/core/geometry.ts";
import { DiskState } from "../store/disk-model.ts";
import type { Random } from "../support/random.ts";
import { diskDigest } from "./expected-disks.ts";
import type { ExpectedMachine, ExpectedStore } from "./expected-store.ts";
import {
  DISK_BYTE_LENGTH,
  type GuestWrite,
  type LiveMemory,
  type Operation,
  type OperationKind,
  RAM_PAGE_COUNT,
  RECORDED_FORMAT,
  SECOND_BYTE_LENGTH,
  type Upgrade,
} from "./operations.ts";

/** How often each comes, where it is possible. A new kind of operation goes here, and into `Operation`. */
const weights: Readonly<Record<OperationKind, number>> = {
  flush: 8,
  snapshot: 9,
  revert: 4,
  remove: 4,
  "remove branch": 2,
  merge: 4,
  flatten: 4,
  "linked clone": 2,
  "full clone": 2,
  "full copy": 2,
  "remove copy": 2,
  "remove machine": 2,
  "create machine": 1,
  "add disk": 3,
  wipe: 1,
  upgrade: 2,
};

/** So that looking at all that is stored stays quick. */
const MOST_SNAPSHOTS = 7;
const MOST_MACHINES = 3;
const MOST_COPIES = 1;
/** Records that the upgrade of the recorded store writes: it may die at any of them. */
const UPGRADE_WRITE_COUNT = 20;

/** Chooses what comes next in `store`, by `random` alone. */
export async function nextOperation(store: ExpectedStore, random: Random): Promise<Operation> {
  const names = [...store.machines.keys()];
  if (names.length === 0) return newMachine(random);
  for (;;) {
    const machine = random.pick(names);
    const operation = await propose(random.weighted(weights), store, machine, random);
    if (operation !== null) return operation;
  }
}

/** The upgrade of the recorded store; null when that has the present format. */
export const nextUpgrade = ({ recordedFormat }: ExpectedStore, random: Random): Upgrade | null =>
  recordedFormat === RECORDED_FORMAT
    ? { kind: "upgrade", lastWrite: random.below(UPGRADE_WRITE_COUNT) }
    : null;

/** An operation of this kind, or null where none is possible. */
async function propose(
  kind: OperationKind,
  store: ExpectedStore,
  machine: string,
  random: Random,
): Promise<Operation | null> {
  const at = store.machine(machine);
  const [copy] = store.copies;
  switch (kind) {
    case "flush":
      return { kind, machine, writes: someWrites(at, random, 1) };
    case "snapshot":
      return at.snapshots.size >= MOST_SNAPSHOTS ? null : newSnapshot(at, machine, random);
    case "revert":
      return {
        kind,
        machine,
        snapshot: random.pick([null, ...at.snapshots.keys()]),
        writes: random.oneIn(2) ? someWrites(at, random) : [],
      };
    case "full copy":
      return store.copies.length >= MOST_COPIES
        ? null
        : { kind, machine, mode: random.pick(["every-byte", "allocated"]) };
    case "remove copy":
      return copy === undefined ? null : { kind, machine, digest: await diskDigest(copy) };
    case "create machine":
      return store.machines.size >= MOST_MACHINES ? null : newMachine(random);
    case "remove machine":
      return store.machines.size < 2 ? null : { kind, machine, wipe: random.oneIn(2) };
    case "add disk":
      return at.disks.second === null
        ? { kind, machine, provisioning: random.pick(["thin", "thick-not-zeroed"]) }
        : null;
    case "wipe":
      return { kind };
    case "upgrade":
      return nextUpgrade(store, random);
    default:
      return proposeOnSnapshot(kind, store, machine, random);
  }
}

function proposeOnSnapshot(
  kind: "remove" | "remove branch" | "merge" | "flatten" | "linked clone" | "full clone",
  store: ExpectedStore,
  machine: string,
  random: Random,
): Operation | null {
  const at = store.machine(machine);
  const candidates = [...at.snapshots.keys()].filter((name) => {
    if (kind === "merge") return (at.snapshots.get(name)?.parent ?? null) !== null;
    if (kind === "remove branch")
      return at.current === null || !store.branchOf(machine, name).has(at.current);
    return true;
  });
  if (candidates.length === 0) return null;
  const snapshot = random.pick(candidates);
  const meanwhile = random.oneIn(3) ? someWrites(at, random, 1) : [];
  if (kind === "remove" || kind === "remove branch")
    return { kind, machine, snapshot, meanwhile, wipe: random.oneIn(2) };
  if (kind !== "linked clone" && kind !== "full clone") return { kind, machine, snapshot, meanwhile };
  if (store.machines.size >= MOST_MACHINES) return null;
  return { kind, machine, snapshot, clone: newName(random, "clone"), meanwhile };
}

const newMachine = (random: Random): Operation => ({
  kind: "create machine",
  machine: newName(random, "machine"),
  isEncrypted: random.oneIn(2),
});

function newSnapshot(at: ExpectedMachine, machine: string, random: Random): Operation {
  return {
    kind: "snapshot",
    machine,
    snapshot: newName(random, "snapshot"),
    writes: random.oneIn(2) ? someWrites(at, random) : [],
    live: random.oneIn(3) ? null : someMemory(at, random),
    meanwhile: random.oneIn(3) ? someWrites(at, random, 1) : [],
  };
}

/** Few and small, or enough to fill several extents of 64 KiB, which a browser keeps apart from its tables. */
function someWrites({ disks }: ExpectedMachine, random: Random, fewest = 0): GuestWrite[] {
  const count = random.between(fewest, 8);
  const longest = random.pick([10, 10, 300]);
  return Array.from({ length: count }, () => {
    const drive = disks.second instanceof DiskState && random.oneIn(3) ? 1 : 0;
    const sectors = (drive === 0 ? DISK_BYTE_LENGTH : SECOND_BYTE_LENGTH) / SECTOR_BYTE_LENGTH;
    const first = random.below(sectors);
    const length = Math.min(random.between(1, longest), sectors - first);
    return {
      drive,
      offset: first * SECTOR_BYTE_LENGTH,
      length: length * SECTOR_BYTE_LENGTH,
      seed: random.word(),
    };
  });
}

function someMemory({ snapshots }: ExpectedMachine, random: Random): LiveMemory {
  const earlier = [...snapshots].filter(([, { live }]) => live !== null);
  const [base, snapshot] = earlier.length > 0 && random.oneIn(2) ? random.pick(earlier) : [null, null];
  const page = (): number => random.below(RAM_PAGE_COUNT);
  const pages = new Set(Array.from({ length: random.pick([3, 40, 150]) }, page));
  const known = [...(snapshot?.live?.pages.keys() ?? [])];
  const zeroPages = known.filter((each) => !pages.has(each) && random.oneIn(5));
  return { base, seed: random.word(), pages: [...pages], zeroPages };
}

const newName = (random: Random, what: string): string =>
  `${what} ${random.word().toString(36).padStart(7, "0")}`;

/** What it is called in a report. */
export function nameOf(operation: Operation): string {
  if (operation.kind === "add disk") return `${operation.kind}, ${operation.provisioning}`;
  if ("isEncrypted" in operation && operation.isEncrypted) return `${operation.kind}, encrypted`;
  return "wipe" in operation && operation.wipe ? `${operation.kind} and wipe` : operation.kind;
}

/** In a few words, for a report. */
export function describeOperation(operation: Operation): string {
  const details = [
    "machine" in operation ? operation.machine : null,
    "snapshot" in operation ? (operation.snapshot ?? "the beginning") : null,
    "clone" in operation ? `as ${operation.clone}` : null,
    "writes" in operation ? `${bytesIn(operation.writes)} bytes written before` : null,
    "live" in operation && operation.live !== null
      ? `${operation.live.pages.length} pages since ${operation.live.base ?? "the start"}`
      : null,
    "meanwhile" in operation && operation.meanwhile.length > 0
      ? `${bytesIn(operation.meanwhile)} bytes meanwhile`
      : null,
  ];
  return [nameOf(operation), ...details.filter((detail) => detail !== null)].join(", ");
}

const bytesIn = (writes: readonly GuestWrite[]): number =>
  writes.reduce((sum, { length }) => sum + length, 0);
