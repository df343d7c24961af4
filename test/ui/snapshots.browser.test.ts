import { describe, expect, test } from "vitest";
import { localeOf } from "../../src/i18n/locale.ts";
import type { ViewModel } from "../../src/lab/view-model.ts";
import "../../src/ui/strata-snapshots/strata-snapshots.ts";
import { madeUpViews } from "./made-up-views.ts";
import { mount } from "./mounted.ts";

const shelf = async ({ snapshots, layers, machine }: ViewModel) => {
  const panel = await mount("strata-snapshots", {
    locale: localeOf("en"),
    snapshots,
    layers,
    machine,
    form: "list",
    now: Date.now(),
  });
  const finder =
    (part: string) =>
    <Found extends HTMLElement = HTMLElement>(selector: string): Found => {
      const found = panel.find(part).shadowRoot?.querySelector<Found>(selector);
      if (!found) throw new Error(`Find ${selector} in ${part}: none`);
      return found;
    };
  return { ...panel, present: finder("strata-present"), take: finder("strata-take-snapshot") };
};

describe("strata-snapshots", () => {
  test("takes a snapshot under the name that was typed, without spaces around it", async () => {
    const { take, commands, settled } = await shelf(madeUpViews.running);
    const field = take<HTMLInputElement>("input");
    field.value = "  mine ";
    field.dispatchEvent(new InputEvent("input"));
    take(".button").click();
    await settled();
    expect(commands).toEqual([{ kind: "take-snapshot", name: "mine" }]);
    expect(field.value).toBe("");
  });

  test("without a name takes the one that it suggests", async () => {
    const { take, commands } = await shelf(madeUpViews.running);
    take(".button").click();
    expect(commands).toEqual([{ kind: "take-snapshot", name: take<HTMLInputElement>("input").placeholder }]);
  });

  test("asks for nothing before the second click of a revert, which offers to keep the present state", async () => {
    const { component, button, commands, settled } = await shelf(madeUpViews.running);
    const cards = component.shadowRoot?.querySelectorAll("strata-snapshot-card") ?? [];
    const [newest] = cards;
    newest?.shadowRoot?.querySelector<HTMLElement>("[data-action=revert]")?.click();
    await settled();
    expect(commands).toEqual([]);
    const confirm = newest?.shadowRoot?.querySelector("strata-confirm");
    confirm?.shadowRoot?.querySelector<HTMLElement>(".confirm")?.click();
    await settled();
    expect(commands).toEqual([
      { kind: "revert", id: newest?.snapshot.id, snapshotFirst: "Before reverting to Broken on purpose" },
    ]);
    expect(newest?.shadowRoot?.querySelector("strata-confirm")).toBeNull();
    expect(() => button("Cancel")).toThrow();
  });

  test("offers to start a machine that is off from a snapshot of a running one", async () => {
    const { component, commands, settled } = await shelf(madeUpViews.off);
    const first = component.shadowRoot?.querySelector("strata-snapshot-card");
    expect(first?.shadowRoot?.querySelector("[data-action=revert]")).toBeNull();
    first?.shadowRoot?.querySelector<HTMLElement>("[data-action=start-from]")?.click();
    await settled();
    const confirm = first?.shadowRoot?.querySelector("strata-confirm")?.shadowRoot;
    confirm?.querySelector<HTMLElement>("input")?.click();
    confirm?.querySelector<HTMLElement>(".confirm")?.click();
    expect(commands).toEqual([{ kind: "start-from", id: first?.snapshot.id, snapshotFirst: null }]);
  });

  test.each([
    ["other-build", "Its memory was made by another build of the emulator; its disk can still be booted."],
    ["damaged", "Its memory is damaged; its disk can still be booted."],
  ] as const)("says why a memory is of no use (%s), and offers the disk alone", async (memory, reason) => {
    for (const view of [madeUpViews.running, madeUpViews.off]) {
      const snapshots = view.snapshots.map((taken) => ({ ...taken, memory }));
      const { component, commands, present, settled } = await shelf({ ...view, snapshots });
      const card = component.shadowRoot?.querySelector("strata-snapshot-card");
      const inCard = (selector: string) => card?.shadowRoot?.querySelector<HTMLElement>(selector);
      expect(inCard("#obstacle")?.textContent).toBe(reason);
      expect(inCard("[data-action=revert]")?.textContent?.trim()).toBe("Revert disk only");
      expect(inCard("[data-action=revert]")?.getAttribute("aria-describedby")).toBe("obstacle");
      const actions = view === madeUpViews.off ? (["revert", "start-from"] as const) : (["revert"] as const);
      for (const action of actions) {
        inCard(`[data-action=${action}]`)?.click();
        await settled();
        const confirm = inCard("strata-confirm")?.shadowRoot;
        expect(confirm?.textContent).toContain(reason);
        expect(confirm?.textContent).toContain(action === "revert" ? "will be off" : "boots from that disk");
        expect(confirm?.textContent).not.toContain("very instruction");
        confirm?.querySelector<HTMLElement>(".confirm")?.click();
        await settled();
        expect(commands.at(-1)).toMatchObject({ kind: action, id: card?.snapshot.id, diskOnly: true });
      }
      present(".discard").click();
      await settled();
      const question = present("strata-confirm").shadowRoot;
      expect(question?.textContent).toContain(reason);
      question?.querySelector<HTMLElement>(".confirm")?.click();
      expect(commands.at(-1)).toMatchObject({ kind: "discard-changes", diskOnly: true });
    }
  });

  test("discards only what there is, after two clicks", async () => {
    const untouched = await shelf(madeUpViews["first-visit"]);
    expect(untouched.present<HTMLButtonElement>(".discard").disabled).toBe(true);

    const { present, commands, settled } = await shelf(madeUpViews.running);
    present(".discard").click();
    await settled();
    expect(commands).toEqual([]);
    present("strata-confirm").shadowRoot?.querySelector<HTMLElement>(".confirm")?.click();
    expect(commands).toEqual([{ kind: "discard-changes", snapshotFirst: "Before discarding" }]);
  });

  test("of a thousand snapshots draws the cards that come into view, and names all", async () => {
    const { running } = madeUpViews;
    const [pattern] = running.snapshots;
    if (pattern === undefined) throw new RangeError("Make snapshots: no pattern, wanted one");
    const snapshots = Array.from({ length: 1000 }, (_, number) => ({
      ...pattern,
      id: `s${number}` as typeof pattern.id,
      parentId: number === 0 ? null : (`s${number - 1}` as typeof pattern.id),
      name: `Snapshot ${number}`,
      isCurrent: number === 999,
    }));
    const { component } = await shelf({ ...running, snapshots });
    const list = component.shadowRoot?.querySelector("ol") as HTMLElement;
    const cardOf = (name: string) =>
      [...list.querySelectorAll("strata-snapshot-card")].find(({ snapshot }) => snapshot.name === name);
    expect(list.querySelectorAll("li").length).toBe(1001);
    expect(list.querySelectorAll("strata-snapshot-card").length).toBeLessThan(50);
    expect(cardOf("Snapshot 999")).toBeDefined();
    expect(cardOf("Snapshot 0")).toBeUndefined();
    expect(list.textContent).toContain("Snapshot 0");
    list.scrollTop = list.scrollHeight;
    await expect.poll(() => cardOf("Snapshot 0")).toBeDefined();
    expect(list.querySelectorAll("strata-snapshot-card").length).toBeLessThan(100);
  });
});
