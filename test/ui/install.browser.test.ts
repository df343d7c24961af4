import { expect, test } from "vitest";
import { localeOf } from "../../src/i18n/locale.ts";
import { installableSystems } from "../../src/images/installable-systems.ts";
import "../../src/ui/strata-install/strata-install.ts";
import { madeUpViews } from "./made-up-views.ts";
import { focused, mount } from "./mounted.ts";

const { config } = madeUpViews.off.machine;
const storage = { usage: 0, quota: 2 ** 30, isPersisted: false };
const properties = {
  locale: localeOf("en"),
  systems: installableSystems,
  config,
  activeBlockCount: 0,
  storage,
  activity: null,
  isOn: false,
  snapshotNames: ["Before installing Basalt"],
};

test("a system is installed with a second click, which says what it costs and offers a snapshot", async () => {
  const { button, commands, find, settled } = await mount("strata-install", properties);
  button("Install").click();
  await settled();
  expect(commands).toEqual([]);
  expect(find("strata-confirm").shadowRoot?.textContent).toContain("65,536 blocks");
  button("Install and start").click();
  expect(commands).toEqual([
    { kind: "reinstall", system: "basalt", snapshotFirst: "Before installing Basalt (2)" },
  ]);
});

test("another choice withdraws the question", async () => {
  const { component, button, commands, find, settled } = await mount("strata-install", properties);
  button("Install").click();
  await settled();
  const select = find<HTMLSelectElement>("select");
  select.value = "invaders";
  select.dispatchEvent(new Event("change"));
  await settled();
  expect(component.shadowRoot?.querySelector("strata-confirm")).toBeNull();
  button("Install").click();
  await settled();
  button("Install and start").click();
  expect(commands).toMatchObject([{ kind: "reinstall", system: "invaders" }]);
});

test("the focus goes to the button that gives it up, and back at its end", async () => {
  const { component, button, commands, settled } = await mount("strata-install", properties);
  button("Install").click();
  await settled();
  button("Install and start").click();
  await settled();
  component.activity = { operation: "reinstall", done: 1, total: 2, canCancel: true };
  await settled();
  expect(focused()).toBe(button("Cancel"));
  button("Cancel").click();
  expect(commands.at(-1)).toEqual({ kind: "cancel" });
  component.activity = null;
  await settled();
  expect(focused()).toBe(button("Install"));
});
