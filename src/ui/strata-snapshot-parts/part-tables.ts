import { html, nothing, type TemplateResult } from "lit";
import { BLOCK_BYTE_LENGTH } from "../../core/geometry.ts";
import type { Locale } from "../../i18n/locale.ts";
import type { SnapshotContents } from "../../lab/snapshot-insight.ts";
import type { SnapshotParts } from "../../lab/view-model.ts";
import { runStrip } from "../run-strip.ts";

const MIB = 1024 * 1024;

const table = (head: readonly string[], rows: readonly (readonly string[])[]): TemplateResult =>
  html`<table>
    <thead>
      <tr>
        ${head.map((cell, index) => html`<th scope="col" class=${index > 0 ? "number" : ""}>${cell}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ([label, ...cells]) =>
          html`<tr>
            <th scope="row">${label}</th>
            ${cells.map((cell) => html`<td class="number">${cell}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;

/** Processor and devices, and the video memory beside them. */
export function devicesTable(
  { devices }: SnapshotContents,
  { text: { insight }, format }: Locale,
): TemplateResult {
  if (devices === null) return html`<p class="note quiet">${insight.devicesUnknown}</p>`;
  const rows = [[insight.rowCore, format.bytes(devices.coreBytes)]];
  if (devices.videoBytes !== null) rows.push([insight.rowVideo, format.bytes(devices.videoBytes)]);
  return table([insight.columnWhat, insight.columnSize], rows);
}

/** Which pages of the memory are where. */
export function memoryTable(parts: SnapshotParts, { text: { insight }, format }: Locale): TemplateResult {
  const { ramPageCount, ramUsedPageCount, ramTotalPageCount } = parts;
  const row = (label: string, count: number): readonly string[] => [
    label,
    format.count(count),
    format.bytes(count * BLOCK_BYTE_LENGTH),
  ];
  // One that builds on a memory stores pages of its own that are zeros by then in none: never fewer than used.
  const earlier = Math.max(0, ramUsedPageCount - ramPageCount);
  const strip = [
    { colour: "var(--ink)", runs: [{ first: 0, count: ramPageCount }] },
    { colour: "var(--line-strong)", runs: [{ first: ramPageCount, count: earlier }] },
  ].filter(({ runs: [run] }) => (run?.count ?? 0) > 0);
  return html`${table(
    [insight.columnWhat, insight.columnPages, insight.columnSize],
    [
      row(insight.pagesStored, ramPageCount),
      row(insight.pagesEarlier, earlier),
      row(insight.pagesUsed, ramUsedPageCount),
      row(insight.pagesZero, ramTotalPageCount - ramUsedPageCount),
      row(insight.pagesAll, ramTotalPageCount),
    ],
  )}${runStrip(strip, ramTotalPageCount)}`;
}

/** Every setting that the machine is built from. */
export function configurationTable(
  { config }: SnapshotParts,
  { text: { insight, machine }, format }: Locale,
): TemplateResult {
  const [system, data] = config.disks;
  const { setting } = insight;
  return table(
    [insight.columnWhat, insight.columnValue],
    [
      [setting.ram, format.bytes(config.ramMiB * MIB)],
      [setting.videoMemory, format.bytes(config.vgaMemoryMiB * MIB)],
      [setting.nic, machine.nic[config.nic]],
      [setting.firstDisk, insight.imageDisk(format.bytes(system.byteLength), system.image)],
      [
        setting.secondDisk,
        data === undefined
          ? machine.noDisk
          : machine.sizedDisk(format.bytes(data.byteLength), data.provisioning),
      ],
      [setting.bootOrder, config.bootOrder.map((device) => insight.bootDevice[device]).join(", ")],
    ],
  );
}

/** The blocks that the layer holds, on each disk. */
export function diskTable(
  { disks }: SnapshotContents,
  colour: string,
  { text: { insight }, format }: Locale,
): TemplateResult {
  return html`${disks.map(({ blockCount, runs }, drive) => {
    const held = runs.reduce((sum, { count }) => sum + count, 0);
    const [first, last] = [runs[0], runs.at(-1)];
    const title = disks.length > 1 ? html`<h4>${insight.disk(format.count(drive + 1))}</h4>` : nothing;
    if (first === undefined || last === undefined)
      return html`${title}<p class="note quiet">${insight.noBlocks}</p>`;
    return html`${title}${table(
      [insight.columnWhat, insight.columnValue],
      [
        [insight.blocksHeld, `${format.count(held)} (${format.bytes(held * BLOCK_BYTE_LENGTH)})`],
        [insight.blockFirst, format.count(first.first)],
        [insight.blockLast, format.count(last.first + last.count - 1)],
        [insight.diskShare, format.share(held / blockCount)],
        [insight.blockRuns, format.count(runs.length)],
      ],
    )}${runStrip([{ colour, runs }], blockCount)}`;
  })}`;
}
