import { html } from "lit";
import { saveStatus } from "../strata-storage/save-status.ts";
import type { Panel } from "./panel.ts";

/**
 * Every panel of the page, in the order in which they stand, on a phone as tabs. Layout, tabs, menu and addresses
 * follow from this list: a new panel is one entry.
 */
export const panelRegistry: readonly Panel[] = [
  {
    id: "machine",
    title: (text) => text.machine.title,
    column: "centre",
    isFixed: true,
    load: () => import("../strata-machine/strata-machine.ts"),
    render: ({ view, locale, console, isFirstVisit, now }) => html`<strata-machine
      id="machine"
      .locale=${locale}
      .machine=${view.machine}
      .activity=${view.activity}
      .port=${console}
      .systems=${view.systems}
      .media=${view.media}
      .activeBlockCount=${view.layers.at(-1)?.blockCount ?? 0}
      .storage=${view.storage}
      .snapshotNames=${view.snapshots.map((snapshot) => snapshot.name)}
      .isFirstVisit=${isFirstVisit}
      .prepared=${view.prepared}
    >
      <slot name="screen" slot="screen"></slot>
      <span slot="saved" class="saved quiet numbers">${saveStatus(view.disk, now, locale)}</span>
    </strata-machine>`,
  },
  {
    id: "lesson",
    title: (text) => text.exercises.panel,
    column: "lead",
    isOpenAtFirst: false,
    isOfStore: true,
    // It is fetched with the exercises themselves, and slotted.
    load: () => Promise.resolve(),
    render: ({ locale }) =>
      html`<slot name="lesson"><a href="#/lessons">${locale.text.exercises.all}</a></slot>`,
  },
  {
    id: "disk",
    title: (text) => text.layers.title,
    column: "side",
    isForLooking: true,
    load: () => import("../strata-disk/strata-disk.ts"),
    render: ({ view, locale, disk, overlay, isLooking }) => html`<strata-disk
      .locale=${locale}
      .layers=${view.layers}
      .disk=${view.disk}
      .port=${disk}
      .snapshots=${view.snapshots}
      .machineState=${view.machine.state}
      .isLooking=${isLooking}
      .overlay=${overlay}
    ></strata-disk>`,
  },
  {
    id: "snapshots",
    title: (text) => text.snapshots.title,
    column: "centre",
    isForLooking: true,
    load: () => import("../strata-snapshots/strata-snapshots.ts"),
    render: ({ view, locale, insight, isLooking, now }) => html`<strata-snapshots
      .locale=${locale}
      .snapshots=${view.snapshots}
      .layers=${view.layers}
      .machine=${view.machine}
      .activity=${view.activity}
      .timings=${view.timings}
      .insight=${insight}
      .isLooking=${isLooking}
      .now=${now}
    ></strata-snapshots>`,
  },
  {
    id: "network",
    title: (text) => text.network.title,
    column: "centre",
    load: () => import("../strata-network/strata-network.ts"),
    render: ({ view, locale, isSelected }) =>
      view.network === null
        ? html``
        : html`<strata-network
            .locale=${locale}
            .network=${view.network}
            .isAsked=${isSelected}
          ></strata-network>`,
  },
  {
    id: "timing",
    title: (text) => text.timing.title,
    column: "side",
    load: () => import("../strata-timing/strata-timing.ts"),
    render: ({ view, locale }) => html`<strata-timing
      .locale=${locale}
      .timings=${view.timings}
      .activity=${view.activity}
      .disk=${view.disk}
      .layers=${view.layers}
    ></strata-timing>`,
  },
  {
    id: "storage",
    title: (text) => text.storage.title,
    column: "foot",
    isForLooking: true,
    isOfStore: true,
    load: () => import("../strata-storage/strata-storage.ts"),
    render: ({
      view,
      locale,
      store,
      machines,
      systems,
      media,
      usage,
      verification,
      freed,
      isLooking,
      isSelected,
      now,
    }) =>
      html`<strata-storage
        .locale=${locale}
        .storage=${view.storage}
        .store=${store}
        .disk=${view.disk}
        .machines=${machines}
        .systems=${systems}
        .media=${media}
        .machineState=${view.machine.state}
        .snapshots=${view.snapshots}
        .usage=${usage}
        .verification=${verification}
        .freed=${freed}
        .activity=${view.activity}
        .isLooking=${isLooking}
        .isAsked=${isSelected}
        .now=${now}
      ></strata-storage>`,
  },
];
