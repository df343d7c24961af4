import { describe, expect, test } from "vitest";
import { localeOf } from "../../src/i18n/locale.ts";
import type { TransferView } from "../../src/lab/view-model.ts";
import "../../src/ui/strata-conveniences/strata-conveniences.ts";
import "../../src/ui/strata-files/strata-files.ts";
import { focused, mount } from "./mounted.ts";

const locale = localeOf("en");
const transfer: TransferView = {
  direction: "get",
  status: "under-way",
  path: "/root/a",
  done: 1024,
  total: 4096,
  waitingCount: 2,
};

const said = (element: HTMLElement): string => element.textContent.replaceAll(/\s+/g, " ").trim();

describe("strata-files", () => {
  test("asks for a path, shows how far the file is, and the focus goes along", async () => {
    const { component, button, commands, find, settled } = await mount("strata-files", { locale });
    button("Take a file…").focus();
    button("Take a file…").click();
    await settled();
    expect(focused()).toBe(find(".path"));
    find<HTMLInputElement>(".path").value = " /root/a ";
    button("Take").click();
    expect(commands).toEqual([{ kind: "take-file", path: "/root/a" }]);

    component.transfer = transfer;
    await settled();
    expect(said(find(".progress p"))).toBe("Taking /root/a 1 KiB of 4 KiB (2 more files wait)");
    expect(focused()).toBe(button("Cancel"));
    button("Cancel").click();
    expect(commands.at(-1)).toEqual({ kind: "cancel-transfer" });

    component.transfer = { ...transfer, status: "done", done: 4096 };
    await settled();
    expect(said(find(".result"))).toBe("/root/a was taken, 4 KiB.");
    expect(focused()).toBe(button("Take a file…"));
  });

  test("what comes by itself takes the focus from nothing, and nothing can be asked of a machine that does not run", async () => {
    const { component, button, find, settled } = await mount("strata-files", { locale });
    button("Put files…").click();
    await settled();
    find(".path").blur();
    component.transfer = transfer;
    component.isDisabled = true;
    await settled();
    expect(focused()).toBe(document.body);
    component.transfer = null;
    await settled();
    expect([button("Put files…").disabled, button("Take a file…").disabled]).toEqual([true, true]);
    expect(component.asking).toBeNull();
  });
});

describe("strata-conveniences", () => {
  test("N4: says how far the guest's clock is off, and that nobody knows", async () => {
    const { component, find, settled } = await mount("strata-conveniences", {
      locale,
      clock: { choice: "kept", offsetMs: -93_900_000 },
      isSoundOn: false,
      isOn: true,
    });
    expect(find<HTMLSelectElement>("select").value).toBe("kept");
    const shown: string[] = [];
    for (const offsetMs of [-93_900_000, 500, 65_000, null]) {
      component.clock = { choice: "kept", offsetMs };
      await settled();
      shown.push(said(find(".quiet")));
    }
    expect(shown).toEqual([
      "the clock is 1 d 2 h behind",
      "the clock is right",
      "the clock is 1 min 5 s ahead",
      "nobody knows what the clock shows",
    ]);
  });

  test("N3: sound is off until it is asked for", async () => {
    const { commands, find } = await mount("strata-conveniences", {
      locale,
      clock: { choice: "set", offsetMs: null },
      isSoundOn: false,
      isOn: false,
    });
    expect(find<HTMLInputElement>("[type=checkbox]").checked).toBe(false);
    find("[type=checkbox]").click();
    expect(commands).toEqual([{ kind: "set-sound", isOn: true }]);
  });
});
