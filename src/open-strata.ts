import { type MachineConfig, systemDiskOf } from "./core/machine-config.ts";
import { StrataError } from "./core/strata-error.ts";
import type { ImageLibrary } from "./images/image-library.ts";
import { browserClock } from "./lab/browser-clock.ts";
import { Lab } from "./lab/lab.ts";
import type { MachineImage } from "./lab/machine-images.ts";
import { imageBelow } from "./lab/own-image.ts";
import { preferredMachine } from "./lab/preferred-machine.ts";
import { Network } from "./machine/network/network.ts";
import { broadcastWire } from "./machine/network/wire.ts";
import { pageFingerprintsUrl, v86ProgramUrl } from "./machine/program-urls.ts";
import { SerialAgent } from "./machine/serial-agent.ts";
import { V86MachineFactory } from "./machine/v86-machine-factory.ts";
import { reporting } from "./store/datastore-with-commit.ts";
import { IndexedDbDatastore } from "./store/indexeddb/indexeddb-datastore.ts";
import { yieldWhileKept } from "./store/indexeddb/kept-page.ts";
import { noise } from "./store/indexeddb/noise.ts";
import { renewLog } from "./store/indexeddb/renew-log.ts";
import { measureStorage, requestPersistence } from "./store/indexeddb/storage-estimate.ts";
import { lockStore, type StoreLockOptions } from "./store/indexeddb/store-lock.ts";
import { StoreNewsChannel, type WriterNews } from "./store/indexeddb/store-news.ts";
import { openKeyVault } from "./store/opfs/opfs-key-vault.ts";
import type { MachineRecord } from "./store/records.ts";
import { RESERVE_BYTE_LENGTH } from "./store/reserve.ts";
import { Store } from "./store/store.ts";
import type { StoredMachine } from "./store/stored-machine.ts";
import {
  assertSupported,
  browserOrigins,
  databaseNameOf,
  imagesIn,
  newId,
  type SiteOptions,
  systemLibrary,
  WIRE_NAME,
} from "./strata-site.ts";

export type { Cost } from "./core/cost.ts";
export type { BlockIndex, LayerId, SnapshotId } from "./core/identity.ts";
export type { MachineConfig } from "./core/machine-config.ts";
export { StrataError, type StrataErrorCode } from "./core/strata-error.ts";
export type * from "./lab/strata.ts";
export type { MachineState, SnapshotView } from "./lab/view-model.ts";

export interface OpenOptions extends SiteOptions {
  /** Where machines show their screens; null shows none. */
  readonly screenContainer: HTMLElement | null;
  /** The system of the first machine, where there is none yet; by default the first that the site has. */
  readonly system?: string | null;
  /** Takes the machine over from another tab that has it, at which that one stops. */
  readonly takesOver?: boolean;
  /** With `takesOver`: name of the snapshot that the other tab takes of its running machine first; null for none. */
  readonly snapshotFirst?: string | null;
}

/**
 * Opens a machine that this browser keeps, or makes one: the one place where implementations meet interfaces. Another tab
 * may take the store over later: then the machine is off, `onLeft` tells so, and every change is refused.
 *
 * On failure: rejects with `browser-unsupported`, `store-in-use` (another tab has it), `storage-refused`,
 * `storage-newer`, `storage-damaged`, `store-unnamed`, `image-unknown`, `image-unreachable`, `image-damaged`, `disk-changed`, or when `snapshotFirst` could
 * not be taken with the reason; nothing stored has changed.
 */
export async function openStrata({
  screenContainer,
  imagesUrl = "images/",
  machines = [],
  system = null,
  store: storeName = null,
  takesOver = false,
  snapshotFirst = null,
}: OpenOptions): Promise<Lab> {
  assertSupported();
  const databaseName = databaseNameOf(storeName);
  const images = new URL(imagesUrl, document.baseURI);
  const library = imagesIn(images);
  const factory = new V86MachineFactory({
    program: v86ProgramUrl,
    pageFingerprints: pageFingerprintsUrl,
    bios: new URL("bios/seabios.bin", images).href,
    vgaBios: new URL("bios/vgabios.bin", images).href,
    screenContainer,
  });
  // Who asks for the store while it is being opened here waits until it is open.
  const { promise: opened, resolve: tellOpened } = Promise.withResolvers<Lab | null>();
  let isRobbed = false;
  const leave = (): void => {
    isRobbed = true;
    void opened.then((lab) => lab?.leave({ isSaved: false }));
  };
  const lockOptions: StoreLockOptions = {
    takesOver,
    snapshotFirst,
    stepAside: async (name) => (await opened)?.stepAside(name),
    robbed: leave,
  };
  let lock = await lockStore(databaseName, lockOptions);
  try {
    const datastore = await IndexedDbDatastore.open(databaseName);
    if (isRobbed) {
      throw new StrataError("store-in-use", "Open storage: another page took it, wanted it to be this one's");
    }
    const hasRoom = await datastore.claim();
    const news = new StoreNewsChannel(databaseName);
    const reported = reporting(datastore, {
      treeChanged: () => news.tell({ kind: "changed" }),
      taken: leave,
    });
    const store = await Store.open(reported, {
      newId,
      now: browserClock.date,
      cacheByteLength: cacheByteLength(),
      measureRoom: measureStorage,
      delay: browserClock.delay,
      vault: openKeyVault(databaseName),
    });
    await store.keepReserve(() => noise(RESERVE_BYTE_LENGTH));
    // Before anything is acknowledged that a hole in the log could swallow.
    await renewLog();
    const { stored, image } = await openMachine(store, library, { machines, system });
    const preparing = library.prepared(image, factory.build);
    // By the time that somebody presses the power button, all that it takes is there.
    void factory.prepare().then(() => image.prefetchBoot());
    const network = new Network({
      wire: broadcastWire(WIRE_NAME),
      randomSequence: () => crypto.getRandomValues(new Uint32Array(1))[0] as number,
    });
    addEventListener("pagehide", () => network.sayGone());
    const lab = new Lab({
      store,
      network,
      stored,
      factory,
      createAgent: (machine) => new SerialAgent(machine),
      clock: browserClock,
      images: library,
      image,
      library: systemLibrary(images),
      origins: browserOrigins,
      prepared: await preparing,
      measureStorage,
    });
    datastore.onLost(() => lab.handleStorageLost());
    if (!hasRoom) {
      lab.journal.reportFailure(
        new StrataError("storage-full", "Open storage: no room for a record of a few bytes, wanted some"),
      );
    }
    const stopAsking = stored.space.onWritten(() => {
      stopAsking();
      requestPersistence().catch(() => undefined);
    });
    tellOpened(lab);
    const writer = tellWhoWrites(lab, news);
    const stopYielding = yieldWhileKept({
      yieldStore: () => lock.release(),
      takeBack: async () => {
        lock = await lockStore(databaseName, { ...lockOptions, takesOver: false });
        if (!(await datastore.holdsClaim())) {
          lock.release();
          throw new StrataError("store-in-use", "Go on: another page has written meanwhile, wanted none");
        }
        writer.tell();
      },
      lost: leave,
    });
    lab.onLeft(() => {
      writer.stop();
      stopYielding();
      news.close();
      network.close();
    });
    return lab;
  } catch (cause) {
    tellOpened(null);
    lock.release();
    throw cause;
  }
}

/**
 * Bytes of the disk kept in memory for reading: as much as a guest that goes through all of a large file twice can use,
 * and less where the browser says that the computer has little memory.
 */
function cacheByteLength(): number {
  const { deviceMemory = 8 } = navigator as { readonly deviceMemory?: number };
  return (deviceMemory < 4 ? 32 : 128) * 2 ** 20;
}

/** Tells other pages what runs here: now, when it changes, and when they ask, until it is stopped. */
function tellWhoWrites(lab: Lab, news: StoreNewsChannel): { tell(): void; stop(): void } {
  const present = (): WriterNews => ({
    machine: lab.machines.current().name,
    isOn: lab.machine.state !== "off" && lab.machine.state !== "stopped-by-guest",
  });
  let told = present();
  const tell = (): void => {
    told = present();
    news.tell({ kind: "writer", ...told });
  };
  tell();
  const stopWatching = lab.onView(() => {
    const { machine, isOn } = present();
    if (machine !== told.machine || isOn !== told.isOn) tell();
  });
  const stopAnswering = news.onNews(({ kind }) => {
    if (kind === "who-writes") tell();
  });
  return {
    tell,
    stop: () => {
      stopWatching();
      stopAnswering();
    },
  };
}

/** Why one machine can't be opened, whatever is tried: no reason to keep anybody from the others, nor from removing it. */
const lasting: ReadonlySet<string> = new Set(["key-missing", "image-unknown", "disk-changed"]);

/**
 * The most wanted machine that can be opened; a new one where there is none. Rejects with `disk-changed` where only
 * another version of the site could open one.
 */
async function openMachine(
  store: Store,
  images: ImageLibrary,
  { machines: preferred, system }: { readonly machines: readonly string[]; readonly system: string | null },
): Promise<{ readonly stored: StoredMachine; readonly image: MachineImage }> {
  let ofAnotherVersion: StrataError | null = null;
  for (let machines = store.machines(); machines.length > 0; ) {
    const { id, image: reference } = preferredMachine(machines, preferred) as MachineRecord;
    try {
      const image = await imageBelow(images, reference);
      return { stored: await store.openMachine(id, image), image };
    } catch (cause) {
      if (!(cause instanceof StrataError) || !lasting.has(cause.code)) throw cause;
      if (cause.code === "disk-changed") ofAnotherVersion ??= cause;
      machines = machines.filter((machine) => machine.id !== id);
    }
  }
  if (ofAnotherVersion !== null) throw ofAnotherVersion;
  const image = await images.open(system ?? images.systems[0].id);
  const config: MachineConfig = {
    ramMiB: 64,
    vgaMemoryMiB: 4,
    nic: "virtio",
    disks: [systemDiskOf(image)],
    bootOrder: ["hard-disk"],
  };
  const { id } = await store.createMachine("Linux", config, image);
  return { stored: await store.openMachine(id, image), image };
}
