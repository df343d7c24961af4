import { describe, expect, test } from "vitest";
import { localeOf } from "../../src/i18n/locale.ts";
import { browserClock } from "../../src/lab/browser-clock.ts";
import { Lab } from "../../src/lab/lab.ts";
import type { BlockOverlay } from "../../src/ui/strata-block-map/block-overlay.ts";
import "../../src/ui/strata-disk/strata-disk.ts";
import { tokens } from "../../src/ui/tokens.styles.ts";
import { madeLabParts } from "../lab/made-lab.ts";
import { setUpMachine } from "../store/machine-setup.ts";
import { mount } from "./mounted.ts";

const BLOCK = 4096;
const BLOCK_COUNT = 512;

/** The panel over a lab whose store is in memory; the test is the guest. Its base image has the first hundred blocks. */
async function panel() {
  const setup = await setUpMachine({ byteLength: BLOCK_COUNT * BLOCK, baseByteLength: 100 * BLOCK, seed: 5 });
  const { parts, guest } = madeLabParts(setup);
  const lab = new Lab({ ...parts, clock: browserClock });
  await lab.machine.powerOn();
  const disk = guest.disk;
  if (disk === undefined) throw new Error("Set up: no machine was built");
  await lab.machine.powerOff();
  await disk.write(200 * BLOCK, new Uint8Array(8 * BLOCK).fill(65));
  const frozen = await lab.snapshots.take({ name: "first" });
  await disk.write(204 * BLOCK, new Uint8Array(BLOCK).fill(66));
  await lab.flush();
  const { view } = lab;
  const mounted = await mount("strata-disk", {
    locale: localeOf("en"),
    layers: view.layers,
    disk: view.disk,
    snapshots: view.snapshots,
    machineState: "running",
    port: { map: lab.diskMap, inspect: lab.disk.inspect },
  });
  const { component } = mounted;
  const sheet = tokens.styleSheet;
  if (sheet) component.shadowRoot?.adoptedStyleSheets.push(sheet);
  component.style.width = "440px";
  lab.onView((next) => {
    component.layers = next.layers;
    component.snapshots = next.snapshots;
  });
  const within = <Found extends Element>(tag: string, selector: string): Found | null =>
    component.shadowRoot?.querySelector(tag)?.shadowRoot?.querySelector<Found>(selector) ?? null;
  const map = () =>
    component.shadowRoot?.querySelector("strata-block-map") as HTMLElementTagNameMap["strata-block-map"];
  const canvas = () => within<HTMLCanvasElement>("strata-block-map", ".map") as HTMLCanvasElement;
  const text = (tag: string, selector: string): string =>
    within(tag, selector)?.textContent?.trim().replace(/\s+/g, " ") ?? "";
  /** The mean colour of a block's cell; the whole disk is 32 by 16 cells. */
  const colour = (block: number): readonly number[] => {
    const [w, h] = [canvas().width / 32, canvas().height / 16];
    const [x, y] = [(block % 32) * w, Math.floor(block / 32) * h];
    const data = canvas().getContext("2d")?.getImageData(x, y, w, h).data ?? [];
    return [0, 1, 2].map((part) => {
      let sum = 0;
      for (let index = part; index < data.length; index += 4) sum += data[index] ?? 0;
      return (sum * 4) / data.length;
    });
  };
  /** How different two colours look, in steps of 256. */
  const apart = (one: readonly number[], other: readonly number[]): number =>
    Math.hypot(...one.map((value, part) => value - (other[part] ?? 0)));
  const isAlike = (one: readonly number[], other: readonly number[]): boolean => apart(one, other) < 16;
  await expect.poll(() => canvas().getAttribute("aria-valuemax")).toBe(String(BLOCK_COUNT - 1));
  await expect.poll(() => isAlike(colour(201), colour(300))).toBe(false);
  return { ...mounted, lab, guest: disk, frozen, map, canvas, colour, isAlike, text, within };
}

describe("strata-disk", () => {
  test("B1: blocks of different layers look different, and equal ones alike", async () => {
    const { colour, isAlike, guest } = await panel();
    expect(isAlike(colour(201), colour(204))).toBe(false);
    expect(isAlike(colour(201), colour(203))).toBe(true);
    expect(isAlike(colour(300), colour(400))).toBe(true);
    await guest.write(300 * BLOCK, new Uint8Array(BLOCK).fill(1));
    await expect.poll(() => isAlike(colour(300), colour(204))).toBe(true);
  });

  test("a layer that is hidden looks like nothing; one that is pointed at stands out", async () => {
    const { component, button, colour, isAlike, within, map } = await panel();
    const [nothing, shown, other] = [colour(300), colour(201), colour(204)];
    const toggle = within<HTMLButtonElement>(
      "strata-block-map",
      ".legend button[aria-label='Show Layer A on the map']",
    );
    toggle?.click();
    await expect.poll(() => isAlike(colour(201), nothing)).toBe(true);
    expect(toggle?.ariaPressed).toBe("false");
    toggle?.click();
    await expect.poll(() => isAlike(colour(201), shown)).toBe(true);
    toggle?.focus();
    await expect.poll(() => map().pointed).toBe(component.layers[1]?.id);
    await expect.poll(() => isAlike(colour(204), other)).toBe(false);
    expect(within("strata-layer-stack", "[data-kind=active]")?.hasAttribute("data-back")).toBe(true);
    expect(() => button("Whole disk")).not.toThrow();
  });

  test("two classes of blocks lie over the layers, with a legend of their own", async () => {
    const { component, colour, isAlike, text } = await panel();
    const shown = colour(201);
    const overlay: BlockOverlay = [
      { label: "changed here", runs: [{ drive: 0, first: 10, count: 3 }] },
      { label: "changed there", runs: [{ drive: 0, first: 12, count: 3 }] },
    ];
    component.overlay = overlay;
    await expect.poll(() => text("strata-block-map", ".legend")).toBe("changed here changed there");
    await expect.poll(() => isAlike(colour(201), shown)).toBe(false);
    expect(isAlike(colour(11), colour(12))).toBe(true);
    expect(isAlike(colour(13), colour(12))).toBe(false);
    component.overlay = null;
    await expect.poll(() => isAlike(colour(201), shown)).toBe(true);
  });

  test("B3: a block that is chosen on the map is looked into, and followed while it is written", async () => {
    const { canvas, text, guest, lab } = await panel();
    const { left, top, width, height } = canvas().getBoundingClientRect();
    const at = {
      clientX: left + (12.5 / 32) * width,
      clientY: top + (6.5 / 16) * height,
      button: 0,
      pointerId: 1,
    };
    canvas().dispatchEvent(new PointerEvent("pointerdown", { ...at, pointerType: "touch" }));
    canvas().dispatchEvent(new PointerEvent("pointerup", { ...at, pointerType: "touch" }));
    await expect
      .poll(() => text("strata-block-inspector", ".answer"))
      .toBe("C A read is answered by: Layer B.".replace("C", "B"));
    expect(text("strata-block-inspector", "pre")).toContain("42 42 42 42");
    expect(text("strata-block-map", ".readout")).toBe("Block 204: Layer B");
    await guest.write(204 * BLOCK, new Uint8Array(BLOCK).fill(67));
    await expect.poll(() => text("strata-block-inspector", "pre")).toContain("43 43 43 43");
    await lab.snapshots.revert(lab.snapshots.list()[0]?.id ?? null);
    await expect.poll(() => text("strata-block-inspector", "pre")).toContain("41 41 41 41");
  });

  test("what the map says of a block is so at once, also where it moves to show the block", async () => {
    const { canvas, settled } = await panel();
    const key = async (name: string): Promise<string | null> => {
      canvas().dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true }));
      await settled();
      return canvas().getAttribute("aria-valuetext");
    };
    await key("Home");
    for (let block = 0; block < 203; block++) await key("ArrowRight");
    for (let step = 0; step < 8; step++) await key("+");
    expect(canvas().getAttribute("aria-valuetext")).toBe("Block 203: Layer A");
    expect(await key("ArrowRight")).toBe("Block 204: Layer B");
    expect(await key("ArrowRight")).toBe("Block 205: Layer A");
    expect(await key("End")).toBe("Block 511: nothing stored, zeros");
  });

  test("B2: the guest's next read is followed to the layer that answers", async () => {
    const { button, text, guest, settled, component } = await panel();
    button("Follow the guest's next read").click();
    await settled();
    await expect
      .poll(() => text("strata-block-walk", "[role=status]"))
      .toContain("Waiting until the guest reads");
    await guest.read(202 * BLOCK, BLOCK);
    await expect
      .poll(() => text("strata-block-walk", ".sentence"))
      .toContain("The guest asks for block 202.");
    expect(component.block).toBe(202);
    button("Next step").click();
    await expect
      .poll(() => text("strata-block-walk", ".sentence"))
      .toBe("Layer B: not here. The question goes down to what it stands on.");
    button("Next step").click();
    button("Next step").click();
    await expect
      .poll(() => text("strata-block-walk", ".sentence"))
      .toContain("The guest gets the bytes, from: Layer A.");
    const marks = [
      ...(component.shadowRoot?.querySelector("strata-block-walk")?.shadowRoot?.querySelectorAll(".mark") ??
        []),
    ];
    expect(marks.map((mark) => mark.textContent)).toEqual(["", "not here", "here", ""]);
  });

  test("B2: while it is not on the page nothing is kept", async () => {
    const { component, lab } = await panel();
    expect(lab.diskMap.disks.length).toBe(1);
    component.remove();
    await expect.poll(() => lab.diskMap.isComplete && lab.diskMap.layersByRank.length).toBeGreaterThan(0);
    const cells = { ranks: new Uint32Array(1), shares: new Float32Array(1) };
    lab.diskMap.read(0, 9, 0, cells);
    expect(cells.ranks[0]).toBe(0);
  });
});
