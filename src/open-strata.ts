import { StrataError } from "./core/strata-error.ts";
import { RemoteImage } from "./images/remote-image.ts";
import { browserClock } from "./lab/browser-clock.ts";
import { Lab } from "./lab/lab.ts";
import { pageFingerprintsUrl, v86ProgramUrl } from "./machine/program-urls.ts";
import { SerialAgent } from "./machine/serial-agent.ts";
import { V86MachineFactory } from "./machine/v86-machine-factory.ts";

import { IndexedDbDatastore } from "./store/indexeddb/indexeddb-datastore.ts";
import { measureStorage, requestPersistence } from "./store/indexeddb/storage-estimate.ts";
import { lockStore } from "./store/indexeddb/store-lock.ts";
import { openKeyVault } from "./store/opfs/opfs-key-vault.ts";
import { Store } from "./store/store.ts";
import type { StoredMachine } from "./store/stored-machine.ts";

export type { Cost } from "./core/cost.ts";
export type { BlockIndex, LayerId, SnapshotId } from "./core/identity.ts";
export type { MachineConfig } from "./core/machine-config.ts";
export { StrataError, type StrataErrorCode } from "./core/strata-error.ts";
export type * from "./lab/strata.ts";
export type { MachineState, SnapshotView } from "./lab/view-model.ts";

const DATABASE_NAME = "strata";

export interface OpenOptions {
  /** Where machines show their screens; null shows none. */
  readonly screenContainer: HTMLElement | null;
  /** Folder of the published images; `images/` beside the page by default. */
  readonly imagesUrl?: string;
  /** Takes the machine over from another tab that has it, at which that one stops. */
  readonly takesOver?: boolean;
}

/**
 * Opens the machine that this browser keeps, or makes one: the one place where implementations meet interfaces.
 *
 * On failure: rejects with `browser-unsupported`, `store-in-use` (another tab has it), `storage-refused`,
 * `storage-newer`, `storage-damaged`, `image-unreachable`, `image-damaged` or `disk-changed`; nothing stored has changed.
 */
export async function openStrata({
  screenContainer,
  imagesUrl = "images/",
  takesOver = false,
}: OpenOptions): Promise<Lab> {
  assertSupported();
  const images = new URL(imagesUrl, document.baseURI);
  const image = await RemoteImage.open((file) => fetchBytes(new URL(`linux/${file}`, images)));
  const opened: { lab?: Lab } = {};
  await lockStore(DATABASE_NAME, { takesOver, stepAside: async () => opened.lab?.stepAside() });
  const datastore = await IndexedDbDatastore.open(DATABASE_NAME);
  await datastore.claim();
  const store = await Store.open(datastore, {
    newId,
    now: browserClock.date,
    measureRoom: measureStorage,
    vault: openKeyVault(DATABASE_NAME),
  });
  const stored = await openMachine(store, image);
  const factory = new V86MachineFactory({
    program: v86ProgramUrl,
    pageFingerprints: pageFingerprintsUrl,
    bios: new URL("bios/seabios.bin", images).href,
    vgaBios: new URL("bios/vgabios.bin", images).href,
    screenContainer,
  });
  // By the time that somebody presses the power button, all that it takes is there.
  void factory.prepare().then(() => image.prefetchBoot());
  const lab = new Lab({
    store,
    stored,
    factory,
    createAgent: (machine) => new SerialAgent(machine),
    clock: browserClock,
    imageByteLength: image.storedByteLength,
    boot: {
      prefetch: () => image.prefetchBoot(),
      begin: () => image.beginBoot(),
      get progress() {
        return image.bootProgress;
      },
    },
    measureStorage,
  });
  datastore.onLost(() => lab.handleStorageLost());
  const stopAsking = stored.disk.onWritten(() => {
    stopAsking();
    requestPersistence().catch(() => undefined);
  });
  opened.lab = lab;
  return lab;
}

function assertSupported(): void {
  const missing = [
    typeof WebAssembly === "undefined" ? "WebAssembly" : null,
    typeof indexedDB === "undefined" ? "IndexedDB" : null,
    typeof DecompressionStream === "undefined" ? "DecompressionStream" : null,
    typeof Promise.withResolvers === "undefined" ? "Promise.withResolvers" : null,
  ].filter((name) => name !== null);
  if (missing.length === 0) return;
  throw new StrataError(
    "browser-unsupported",
    `Open Strata: no ${missing.join(", ")}, wanted a browser that has it`,
    {
      details: { missing: missing.join(", ") },
    },
  );
}

async function openMachine(store: Store, image: RemoteImage): Promise<StoredMachine> {
  const [existing] = await store.machines();
  const machine =
    existing ??
    (await store.createMachine(
      "Linux",
      {
        ramMiB: 64,
        vgaMemoryMiB: 4,
        nic: "virtio",
        disks: [{ bus: "primary-master", image: image.name, byteLength: image.byteLength }],
        bootOrder: ["hard-disk"],
      },
      image,
    ));
  return store.openMachine(machine.id, image);
}

async function fetchBytes(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname}: status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Eleven characters of 64, at random: 66 bits. */
function newId(): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return Array.from(crypto.getRandomValues(new Uint8Array(11)), (byte) => alphabet[byte % 64]).join("");
}
