import { expect, test } from "vitest";
import { localeOf } from "../../src/i18n/locale.ts";
import type { LookView } from "../../src/lab/view-model.ts";
import "../../src/ui/strata-look/strata-look.ts";
import { focused, mount } from "./mounted.ts";

const elsewhere: LookView = { reason: "elsewhere", writer: null, isTaking: false, refusal: null };
const running: LookView = { ...elsewhere, writer: { machine: "Linux", isOn: true } };

const mountLook = (look: LookView) =>
  mount("strata-look", { locale: localeOf("en"), look, snapshotNames: ["Before taking over"] });

test("a machine that is off is taken over at once", async () => {
  const { button, commands } = await mountLook({ ...running, writer: { machine: "Linux", isOn: false } });
  button("Take over").click();
  expect(commands).toEqual([{ kind: "take-over", snapshotFirst: null }]);
});

test("a machine that is on is taken over after a question, with a snapshot of a free name first", async () => {
  const { find, commands, settled } = await mountLook(running);
  find(".take").click();
  await settled();
  expect(commands).toEqual([]);
  const question = find("strata-confirm");
  question.shadowRoot?.querySelector<HTMLElement>(".confirm")?.click();
  await settled();
  expect(commands).toEqual([{ kind: "take-over", snapshotFirst: "Before taking over (2)" }]);
  expect(focused()).toBe(find(".take"));
});

test("the question goes away when there is nothing to lose any more, and the focus comes back", async () => {
  const { component, find, settled } = await mountLook(running);
  find(".take").click();
  await settled();
  component.look = { ...elsewhere, reason: "free" };
  await settled();
  expect(component.shadowRoot?.querySelector("strata-confirm")).toBeNull();
  await component.updateComplete;
  expect(focused()).toBe(find(".take"));
  expect(find(".take").textContent?.trim()).toBe("Continue here");
});

test("while it is being taken over nothing more can be asked for, and the button keeps the focus", async () => {
  const { component, find, commands, settled } = await mountLook(elsewhere);
  find(".take").focus();
  component.look = { ...elsewhere, isTaking: true };
  await settled();
  find(".take").click();
  expect(commands).toEqual([]);
  expect(focused()).toBe(find(".take"));
});
