import { describe, expect, test } from "vitest";
import { localeOf } from "../../src/i18n/locale.ts";
import "../../src/ui/strata-look/strata-look.ts";
import "../../src/ui/strata-network/strata-network.ts";
import { busyNetwork } from "./made-up-views.ts";
import { mount } from "./mounted.ts";

const locale = localeOf("en");
const said = (element: HTMLElement): string => element.textContent.replaceAll(/\s+/g, " ").trim();

describe("strata-network", () => {
  test("says in one line how it is, and unfolds for whoever comes by the address", async () => {
    const network = { ...busyNetwork, state: "off", neighbours: [], files: [] } as const;
    const { component, find, settled } = await mount("strata-network", { locale, network });
    expect(said(find("summary"))).toBe("Network the machine is off");
    expect(find<HTMLDetailsElement>("details").open).toBe(false);
    component.network = busyNetwork;
    component.isAsked = true;
    await settled();
    expect(said(find("summary"))).toBe("Network 10.86.34.119 connected 1 other machine 2 files on the shelf");
    expect(find<HTMLDetailsElement>("details").open).toBe(true);
    expect(said(find(".facts"))).toBe(
      "Address 10.86.34.119 Card 02:53:9a:40:1c:e7 Gateway 10.86.0.1 this page Other machines 10.86.201.7 Linux in the other tab",
    );
    component.network = { ...network, state: "no-card" };
    component.locale = localeOf("fr");
    await settled();
    expect(said(find("summary"))).toBe("Réseau la machine n’a pas de carte réseau");
  });

  test("saves and removes what lies on the shelf, and takes files that are dropped and nothing else", async () => {
    const { component, commands, find } = await mount("strata-network", {
      locale,
      network: busyNetwork,
      isAsked: true,
    });
    for (const label of ["Save core.dump", "Remove lab notes.txt from the shelf"]) {
      find(`[aria-label="${label}"]`).click();
    }
    expect(commands).toEqual([
      { kind: "save-shelved", name: "core.dump" },
      { kind: "remove-shelved", name: "lab notes.txt" },
    ]);
    const drop = (transfer: DataTransfer): void => {
      const panel = find(".panel");
      for (const kind of ["dragenter", "drop"]) {
        panel.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true }));
      }
    };
    const text = new DataTransfer();
    text.setData("text/plain", "no file");
    drop(text);
    expect(commands.length).toBe(2);
    const transfer = new DataTransfer();
    const file = new File(["abc"], "dropped.txt");
    transfer.items.add(file);
    drop(transfer);
    expect(commands.at(-1)).toMatchObject({
      kind: "shelve-files",
      files: [{ name: "dropped.txt", size: 3 }],
    });
    await component.updateComplete;
    expect(component.isDropping).toBe(false);
  });
});

describe("strata-look", () => {
  test("offers a separate store while another tab has this one, and not when nobody has it", async () => {
    const look = { reason: "elsewhere", writer: null, isTaking: false, refusal: null } as const;
    const { component, find, settled } = await mount("strata-look", {
      locale,
      look,
      separateStoreUrl: "https://example.test/?store=2",
    });
    expect(find<HTMLAnchorElement>(".separate").href).toBe("https://example.test/?store=2");
    component.look = { ...look, reason: "free" };
    await settled();
    expect(() => find(".separate")).toThrow();
  });
});
