import { describe, expect, test } from "vitest";
import { localeOf } from "../../src/i18n/locale.ts";
import "../../src/ui/strata-storage/strata-storage.ts";
import {
  madeUpDamage,
  madeUpFreed,
  madeUpMachines,
  madeUpSystems,
  madeUpUsage,
  madeUpVerification,
} from "./made-up-store.ts";
import { madeUpViews } from "./made-up-views.ts";
import { focused, mount } from "./mounted.ts";

const { running, checking } = madeUpViews;

/** The storage line, unfolded. */
async function unfolded() {
  const { storage, disk, snapshots } = running;
  const panel = await mount("strata-storage", {
    locale: localeOf("en"),
    storage,
    disk,
    snapshots,
    machines: madeUpMachines,
    systems: madeUpSystems,
    now: Date.now(),
  });
  const details = panel.find<HTMLDetailsElement>(".fold");
  const toggled = new Promise((resolve) => details.addEventListener("toggle", resolve, { once: true }));
  details.open = true;
  await toggled;
  await panel.settled();
  const within = (tag: string, selector: string): HTMLElement => {
    const found = panel.find(tag).shadowRoot?.querySelector<HTMLElement>(selector);
    if (!found) throw new Error(`Find ${selector} in ${tag}: none`);
    return found;
  };
  return { ...panel, within };
}

describe("strata-storage", () => {
  test("asks what takes how much when it is unfolded, and again on demand", async () => {
    const { component, commands, button, within, settled } = await unfolded();
    expect(commands).toEqual([{ kind: "measure-usage" }]);
    component.usage = madeUpUsage;
    await settled();
    const rows = [...(within("strata-usage", "tbody").querySelectorAll("tr") ?? [])].map((row) =>
      [...row.cells].map((cell) => cell.textContent?.replaceAll(/\s+/g, " ").trim()),
    );
    expect(rows[0]?.slice(1)).toEqual(["29.9 MiB", "5.1 MiB"]);
    expect(rows).toHaveLength(7);
    expect(rows[4]).toEqual(["C Broken on purpose", "5.3 MiB", "10.4 MiB"]);
    button("Measure again").click();
    expect(commands).toHaveLength(2);
  });

  test("measures anew when a snapshot or a machine comes or goes, and not for what else changes", async () => {
    const { component, commands, settled } = await unfolded();
    component.snapshots = component.snapshots.map((taken) => ({ ...taken, note: "changed" }));
    await settled();
    expect(commands).toHaveLength(1);
    component.snapshots = component.snapshots.slice(1);
    await settled();
    component.machines = component.machines.slice(1);
    await settled();
    expect(commands).toEqual(Array.from({ length: 3 }, () => ({ kind: "measure-usage" })));
  });

  test("what was found in the freed space is not told any more once another amount was measured", async () => {
    const { component, within, settled } = await unfolded();
    component.usage = madeUpUsage;
    await settled();
    component.freed = { ...madeUpFreed, unwipedByteLength: 0 };
    await settled();
    const part = "strata-freed-space";
    expect(within(part, "[role=status]").textContent).toContain("No old byte is left");
    component.usage = { ...madeUpUsage, at: Date.now() };
    await settled();
    expect(within(part, "[role=status]").textContent).toContain("No old byte is left");
    component.usage = { ...madeUpUsage, freedBytes: madeUpUsage.freedBytes * 2 };
    await settled();
    expect(within(part, "[role=status]").textContent?.trim()).toBe("");
    expect(within(part, ".numbers").textContent?.replaceAll("\u00a0", " ")).toContain(
      "At most 12.4 MiB are kept.",
    );
  });

  test("a check shows its progress, can be cancelled, and the focus goes with it", async () => {
    const { component, commands, within, settled } = await unfolded();
    within("strata-store-check", ".check").focus();
    within("strata-store-check", ".check").click();
    component.activity = checking.activity;
    await settled();
    expect(within("strata-store-check", ".progress").textContent).toContain("320 of 1,204 extents");
    expect(focused()).toBe(within("strata-store-check", ".cancel"));
    within("strata-store-check", ".cancel").click();
    component.activity = null;
    await settled();
    expect(focused()).toBe(within("strata-store-check", ".check"));
    expect(commands.slice(1)).toEqual([{ kind: "verify-storage" }, { kind: "cancel" }]);
  });

  test("says plainly that all is whole, or what is damaged and who needs it", async () => {
    const { component, within, settled } = await unfolded();
    component.verification = madeUpVerification;
    await settled();
    expect(within("strata-store-check", "[role=status]").textContent).toContain(
      "All 1,204 records are whole.",
    );
    component.verification = madeUpDamage;
    await settled();
    const report = within("strata-store-check", "[role=status]").textContent ?? "";
    expect(report).toContain("2 records are damaged, of 1,204.");
    expect(report).toContain("extent 12");
    expect(report).toContain("Snapshots that need it: “Before rm -rf”, “Broken on purpose”.");
    expect(report).toContain("2 freed extents are kept");
  });

  test("a machine that is not open here is renamed, and deleted by two clicks", async () => {
    const { component, commands, find, within, settled } = await unfolded();
    const [present, other] = component.machines;
    const list = "strata-machine-list";
    expect(() => within(list, `[data-machine="${present?.id}"] [data-action=remove]`)).toThrow();
    within(list, `[data-machine="${other?.id}"] [data-action=rename]`).click();
    await settled();
    const edit = find(list).shadowRoot?.querySelector("strata-inline-edit")?.shadowRoot;
    const field = edit?.querySelector<HTMLInputElement>(".field");
    if (field) field.value = "Spare";
    edit?.querySelector<HTMLElement>(".primary")?.click();
    await settled();
    within(list, `[data-machine="${other?.id}"] [data-action=remove]`).click();
    await settled();
    expect(commands.slice(1)).toEqual([{ kind: "rename-machine", id: other?.id, name: "Spare" }]);
    find(list)
      .shadowRoot?.querySelector("strata-confirm")
      ?.shadowRoot?.querySelector<HTMLElement>(".confirm")
      ?.click();
    expect(commands.slice(2)).toEqual([{ kind: "remove-machine", id: other?.id, wipe: false }]);
  });

  test("a machine is deleted with a wipe when that is asked for", async () => {
    const { component, commands, find, within, settled } = await unfolded();
    const id = component.machines[1]?.id;
    within("strata-machine-list", `[data-machine="${id}"] [data-action=remove]`).click();
    await settled();
    const question = find("strata-machine-list").shadowRoot?.querySelector("strata-confirm")?.shadowRoot;
    question?.querySelector<HTMLElement>(".extra input")?.click();
    question?.querySelector<HTMLElement>(".confirm")?.click();
    expect(commands.slice(1)).toEqual([{ kind: "remove-machine", id, wipe: true }]);
  });

  test("freed space is looked into, overwritten with progress, and the focus goes with it", async () => {
    const { component, commands, within, settled } = await unfolded();
    const part = "strata-freed-space";
    within(part, "[data-action=inspect-freed]").click();
    component.freed = madeUpFreed;
    await settled();
    expect(within(part, "[role=status]").textContent).toContain("of old bytes are left in 99 freed");
    within(part, "[data-action=wipe-freed]").focus();
    within(part, "[data-action=wipe-freed]").click();
    component.activity = { operation: "wipe", done: 40, total: 99, canCancel: true };
    await settled();
    expect(within(part, ".progress").textContent).toContain("40 of 99 extents");
    expect(focused()).toBe(within(part, ".cancel"));
    within(part, ".cancel").click();
    component.activity = null;
    component.freed = { ...madeUpFreed, unwipedByteLength: 0 };
    await settled();
    expect(within(part, "[role=status]").textContent).toContain("No old byte is left in 99 freed extents.");
    within(part, "[data-action=give-back-freed]").click();
    expect(commands.slice(1)).toEqual([
      { kind: "inspect-freed" },
      { kind: "wipe-freed" },
      { kind: "cancel" },
      { kind: "give-back-freed" },
    ]);
  });

  test("E3, E6: says, before a machine is deleted, what the browser may keep of it, or that its key goes", async () => {
    const { component, find, within, settled } = await unfolded();
    const asked = async (isEncrypted: boolean) => {
      component.machines = madeUpMachines.map((machine) => ({ ...machine, isEncrypted }));
      await settled();
      within("strata-machine-list", "[data-action=remove]").click();
      await settled();
      const question = find("strata-machine-list").shadowRoot?.querySelector("strata-confirm");
      const found = { text: question?.consequences.join(" "), extra: question?.extra };
      within("strata-machine-list", "[data-action=remove]").click();
      await settled();
      return found;
    };
    const plain = await asked(false);
    expect(plain.text).toContain("the browser may keep what it wrote in its own files");
    expect(plain.text).not.toContain("key");
    expect(plain.extra).toEqual(expect.any(String));
    const encrypted = await asked(true);
    expect(encrypted.text).toContain("Its key is destroyed at once");
    // There is nothing left to overwrite.
    expect(encrypted.extra).toBeNull();
  });

  test("makes a machine of the system and the encryption that are chosen, and says what those are that there are", async () => {
    const { component, commands, find, within, settled } = await unfolded();
    component.machines = component.machines.map((machine, index) => ({
      ...machine,
      image: index === 1 ? "gone" : "large",
      isEncrypted: index === 1,
    }));
    await settled();
    const list = "strata-machine-list";
    const rows = [...(find(list).shadowRoot?.querySelectorAll("li") ?? [])].map((row) => row.textContent);
    expect(rows.map((row) => row?.includes("encrypted"))).toEqual([false, true]);
    expect(rows[0]).toContain("Large Linux · ");
    expect(rows[1]).toContain("gone · ");
    for (const encrypted of [false, true]) {
      within(list, "[data-action=create]").click();
      await settled();
      const form = find(list).shadowRoot?.querySelector("strata-machine-form")?.shadowRoot;
      const choices = [...(form?.querySelectorAll<HTMLInputElement>("[name=system]") ?? [])];
      // The present machine's is suggested.
      expect(choices.map(({ checked }) => checked)).toEqual([false, true]);
      expect(form?.textContent).toContain("A disk of 512\u00a0MiB; 9\u00a0MiB to fetch at most");
      if (encrypted) {
        choices[0]?.click();
        form?.querySelector<HTMLInputElement>("[name=encrypted]")?.click();
      }
      form?.querySelector<HTMLElement>(".primary")?.click();
      await settled();
      expect(commands.at(-1)).toEqual({
        kind: "create-machine",
        name: "Machine 3",
        image: encrypted ? "linux" : "large",
        encrypted,
      });
      expect(focused()).toBe(within(list, "[data-action=create]"));
    }
  });
});
