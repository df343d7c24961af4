import type { BaseImage } from "../../../src/core/base-image.ts";
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
  for (const { id } of store.machines()) {
    const machine = await store.openMachine(id, base);
    machines.push(await describeMachine(machine));
    if (machines.length === 1)
      for (const image of images) copies.push(await digestOf(await machine.viewImage(image)));
    machine.close();
  }
  return { machines, copies };
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
