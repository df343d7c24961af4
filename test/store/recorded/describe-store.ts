import { type BaseImage, emptyImage } from "../../../src/core/base-image.ts";
import type { LayerId } from "../../../src/core/identity.ts";
import type { DiskView } from "../../../src/store/disk-view.ts";
import type { Store } from "../../../src/store/store.ts";
import type { StoredMachine } from "../../../src/store/stored-machine.ts";
import { allPages } from "../machine-setup.ts";
import { readView } from "../read-view.ts";

/** All that a store holds for people, with a digest of the bytes of every point in time: plain values, to be compared. */
export async function describeStore(
  store: Store,
  base: BaseImage,
  images: readonly LayerId[],
): Promise<unknown> {
  const machines: unknown[] = [];
  const copies: string[] = [];
  for (const { id, image } of store.machines()) {
    const below = image.isOwn === true ? { ...emptyImage(image.byteLength), sha256: image.sha256 } : base;
    const machine = await store.openMachine(id, below);
    machines.push(await describeMachine(machine));
    if (machines.length === 1)
      for (const image of images) copies.push(await digestOf(await machine.viewImage(image)));
    machine.close();
  }
  const media = await describeMedia(store);
  // Stores of the formats before 3 have none.
  return { machines, copies, ...(media.length === 0 ? {} : { media }) };
}

async function describeMedia(store: Store): Promise<unknown[]> {
  const media: unknown[] = [];
  for (const record of store.media.list()) {
    const medium = await store.media.open(record.id);
    media.push({ ...record, content: await sha256(await medium.read(0, medium.byteLength)) });
    medium.close();
  }
  return media;
}

async function describeMachine(machine: StoredMachine): Promise<unknown> {
  const { id, name, config, createdAt, currentSnapshot } = machine.record;
  const snapshots: unknown[] = [];
  for (const { layer: _, live: kept, ...snapshot } of machine.snapshots) {
    const live = await machine.loadLive(snapshot.id);
    const pages = live === null ? [] : [...(await allPages(live))].sort(([left], [right]) => left - right);
    snapshots.push({
      ...snapshot,
      disk: await digestOf(await machine.viewSnapshot(snapshot.id)),
      live: live && {
        build: kept?.build,
        ramByteLength: kept?.ramByteLength,
        devices: await sha256(live.devices),
        pages: await Promise.all(pages.map(async ([page, bytes]) => `${page} ${await sha256(bytes)}`)),
      },
    });
  }
  const layers = machine.layers().map(({ blockCount }) => blockCount);
  return {
    id,
    name,
    config,
    createdAt,
    currentSnapshot,
    layers,
    disk: await digestOf(await machine.view()),
    snapshots,
  };
}

const digestOf = async (view: DiskView): Promise<string> =>
  sha256(await readView(view).finally(() => view.release()));

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes.slice()));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
