import { describe, expect, test } from "vitest";
import { localeOf } from "../../src/i18n/locale.ts";
import type { ViewModel } from "../../src/lab/view-model.ts";
import "../../src/ui/strata-snapshots/strata-snapshots.ts";
import type { StrataSnapshotCard } from "../../src/ui/strata-snapshot-card/strata-snapshot-card.ts";
import { madeUpViews } from "./made-up-views.ts";
import { focused, mount } from "./mounted.ts";

const { running } = madeUpViews;

/** The panel with the menu of the snapshot of that name open. */
async function openMenu(name: string, view: ViewModel = running) {
  const { snapshots, layers, machine, activity } = view;
  const panel = await mount("strata-snapshots", {
    locale: localeOf("en"),
    snapshots,
    layers,
    machine,
    activity,
    form: "list",
    now: Date.now(),
  });
  const cards = (): readonly StrataSnapshotCard[] => [
    ...(panel.component.shadowRoot?.querySelectorAll("strata-snapshot-card") ?? []),
  ];
  const card = cards().find(({ snapshot }) => snapshot.name === name);
  if (!card) throw new Error(`Find the card of ${name}: none`);
  const find = <Found extends HTMLElement>(...path: readonly string[]): Found => {
    const found = path.reduce<Element | null>(
      (element, selector) => element?.shadowRoot?.querySelector(selector) ?? null,
      card,
    );
    if (!found) throw new Error(`Find ${path.join(" ")}: none`);
    return found as Found;
  };
  const click = async (...path: readonly string[]): Promise<void> => {
    find(...path).click();
    await panel.settled();
  };
  await click("[data-action=menu]");
  const action = (which: string) => find("strata-snapshot-menu", `[data-action=${which}]`);
  /** Answers the offer to undo what was just asked for. */
  const answer = async (which: "undo" | "now"): Promise<void> => {
    const offer = panel.find("strata-snapshot-outcome").shadowRoot;
    offer?.querySelector<HTMLElement>(`[data-answer=${which}]`)?.click();
    await panel.settled();
  };
  return { ...panel, card, cards, find, click, action, answer, id: card.snapshot.id };
}

describe("the menu of a snapshot", () => {
  test("a new name is written in the place of the old one, and spaces around it do not count", async () => {
    const { find, click, commands, settled, id } = await openMenu("Fresh boot");
    await click("strata-snapshot-menu", "[data-action=rename]");
    const field = find<HTMLInputElement>("strata-inline-edit", ".field");
    expect(focused()).toBe(field);
    expect(field.value).toBe("Fresh boot");
    field.value = "  First boot ";
    await click("strata-inline-edit", ".primary");
    expect(commands).toEqual([{ kind: "rename-snapshot", id, name: "First boot" }]);
    await settled();
    expect(focused()).toBe(find("[data-action=menu]"));
  });

  test("an empty name is not sent, and Escape gives up", async () => {
    const { find, click, commands, settled } = await openMenu("Fresh boot");
    await click("strata-snapshot-menu", "[data-action=rename]");
    const field = find<HTMLInputElement>("strata-inline-edit", ".field");
    field.value = "   ";
    await click("strata-inline-edit", ".primary");
    expect(commands).toEqual([]);
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, composed: true }));
    await settled();
    expect(commands).toEqual([]);
    expect(focused()).toBe(find("[data-action=menu]"));
  });

  test("a note is written in its place, and may be emptied", async () => {
    const { find, click, commands, id } = await openMenu("Before rm -rf");
    await click("strata-snapshot-menu", "[data-action=note]");
    const field = find<HTMLTextAreaElement>("strata-inline-edit", "textarea");
    expect(field.value).toBe("Everything installed; the shell is in /root.");
    field.value = "";
    await click("strata-inline-edit", ".primary");
    expect(commands).toEqual([{ kind: "note-snapshot", id, text: "" }]);
  });

  test("a deletion takes two clicks, says what it moves and where, and can be taken back until it is carried out", async () => {
    const { find, click, action, answer, card, commands, id } = await openMenu("Before rm -rf");
    const cost = "Moves at most 74 blocks, 296 KiB, as references, into each of the 2 that stand on it.";
    expect(action("remove").textContent?.replaceAll("\u00a0", " ")).toContain(cost);
    await click("strata-snapshot-menu", "[data-action=remove]");
    expect(commands).toEqual([]);
    const question = find("strata-snapshot-menu", "strata-confirm", "#consequences");
    expect(question.textContent?.replaceAll("\u00a0", " ")).toContain(cost);
    await click("strata-snapshot-menu", "strata-confirm", ".confirm");
    expect(card.isWaiting).toBe(true);
    expect(commands).toEqual([]);
    await answer("undo");
    expect(card.isWaiting).toBe(false);
    await click("[data-action=menu]");
    await click("strata-snapshot-menu", "[data-action=remove]");
    await click("strata-snapshot-menu", "strata-confirm", ".confirm");
    await answer("now");
    expect(commands).toEqual([{ kind: "remove-snapshot", id, branch: false, wipe: false }]);
  });

  test("the deletion of a leaf moves nothing, and of a leaf there is no branch to delete", async () => {
    const { action } = await openMenu("Broken on purpose");
    expect(action("remove").textContent).toContain("moves no block");
    expect(() => action("branch")).toThrow();
  });

  test("a branch with the present state on it can't be deleted, and says so", async () => {
    const { click, action, find } = await openMenu("Fresh boot");
    expect(action("branch").getAttribute("aria-disabled")).toBe("true");
    expect(action("branch").textContent).toContain("You are on this branch");
    await click("strata-snapshot-menu", "[data-action=branch]");
    expect(() => find("strata-snapshot-menu", "strata-confirm")).toThrow();
  });

  test("a branch beside the present state is deleted whole, after its snapshots were named", async () => {
    const snapshots = running.snapshots.map((snapshot, index) => ({ ...snapshot, isCurrent: index === 0 }));
    const { find, click, answer, commands, id } = await openMenu("Before rm -rf", { ...running, snapshots });
    await click("strata-snapshot-menu", "[data-action=branch]");
    expect(find("strata-snapshot-menu", "strata-confirm", "#consequences").textContent).toContain(
      "2 snapshots will be gone: “Before rm -rf”, “Broken on purpose”.",
    );
    await click("strata-snapshot-menu", "strata-confirm", ".confirm");
    await answer("now");
    expect(commands).toEqual([{ kind: "remove-snapshot", id, branch: true, wipe: false }]);
  });

  test("a merge moves exactly the layer's blocks; without a parent of its own it says why it can't be", async () => {
    const { action, answer, click, commands, find, id } = await openMenu("Before rm -rf");
    await click("strata-snapshot-menu", "[data-action=merge]");
    expect(
      find("strata-snapshot-menu", "strata-confirm", "#consequences").textContent?.replaceAll("\u00a0", " "),
    ).toContain("Moves 74 blocks, 296 KiB, as references.");
    await click("strata-snapshot-menu", "strata-confirm", ".confirm");
    await answer("now");
    expect(commands).toEqual([{ kind: "merge-snapshot", id }]);
    expect(() => action("merge")).toThrow();
    expect((await openMenu("Fresh boot")).action("merge").textContent).toContain("It has no parent.");
    expect((await openMenu("Broken on purpose")).action("merge").textContent).toContain(
      "Something else stands on “Before rm -rf”.",
    );
  });

  test("a clone is linked unless a full one is chosen, under a name that is suggested", async () => {
    const { find, click, commands, id } = await openMenu("Fresh boot");
    await click("strata-snapshot-menu", "[data-action=clone]");
    await click("strata-snapshot-menu", "strata-clone-form", ".primary");
    await click("[data-action=menu]");
    await click("strata-snapshot-menu", "[data-action=clone]");
    await click("strata-snapshot-menu", "strata-clone-form", "[value=full]");
    find<HTMLInputElement>("strata-snapshot-menu", "strata-clone-form", "[name=name]").value = "Copy";
    await click("strata-snapshot-menu", "strata-clone-form", ".primary");
    expect(commands).toEqual([
      { kind: "clone-snapshot", id, name: "Clone of Fresh boot", linked: true },
      { kind: "clone-snapshot", id, name: "Copy", linked: false },
    ]);
  });

  test("flattening takes one click, shows its progress and can be cancelled", async () => {
    const { component, click, commands, find, settled, id } = await openMenu("Fresh boot");
    await click("strata-snapshot-menu", "[data-action=flatten]");
    component.activity = madeUpViews.flattening.activity;
    await settled();
    component.shadowRoot?.querySelector<HTMLElement>(".cancel")?.click();
    expect(commands).toEqual([{ kind: "flatten-snapshot", id }, { kind: "cancel" }]);
    expect(find<HTMLButtonElement>("[data-action=revert]").disabled).toBe(true);
  });

  test("Escape closes it, and goes back from a question to the action that asked it", async () => {
    const { action, click, find, settled } = await openMenu("Fresh boot");
    const pressEscape = async (): Promise<void> => {
      const options = { key: "Escape", bubbles: true, composed: true };
      focused()?.dispatchEvent(new KeyboardEvent("keydown", options));
      await settled();
    };
    await click("strata-snapshot-menu", "[data-action=remove]");
    expect(focused()).toBe(find("strata-snapshot-menu", "strata-confirm", ".confirm"));
    await pressEscape();
    expect(focused()).toBe(action("remove"));
    await pressEscape();
    expect(focused()).toBe(find("[data-action=menu]"));
    expect(find("[data-action=menu]").getAttribute("aria-expanded")).toBe("false");
  });

  test("where the card with the focus goes away, the one in its place gets it", async () => {
    const { component, cards, find, settled, id } = await openMenu("Before rm -rf");
    find("[data-action=menu]").focus();
    component.snapshots = running.snapshots.filter((snapshot) => snapshot.id !== id);
    await settled();
    const [newest] = cards();
    expect(newest?.snapshot.name).toBe("Broken on purpose");
    expect(focused()).toBe(newest?.shadowRoot?.querySelector("[data-action=menu]"));
  });
});
