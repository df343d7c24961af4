import { BLOCK_BYTE_LENGTH } from "../core/geometry.ts";
import { StrataError } from "../core/strata-error.ts";
import { readDiskOfAnother } from "../store/disk-of-another.ts";
import type { MachineOutline } from "../store/machine-outline.ts";
import { SerialQueue } from "../store/serial-queue.ts";
import { digestOf } from "./disk-digest.ts";
import { mediumSummaries } from "./image-commands.ts";
import type { Look } from "./look.ts";
import { summaryOf } from "./machine-library.ts";
import { lookNetworkCommands } from "./network-commands.ts";
import { imageBelow } from "./own-image.ts";
import { Stopwatch } from "./stopwatch.ts";
import type {
  DiskCommands,
  MachineCommands,
  MachineLibraryCommands,
  SnapshotCommands,
  Strata,
} from "./strata.ts";

/** The interface of a page that looks only: what reads works, what changes something is refused with `store-in-use`. */
export function lookCommands(look: Look): Omit<Strata, "ready" | "lessons"> {
  return {
    images: { open: refused("Open an image") },
    media: {
      list: () => mediumSummaries(look.store.media),
      import: refused("Take in a medium"),
      rename: refused("Rename a medium"),
      remove: refused("Remove a medium"),
    },
    machine: machineCommands(look),
    machines: libraryCommands(look),
    snapshots: snapshotCommands(look),
    disk: diskCommands(look),
    compare: {
      fullCopy: refused("Copy the disk"),
      digest: refused("Digest a copy"),
      remove: refused("Remove a copy"),
    },
    storage: {
      usage: async () => (await look.parts.openStore()).usage(),
      // What is written meanwhile would look like damage.
      verify: refused("Check the storage"),
      inspectFreed: refused("Read freed space"),
      wipeFreed: refused("Wipe freed space"),
      giveBackFreed: refused("Give freed space back"),
    },
    network: lookNetworkCommands(refusal),
  };
}

const refusal = (action: string): StrataError =>
  new StrataError("store-in-use", `${action}: another page has the store, wanted it to be this one's`);

const refused = (action: string) => (): Promise<never> => Promise.reject(refusal(action));

/** Throws `machine-unknown` while the store has no machine. */
function outlineOf(look: Look): MachineOutline {
  const { outline } = look;
  if (outline !== null) return outline;
  throw new StrataError("machine-unknown", "Look at the machine: the store has none yet, wanted one");
}

function machineCommands(look: Look): MachineCommands {
  return {
    state: "off",
    bootMs: null,
    get config() {
      return outlineOf(look).record.config;
    },
    powerOn: refused("Power on"),
    startPrepared: refused("Power on"),
    powerOff: refused("Power off"),
    reset: refused("Reset"),
    pause: refused("Pause"),
    resume: refused("Resume"),
    exec: refused("Run a command"),
    sendText: refused("Type text"),
    takePicture: refused("Take a picture"),
    putFile: refused("Put file"),
    getFile: refused("Get file"),
    clock: { choice: "set", offsetMs: null },
    chooseClock: () => {
      throw refusal("Choose what becomes of the clock");
    },
    isSoundOn: false,
    setSound: () => {
      throw refusal("Set sound");
    },
    configure: refused("Configure"),
    systems: [],
    insertDisc: refused("Insert disc"),
    ejectDisc: refused("Eject disc"),
    insertFloppy: refused("Insert floppy"),
    ejectFloppy: refused("Eject floppy"),
    reinstall: refused("Install"),
  };
}

function libraryCommands(look: Look): MachineLibraryCommands {
  const openId = () => look.outline?.record.id ?? null;
  return {
    list: () => look.store.machines().map((machine) => summaryOf(machine, openId())),
    current: () => summaryOf(outlineOf(look).record, openId()),
    systems: () => look.parts.images.systems,
    create: refused("Create a machine"),
    open: async (id) => {
      const stopwatch = new Stopwatch(look.parts.clock);
      await look.turnTo(id);
      return stopwatch.cost();
    },
    rename: refused("Rename the machine"),
    remove: refused("Remove the machine"),
  };
}

function snapshotCommands(look: Look): SnapshotCommands {
  return {
    list: () => look.snapshots,
    current: () => look.snapshots.find(({ isCurrent }) => isCurrent) ?? null,
    take: refused("Take a snapshot"),
    revert: refused("Revert"),
    discardChanges: refused("Discard the changes"),
    remove: refused("Remove the snapshot"),
    merge: refused("Merge the snapshot"),
    flatten: refused("Flatten the snapshot"),
    clone: refused("Clone the snapshot"),
    rename: refused("Rename the snapshot"),
    note: refused("Note"),
    exportFile: refused("Export the snapshot"),
    importFile: refused("Import a snapshot"),
    // The maps would have to be followed while they are changed.
    predict: refused("Predict what it costs"),
    compare: refused("Compare points in time"),
    contents: refused("Look into the snapshot"),
  };
}

function diskCommands(look: Look): DiskCommands {
  const { store, parts } = look;
  const { clock, images } = parts;
  /** A machine is open once only. */
  const queue = new SerialQueue();
  return {
    get size() {
      return outlineOf(look).record.config.disks[0].byteLength;
    },
    blockSize: BLOCK_BYTE_LENGTH,
    read: (offset, length) =>
      queue.run(async () => {
        const { id, image } = outlineOf(look).record;
        return readDiskOfAnother(store, id, await imageBelow(images, image), {
          find: async (machine) => machine.disk,
          read: (disk) => disk.read(offset, length),
        });
      }),
    digest: ({ at, signal } = {}) =>
      queue.run(async () => {
        const { id, image } = outlineOf(look).record;
        return readDiskOfAnother(store, id, await imageBelow(images, image), {
          find: (machine) => (at === undefined ? machine.view() : machine.viewSnapshot(at)),
          read: (view) => digestOf(view, clock, { signal }).finally(() => view.release()),
        });
      }),
    layers: () => {
      const layers = outlineOf(look).layers();
      return layers.map((layer, index) => ({ ...layer, isActive: index === layers.length - 1 }));
    },
    inspect: refused("Inspect block"),
    exportRaw: refused("Download the disk"),
    locate: () => {
      // The maps would have to be in memory.
      throw refusal("Find block");
    },
  };
}
