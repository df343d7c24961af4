import { describe, expect, test } from "vitest";
import type { MachineConfig } from "../../src/core/machine-config.ts";
import { localeOf } from "../../src/i18n/locale.ts";
import "../../src/ui/strata-settings/strata-settings.ts";
import "../../src/ui/strata-snapshot-card/strata-snapshot-card.ts";
import { madeUpViews, snapshot } from "./made-up-views.ts";
import { focused, mount } from "./mounted.ts";

const locale = localeOf("en");
const { media } = madeUpViews.off;
const { config } = madeUpViews.off.machine;
const { config: filled } = madeUpViews.reconfigured.machine;

const choose = (select: HTMLSelectElement, value: string): void => {
  select.value = value;
  select.dispatchEvent(new Event("change"));
};
const labels = (select: HTMLSelectElement): readonly string[] =>
  [...select.options].map(({ text }) => text.trim().replaceAll("\u00a0", " "));
const without = (name: "cdRom" | "floppy"): MachineConfig => {
  const { [name]: _gone, ...others } = filled;
  return others;
};

describe("strata-settings: drives and boot", () => {
  const settings = (properties: object = {}) =>
    mount("strata-settings", { locale, config, media, isLocked: false, snapshotNames: [], ...properties });

  test("memory of the screen and boot order are chosen among what a machine can have", async () => {
    const { find, commands } = await settings();
    const order = find<HTMLSelectElement>("#boot-order");
    expect(labels(order).slice(0, 4)).toEqual([
      "hard disk only",
      "hard disk, CD, floppy",
      "hard disk, floppy, CD",
      "CD, hard disk, floppy",
    ]);
    order.selectedIndex = 3;
    order.dispatchEvent(new Event("change"));
    const memory = find<HTMLSelectElement>("#video-memory");
    expect(labels(memory)).toEqual(["1 MiB", "2 MiB", "4 MiB", "8 MiB", "16 MiB"]);
    choose(memory, "16");
    expect(commands).toEqual([
      { kind: "configure", changes: { bootOrder: ["cd-rom", "hard-disk", "floppy"] } },
      { kind: "configure", changes: { vgaMemoryMiB: 16 } },
    ]);
  });

  test("an order that is none of the choices is shown, and kept until another is chosen", async () => {
    const { find } = await settings({ config: { ...config, bootOrder: ["floppy"] } });
    const order = find<HTMLSelectElement>("#boot-order");
    expect(order.selectedOptions[0]?.text.trim()).toBe("floppy only");
    expect(order.options.length).toBe(8);
  });

  test("a disc is put in and taken out, also while the machine is on, and the focus goes along", async () => {
    const { component, find, commands, settled } = await settings({ isLocked: true });
    const drive = find<HTMLSelectElement>("#disc");
    expect(labels(drive)).toEqual(["empty", "Rescue tools", "A class in operating systems, 2026"]);
    choose(drive, "medium-1");
    await settled();
    expect(commands).toEqual([]);
    find("#add-disc").focus();
    find("#add-disc").click();
    expect(commands).toEqual([{ kind: "insert-disc", medium: "medium-1" }]);
    component.config = without("floppy");
    await settled();
    expect(focused()).toBe(find("button#disc"));
    expect(find("dl").textContent).toContain("Rescue tools");
    find("#disc").click();
    expect(commands.at(-1)).toEqual({ kind: "eject-disc" });
    component.config = config;
    await settled();
    expect(focused()).toBe(find("select#disc"));
  });

  test("without a disc in the store there is nothing to choose", async () => {
    const { component, find } = await settings({ media: [] });
    expect(component.shadowRoot?.querySelector("#disc")).toBeNull();
    expect(find("#disc-name + dd").textContent?.trim()).toBe("empty");
    expect(find<HTMLSelectElement>("#floppy").options.length).toBe(2);
    expect(find("p").textContent).toBe("Images for the drives are opened in the list of machines.");
  });

  test("a floppy is copied from the store or blank, and ejected after a second click that offers to keep it", async () => {
    const { component, find, commands, settled } = await settings();
    const drive = find<HTMLSelectElement>("#floppy");
    expect(labels(drive)).toEqual(["empty", "blank, 1.41 MiB", "FreeDOS boot"]);
    choose(drive, "blank");
    await settled();
    find("#add-floppy").click();
    choose(drive, "medium-3");
    await settled();
    find("#add-floppy").click();
    expect(commands).toEqual([
      { kind: "insert-floppy", medium: null },
      { kind: "insert-floppy", medium: "medium-3" },
    ]);
    component.config = without("cdRom");
    await settled();
    expect(find("p").textContent).toContain("the Linux of this site does not use it");
    find("#floppy").click();
    await settled();
    expect(commands.length).toBe(2);
    const question = find("strata-confirm").shadowRoot;
    expect(question?.textContent).toContain("Snapshots taken while it was in the drive keep it");
    question?.querySelector<HTMLElement>(".confirm")?.click();
    expect(commands.at(-1)).toEqual({ kind: "eject-floppy", snapshotFirst: "Before ejecting the floppy" });
  });

  test.each(["en", "fr"] as const)(
    "nothing sticks out of a narrow panel in %s, empty or full",
    async (language) => {
      for (const [isLocked, present] of [
        [false, config],
        [false, filled],
        [true, filled],
      ] as const) {
        const { component, settled } = await settings({
          locale: localeOf(language),
          config: present,
          isLocked,
        });
        component.style.width = "254px";
        await settled();
        const right = component.getBoundingClientRect().right;
        const beyond = [...(component.shadowRoot?.querySelectorAll("*") ?? [])].filter(
          (element) => element.getBoundingClientRect().right > right + 1,
        );
        expect(beyond.map(({ localName }) => localName)).toEqual([]);
      }
    },
  );
});

describe("strata-snapshot-card: another configuration", () => {
  const taken = snapshot({ number: 1, name: "Fresh boot" });
  const card = (present: MachineConfig, properties: object = {}) =>
    mount("strata-snapshot-card", {
      locale,
      snapshot: taken,
      kin: {
        parentName: null,
        heirCount: 0,
        descendants: [],
        holdsPresent: false,
        mergeObstacle: "no-parent",
      },
      activeLayer: null,
      machineState: "running",
      config: present,
      largestPartBytes: 1,
      snapshots: [],
      now: 0,
      ...properties,
    });
  const plain = (text: string | null | undefined): string =>
    (text ?? "").replaceAll("\u00a0", " ").replace(/\s+/g, " ").trim();

  test("S8: what a revert changes is on the card and in its question, from and to, in plain words", async () => {
    const { find, settled } = await card(filled);
    const items = [...find(".changes").querySelectorAll("li")].map(({ textContent }) => plain(textContent));
    expect(items).toEqual([
      "Memory 128 MiB →becomes 64 MiB",
      "Network card none →becomes virtio",
      "Floppy FreeDOS boot →becomes empty",
      "CD-ROM Rescue tools →becomes empty",
      "Boots from CD, hard disk, floppy →becomes hard disk only",
    ]);
    find("[data-action=revert]").click();
    await settled();
    const sentences = [
      ...(find("strata-confirm").shadowRoot?.querySelectorAll("#consequences li") ?? []),
    ].map(({ textContent }) => plain(textContent));
    expect(sentences).toEqual(
      expect.arrayContaining([
        "Memory: 128 MiB → 64 MiB",
        "Network card: none → virtio",
        "CD-ROM: Rescue tools → empty",
      ]),
    );
  });

  test("it is silent where nothing differs, and tells two disks that look alike apart", async () => {
    const { component, find, settled } = await card(config);
    expect(component.shadowRoot?.querySelector(".changes")).toBeNull();
    const [system] = config.disks;
    const disk = {
      bus: "primary-slave",
      image: null,
      byteLength: 64 * 2 ** 20,
      provisioning: "thin",
    } as const;
    component.config = { ...config, disks: [system, { ...disk, range: 2 }] };
    component.snapshot = {
      ...taken,
      parts: { ...taken.parts, config: { ...config, disks: [system, { ...disk, range: 1 }] } },
    };
    await settled();
    expect(plain(find(".changes li").textContent)).toBe(
      "Second disk 64 MiB, thin →becomes another one (64 MiB, thin)",
    );
  });
});
