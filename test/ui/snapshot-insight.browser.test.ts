import { describe, expect, test } from "vitest";
import { localeOf } from "../../src/i18n/locale.ts";
import "../../src/ui/strata-snapshots/strata-snapshots.ts";
import type { StrataSnapshotCard } from "../../src/ui/strata-snapshot-card/strata-snapshot-card.ts";
import { madeUpInsight } from "./made-up-insight.ts";
import { madeUpViews, timing } from "./made-up-views.ts";
import { focused, mount } from "./mounted.ts";

const { running } = madeUpViews;

async function panelWith(name: string) {
  const { snapshots, layers, machine, timings } = running;
  const panel = await mount("strata-snapshots", {
    locale: localeOf("en"),
    snapshots,
    layers,
    machine,
    timings,
    insight: madeUpInsight,
    form: "list",
    now: Date.now(),
  });
  const card = [...(panel.component.shadowRoot?.querySelectorAll("strata-snapshot-card") ?? [])].find(
    ({ snapshot }) => snapshot.name === name,
  ) as StrataSnapshotCard;
  /** What the selectors lead to, each within the tree of the one before. */
  const within = <Found extends HTMLElement = HTMLElement>(...path: readonly string[]): Found => {
    const found = path.reduce<Element | null>(
      (element, selector) => element?.shadowRoot?.querySelector(selector) ?? null,
      card,
    );
    if (!found) throw new Error(`Find ${path.join(" ")}: none`);
    return found as Found;
  };
  const click = async (...path: readonly string[]): Promise<void> => {
    within(...path).click();
    await panel.settled();
  };
  const textOf = (...path: readonly string[]): string =>
    within(...path)
      .textContent?.replaceAll("\u00a0", " ")
      .replaceAll(/\s+/g, " ")
      .trim() ?? "";
  const outcome = (): string =>
    panel
      .find("strata-snapshot-outcome")
      .shadowRoot?.textContent?.replaceAll("\u00a0", " ")
      .replaceAll(/\s+/g, " ") ?? "";
  const answer = async (which: string): Promise<void> => {
    panel
      .find("strata-snapshot-outcome")
      .shadowRoot?.querySelector<HTMLElement>(`[data-answer=${which}]`)
      ?.click();
    await panel.settled();
  };
  return { ...panel, card, within, click, textOf, outcome, answer };
}

describe("the parts of a snapshot", () => {
  test("are drawers: one shows its pages, one its settings, one its blocks, one what the device state is made of", async () => {
    const { click, textOf } = await panelWith("Broken on purpose");
    const open = (part: string) => click("strata-snapshot-parts", `[data-part=${part}]`);
    const drawer = () => textOf("strata-snapshot-parts", ".drawer");
    await open("memory");
    expect(drawer()).toContain("Stored with this snapshot 2,787");
    expect(drawer()).toContain("Stored with earlier ones 1,473");
    expect(drawer()).toContain("All of the memory 16,38464 MiB");
    await open("configuration");
    expect(drawer()).toContain("Video memory 8 MiB");
    expect(drawer()).toContain("Boot order hard disk");
    await open("disk");
    await expect.poll(drawer).toContain("Blocks 74 (296 KiB)");
    expect(drawer()).toContain("First block 1,034");
    expect(drawer()).toContain("Last block 40,973");
    expect(drawer()).toContain("Runs of blocks in a row 3");
    await open("devices");
    await expect.poll(drawer).toContain("Processor and devices 115 KiB");
    await open("devices");
    expect(() => drawer()).toThrow();
  });

  test("say what the snapshot takes alone and what it shares, without being asked", async () => {
    const { textOf } = await panelWith("Before rm -rf");
    await expect.poll(() => textOf(".cost")).toMatch(/takes [\d.]+ .iB alone, shares [\d.]+ .iB with others/);
  });
});

describe("what an operation costs", () => {
  test("is told in the menu and in the question, and the measured beside it afterwards", async () => {
    const { click, textOf, component, settled, outcome, answer, commands } = await panelWith("Before rm -rf");
    await click("[data-action=menu]");
    await expect
      .poll(() => textOf("strata-snapshot-menu", "[data-action=merge]"))
      .toContain(
        "Moves 74 blocks, 296 KiB, as references, into 1 layer. Overwrites 12 blocks of “Fresh boot”.",
      );
    expect(textOf("strata-snapshot-menu", "[data-action=flatten]")).toContain("copies 4,871 blocks");
    await click("strata-snapshot-menu", "[data-action=remove]");
    const question = () => textOf("strata-snapshot-menu", "strata-confirm", "#consequences");
    await expect.poll(question).toContain("Moves 70 blocks, 280 KiB, as references, into 2 layers.");
    expect(question()).toContain("Overwriting what becomes free writes 293 KiB at most.");
    await click("strata-snapshot-menu", "strata-confirm", ".confirm");
    await answer("now");
    expect(commands.map(({ kind }) => kind)).toEqual(["remove-snapshot"]);
    const done = timing("remove", "Before rm -rf", 12, { elapsedMs: 14, blockCount: 70, bytesWritten: 900 });
    component.timings = [done, ...running.timings];
    await settled();
    expect(outcome()).toContain("Deletion “Before rm -rf”: 14 ms · 70 blocks, 900 B written (as predicted)");
    expect(outcome()).toContain("This can’t be undone.");
    await answer("dismiss");
    expect(() => outcome()).toThrow();
  });

  test("of a revert names the pages of memory that differ; a snapshot taken first is the way back", async () => {
    const { card, click, textOf, component, settled, outcome, answer, commands } =
      await panelWith("Fresh boot");
    await click("[data-action=revert]");
    await expect
      .poll(() => textOf("strata-confirm", "#consequences"))
      .toContain("312 pages of memory (1.22 MiB) differ and will be written back.");
    await click("strata-confirm", ".confirm");
    expect(commands).toEqual([
      { kind: "revert", id: card.snapshot.id, snapshotFirst: "Before reverting to Fresh boot" },
    ]);
    const [pattern] = running.snapshots;
    if (pattern === undefined) throw new RangeError("Make a snapshot: no pattern, wanted one");
    const kept = {
      ...pattern,
      id: "kept" as typeof pattern.id,
      name: "Before reverting to Fresh boot",
      parentId: "snapshot-2" as typeof pattern.id,
    };
    component.snapshots = [...running.snapshots, kept];
    component.timings = [timing("revert", "Fresh boot", 12, { blockCount: 0 }), ...running.timings];
    await settled();
    expect(outcome()).toContain("(as predicted)");
    expect(outcome()).toContain("What was before is kept as “Before reverting to Fresh boot”.");
    await answer("undo");
    const cards = [...(component.shadowRoot?.querySelectorAll("strata-snapshot-card") ?? [])];
    expect(cards.find(({ open }) => open === "revert")?.snapshot.id).toBe("kept");
  });

  test("differs from what was told where the guest wrote meanwhile, and says so", async () => {
    const { click, component, settled, outcome } = await panelWith("Fresh boot");
    await click("[data-action=revert]");
    await click("strata-confirm", "input");
    await click("strata-confirm", ".confirm");
    component.timings = [timing("revert", "Fresh boot", 12, { blockCount: 25 }), ...running.timings];
    await settled();
    expect(outcome()).toContain("25 blocks");
    expect(outcome()).toContain("(predicted: 19 blocks)");
    expect(outcome()).toContain("This can’t be undone.");
  });
});

describe("undo", () => {
  test("U3: writes a name and a note as they were", async () => {
    const { card, click, find, within, answer, commands } = await panelWith("Before rm -rf");
    const panelFocus = (which: string): void =>
      find("strata-snapshot-outcome")
        .shadowRoot?.querySelector<HTMLElement>(`[data-answer=${which}]`)
        ?.focus();
    const { id, note } = card.snapshot;
    await click("[data-action=menu]");
    await click("strata-snapshot-menu", "[data-action=rename]");
    within<HTMLInputElement>("strata-inline-edit", ".field").value = "Other";
    await click("strata-inline-edit", ".primary");
    panelFocus("undo");
    await answer("undo");
    // What had the focus is gone: it goes on to the card.
    expect(focused()).toBe(within("[data-action=menu]"));
    await click("[data-action=menu]");
    await click("strata-snapshot-menu", "[data-action=note]");
    within<HTMLTextAreaElement>("strata-inline-edit", ".field").value = "";
    await click("strata-inline-edit", ".primary");
    await answer("undo");
    expect(commands).toEqual([
      { kind: "rename-snapshot", id, name: "Other" },
      { kind: "rename-snapshot", id, name: "Before rm -rf" },
      { kind: "note-snapshot", id, text: "" },
      { kind: "note-snapshot", id, text: note },
    ]);
  });

  test("U3: what waits is carried out before the next command, and not at all where the panel goes away", async () => {
    const { click, find, settled, component, commands } = await panelWith("Broken on purpose");
    const remove = async (): Promise<void> => {
      await click("[data-action=menu]");
      await click("strata-snapshot-menu", "[data-action=remove]");
      await click("strata-snapshot-menu", "strata-confirm", ".confirm");
    };
    await remove();
    find("strata-take-snapshot").shadowRoot?.querySelector<HTMLElement>(".button")?.click();
    await settled();
    expect(commands.map(({ kind }) => kind)).toEqual(["remove-snapshot", "take-snapshot"]);
    await remove();
    component.remove();
    expect(commands.length).toBe(2);
  });
});

describe("comparing", () => {
  test("counts what was written since, names its places, and reads the bytes when that is asked for", async () => {
    const { click, component, textOf, within, settled } = await panelWith("Fresh boot");
    await click("[data-action=menu]");
    const overlays: unknown[] = [];
    component.addEventListener("strata-overlay", ({ detail }) => overlays.push(detail));
    await click("strata-snapshot-menu", "[data-action=compare]");
    const shown = () => textOf("strata-snapshot-comparison", "[role=group]");
    await expect.poll(shown).toContain("83 of 65,536");
    expect(shown()).toContain("Memory 640 of 16,384 2.5 MiB");
    expect(shown()).toContain("9,100 9,119 20 both");
    expect(shown()).toContain("some of it may hold the same bytes again");
    // The map of blocks shows the same.
    expect(overlays).toEqual([
      [
        {
          label: "written for “Fresh boot”",
          runs: [
            { drive: 0, first: 1034, count: 40 },
            { drive: 0, first: 9100, count: 20 },
          ],
        },
        { label: "written for “the present state”", runs: [{ drive: 0, first: 40_960, count: 23 }] },
      ],
    ]);
    await click("strata-snapshot-comparison", ".verify");
    await expect.poll(shown).toContain("The bytes were read: 15 that were written again are the same.");
    expect(shown()).toContain("80 of 65,536");
    const choice = within<HTMLSelectElement>("strata-snapshot-comparison", "select");
    expect([...choice.options].map(({ text }) => text)).toEqual([
      "the present state",
      "Broken on purpose",
      "Before rm -rf",
    ]);
    choice.value = "snapshot-3";
    choice.dispatchEvent(new Event("change"));
    await settled();
    await expect.poll(shown).toContain("83 of 65,536");
    expect(shown()).toContain("written for “Broken on purpose”");
  });
});
