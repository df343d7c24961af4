import { describe, expect, test } from "vitest";
import { localeOf } from "../../src/i18n/locale.ts";
import "../../src/ui/strata-machine/strata-machine.ts";
import "../../src/ui/strata-notice/strata-notice.ts";
import { madeUpViews } from "./made-up-views.ts";
import { focused, mount } from "./mounted.ts";

const locale = localeOf("en");

describe("strata-switches", () => {
  test("a switch that turns into another keeps the focus", async () => {
    const { component, button, commands, settled } = await mount("strata-switches", { locale, state: "off" });
    button("Power on").focus();
    button("Power on").click();
    component.state = "running";
    await settled();
    expect(focused()).toBe(button("Power off"));
    button("Pause").focus();
    button("Pause").click();
    component.state = "paused";
    await settled();
    expect(focused()).toBe(button("Resume"));
    expect(commands).toEqual([{ kind: "power-on" }, { kind: "pause" }]);
  });

  test("power-off and reset of a guest that is up take a second click; while it starts they do not", async () => {
    const { component, button, commands, find, settled } = await mount("strata-switches", {
      locale,
      state: "running",
      snapshotNames: ["Before power-off"],
    });
    button("Power off").click();
    await settled();
    expect(commands).toEqual([]);
    find("strata-confirm").shadowRoot?.querySelector<HTMLElement>(".confirm")?.click();
    expect(commands).toEqual([{ kind: "power-off", snapshotFirst: "Before power-off (2)" }]);
    component.state = "starting";
    await settled();
    button("Reset").click();
    expect(commands.at(-1)).toEqual({ kind: "reset", snapshotFirst: null });
  });

  test("a question whose guest is gone goes with it", async () => {
    const { component, button, settled } = await mount("strata-switches", { locale, state: "running" });
    button("Reset").click();
    await settled();
    component.state = "stopped-by-guest";
    await settled();
    expect(component.shadowRoot?.querySelector("strata-confirm")).toBeNull();
  });
});

describe("strata-settings", () => {
  const { config } = madeUpViews.off.machine;
  const [system] = config.disks;
  const second = {
    bus: "primary-slave",
    image: null,
    byteLength: 64 * 2 ** 20,
    provisioning: "thin",
  } as const;
  const choose = (select: HTMLSelectElement, value: string): void => {
    select.value = value;
    select.dispatchEvent(new Event("change"));
  };

  test("a second disk is chosen and added, and removed after a question", async () => {
    const { component, find, commands, settled } = await mount("strata-settings", {
      locale,
      config,
      isLocked: false,
      snapshotNames: [],
    });
    const select = find<HTMLSelectElement>("#second-disk");
    expect([...select.options].map(({ text }) => text.trim().replaceAll("\u00a0", " "))).toEqual([
      "none",
      "64 MiB, thin",
      "256 MiB, thin",
      "1 GiB, thin",
      "64 MiB, thick, not zeroed",
    ]);
    choose(select, "256");
    choose(select, "64");
    await settled();
    // The arrow keys pass the options one by one: none is added by that.
    expect(commands).toEqual([]);
    find("#add-second-disk").focus();
    find("#add-second-disk").click();
    expect(commands).toEqual([{ kind: "configure", changes: { disks: [system, second] } }]);
    component.config = { ...config, disks: [system, { ...second, range: 1 }] };
    await settled();
    expect(focused()).toBe(find("button#second-disk"));
    find("#second-disk").click();
    await settled();
    expect(commands).toHaveLength(1);
    find("strata-confirm").shadowRoot?.querySelector<HTMLElement>(".confirm")?.click();
    expect(commands.at(-1)).toEqual({
      kind: "remove-second-disk",
      snapshotFirst: "Before removing the disk",
    });
    await settled();
    component.config = config;
    await settled();
    expect(component.shadowRoot?.querySelector("strata-confirm")).toBeNull();
    expect(focused()).toBe(find("select#second-disk"));
    expect(find<HTMLSelectElement>("#second-disk").value).toBe("");
  });

  test("one that is not zeroed is added after a second click that says what it is for", async () => {
    const { component, find, commands, settled } = await mount("strata-settings", {
      locale,
      config,
      isLocked: false,
      snapshotNames: [],
    });
    const select = find<HTMLSelectElement>("#second-disk");
    choose(select, "64-thick");
    await settled();
    find("#add-second-disk").click();
    await settled();
    expect(commands).toEqual([]);
    const question = find("strata-confirm").shadowRoot;
    expect(question?.textContent).toContain("unless it was wiped");
    question?.querySelector<HTMLElement>(".confirm")?.click();
    const thick = { ...second, provisioning: "thick-not-zeroed" };
    expect(commands).toEqual([{ kind: "configure", changes: { disks: [system, thick] } }]);
    component.config = {
      ...config,
      disks: [system, { ...second, provisioning: "thick-not-zeroed", range: 1 }],
    };
    await settled();
    expect(component.shadowRoot?.querySelector("strata-confirm")).toBeNull();
  });

  test.each(["en", "fr"] as const)("nothing sticks out of a narrow panel in %s", async (language) => {
    const { component, find, settled } = await mount("strata-settings", {
      locale: localeOf(language),
      config,
      isLocked: false,
    });
    component.style.width = "254px";
    choose(find<HTMLSelectElement>("#second-disk"), "64-thick");
    await settled();
    find("#add-second-disk").click();
    await settled();
    const right = component.getBoundingClientRect().right;
    const beyond = [...(component.shadowRoot?.querySelectorAll("*") ?? [])].filter(
      (element) => element.getBoundingClientRect().right > right + 1,
    );
    expect(beyond.map(({ localName }) => localName)).toEqual([]);
  });

  test("both disks are shown while the machine is on, and a question about one goes", async () => {
    const { component, find, settled } = await mount("strata-settings", {
      locale,
      config: { ...config, disks: [system, second] },
      isLocked: false,
    });
    find("#second-disk").click();
    await settled();
    find("strata-confirm");
    component.isLocked = true;
    await settled();
    expect(component.shadowRoot?.querySelector("strata-confirm, select, button")).toBeNull();
    const shown = find("dl").textContent.replaceAll("\u00a0", " ");
    expect(shown).toContain("256 MiB");
    expect(shown).toContain("64 MiB, thin");
  });
});

describe("strata-typing", () => {
  test("sends its text to the console that is in sight, with Enter or without", async () => {
    const { component, find, commands, settled } = await mount("strata-typing", {
      locale,
      console: "screen",
    });
    const send = (text: string): void => {
      find<HTMLInputElement>("[name=text]").value = text;
      find<HTMLButtonElement>("button").click();
    };
    send("ls");
    component.console = "serial";
    await settled();
    find("[name=enter]").click();
    send("ls");
    send("");
    expect(commands).toEqual([
      { kind: "send-text", text: "ls\r", console: "screen" },
      { kind: "send-text", text: "ls", console: "serial" },
    ]);
  });
});

describe("strata-notice", () => {
  const rolesWithText = (component: Element): readonly (string | null)[] =>
    [...(component.shadowRoot?.querySelectorAll("[role]") ?? [])]
      .filter((element) => element.textContent?.trim() !== "")
      .map((element) => element.getAttribute("role"));

  test("an error interrupts, information waits, and both regions are there before", async () => {
    const { component, settled } = await mount("strata-notice", { locale });
    expect(component.shadowRoot?.querySelectorAll("[role=alert], [role=status]")).toHaveLength(2);
    expect(rolesWithText(component)).toEqual([]);
    component.notice = madeUpViews.error.notice;
    await settled();
    expect(rolesWithText(component)).toEqual(["alert"]);
    component.notice = madeUpViews.information.notice;
    await settled();
    expect(rolesWithText(component)).toEqual(["status"]);
  });

  test.each([
    [["Fresh boot", "Later"], false, "Snapshots that need it: “Fresh boot”, “Later”."],
    [[], false, "No snapshot needs it; the present state may."],
    [["Fresh boot"], true, "“Fresh boot”. Nothing is deleted while it can’t be read"],
  ])(
    "I1: damage names the snapshots %s that it touches",
    async (snapshotNames, preventsRemoval, sentence) => {
      const details = {
        record: "extent 12",
        layers: ["a"],
        snapshots: ["1"],
        snapshotNames,
        preventsRemoval,
      };
      const notice = { severity: "error", code: "storage-damaged", details, message: "" } as const;
      const { find } = await mount("strata-notice", { locale, notice });
      expect(find(".words p").textContent).toContain(sentence);
      expect(find("details").textContent).toContain("record = extent 12");
    },
  );

  test("an error has the facts for a report; a lasting one can't be dismissed", async () => {
    const { component, find, commands, settled } = await mount("strata-notice", {
      locale,
      notice: madeUpViews.error.notice,
    });
    expect(find("details").textContent).toContain("available = 212992");
    find(".notice > button").click();
    expect(commands).toEqual([{ kind: "dismiss-notice" }]);
    component.isLasting = true;
    await settled();
    expect(component.shadowRoot?.querySelector(".notice > button")).toBeNull();
  });
});
