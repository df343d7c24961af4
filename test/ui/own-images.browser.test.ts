import { describe, expect, test } from "vitest";
import { localeOf } from "../../src/i18n/locale.ts";
import type { NoticeView } from "../../src/lab/view-model.ts";
import "../../src/ui/strata-image-form/strata-image-form.ts";
import "../../src/ui/strata-machine-list/strata-machine-list.ts";
import "../../src/ui/strata-media-list/strata-media-list.ts";
import "../../src/ui/strata-notice/strata-notice.ts";
import { madeUpMachines, madeUpMedia, madeUpSystems } from "./made-up-store.ts";
import { focused, mount } from "./mounted.ts";

const locale = localeOf("en");

describe("strata-image-form", () => {
  test("R1: takes an address, for what is chosen; the focus goes in and comes back", async () => {
    const { button, commands, find, settled } = await mount("strata-image-form", { locale });
    button("Open an image file…").click();
    await settled();
    await settled();
    expect(focused()).toBe(button("Choose a file…"));
    find<HTMLSelectElement>("[name=as]").value = "disk";
    find<HTMLInputElement>("[name=encrypted]").checked = true;
    button("Fetch").click();
    expect(commands).toEqual([]);
    expect(focused()).toBe(find("[name=address]"));
    find<HTMLInputElement>("[name=address]").value = " https://other.test/disk.img ";
    button("Fetch").click();
    expect(commands).toEqual([
      { kind: "open-image", source: "https://other.test/disk.img", as: "disk", encrypted: true },
    ]);
    await settled();
    await settled();
    expect(focused()).toBe(button("Open an image file…"));
  });

  test("R1: takes a file, shows how far it is, and gives it up", async () => {
    const { component, button, commands, find, settled } = await mount("strata-image-form", { locale });
    button("Open an image file…").click();
    await settled();
    const file = new File([new Uint8Array(512)], "disk.img");
    const chooser = find<HTMLInputElement>("[type=file]");
    const transfer = new DataTransfer();
    transfer.items.add(file);
    chooser.files = transfer.files;
    chooser.dispatchEvent(new Event("change"));
    expect(commands).toEqual([{ kind: "open-image", source: file, as: undefined, encrypted: false }]);
    component.activity = { operation: "open-image", done: 1024, total: 0, canCancel: true };
    await settled();
    expect(find("progress").hasAttribute("value")).toBe(false);
    expect(find(".progress p").textContent?.replaceAll(/\s+/g, " ").trim()).toBe("Taking in the image 1 KiB");
    button("Cancel").click();
    expect(commands.at(-1)).toEqual({ kind: "cancel" });
    component.activity = { operation: "verify", done: 0, total: 0, canCancel: true };
    await settled();
    expect(button("Open an image file…").disabled).toBe(true);
  });
});

test("R1: an image that is dropped on the list of machines is taken in, but not while something else is under way", async () => {
  const { component, commands, find, settled } = await mount("strata-machine-list", {
    locale,
    machines: madeUpMachines,
    systems: madeUpSystems,
  });
  const file = new File([new Uint8Array(512)], "disk.img");
  const drag = (type: string): DragEvent => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(file);
    const event = new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer });
    find(".list").dispatchEvent(event);
    return event;
  };
  expect(drag("dragover").defaultPrevented).toBe(true);
  await settled();
  expect(find(".drop").textContent).toBe("Drop the image here");
  expect(drag("drop").defaultPrevented).toBe(true);
  await settled();
  expect(component.isDropTarget).toBe(false);
  expect(commands).toEqual([{ kind: "open-image", source: file, as: undefined, encrypted: false }]);
  component.isBusy = true;
  await settled();
  drag("dragover");
  // Else the browser would open the file in place of the page.
  expect(drag("drop").defaultPrevented).toBe(true);
  expect(commands).toHaveLength(1);
});

describe("strata-media-list", () => {
  test("R3: names the media with their drives, gives new names, and removes in two clicks", async () => {
    const { component, commands, find, settled } = await mount("strata-media-list", {
      locale,
      media: madeUpMedia,
    });
    const text = (selector: string): string =>
      find(selector).textContent?.replaceAll(/\s+/g, " ").trim() ?? "";
    expect(text("[data-medium=medium-1] .quiet")).toContain("CD-ROM · 412 MiB");
    expect(text("[data-medium=medium-1] .quiet")).toContain("in a drive of Linux");
    expect(text("[data-medium=medium-2] .quiet")).not.toContain("drive");
    find("[data-medium=medium-2] [data-action=rename]").click();
    await settled();
    find("strata-inline-edit").dispatchEvent(new CustomEvent("saved", { detail: "Boot" }));
    find("[data-medium=medium-2] [data-action=remove]").click();
    await settled();
    find("strata-confirm").dispatchEvent(new CustomEvent("confirmed", { detail: { wantsExtra: true } }));
    expect(commands).toEqual([
      { kind: "rename-medium", id: "medium-2", name: "Boot" },
      { kind: "remove-medium", id: "medium-2", wipe: true },
    ]);
    component.isLooking = true;
    await settled();
    expect(component.shadowRoot?.querySelector("button")).toBeNull();
    component.media = [];
    await settled();
    expect(component.shadowRoot?.textContent?.trim()).toBe("");
  });
});

test("R2: a notice tells what was found in place of an image, and why an address gave none", async () => {
  const notice = (code: NoticeView["code"], reason: string): NoticeView => ({
    severity: "error",
    code,
    details: { reason },
    message: "",
  });
  const { component, find, settled } = await mount("strata-notice", {
    locale,
    notice: notice("image-file-invalid", "web-page"),
  });
  expect(find(".words p").textContent).toContain("It is a web page");
  component.notice = notice("address-unreachable", "blocked");
  await settled();
  expect(find(".words p").textContent).toContain("(CORS)");
  component.notice = notice("image-file-invalid", "constructor");
  await settled();
  expect(find(".words p").textContent).toContain("This image can't be used.");
});
