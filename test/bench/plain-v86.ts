import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";

/** What v86 by itself needs for the same guest: its own in-memory disk, its own states. */
export interface PlainV86 {
  /** From the emulator's construction to the first prompt on the serial console. */
  readonly bootMs: number;
  readonly saveMs: number;
  readonly restoreMs: number;
  readonly stateByteLength: number;
  /** What each of the commands took, from its sending to its end. */
  readonly commandMs: readonly number[];
}

const FILES = ["libv86.mjs", "v86.wasm"] as const;
/** A file, since the page's policy lets no script run that stands in the page. */
const START = 'import { V86 } from "./libv86.mjs"; globalThis.PlainV86 = V86;';

/** Lets `page` load the emulator's own files, which the built site has under other names. */
export async function servePlainV86(page: Page): Promise<void> {
  await page.route("**/plain-v86/start.js", (route) =>
    route.fulfill({ body: START, contentType: "text/javascript" }),
  );
  for (const file of FILES) {
    const body = await readFile(`node_modules/v86/build/${file}`);
    const contentType = file.endsWith(".wasm") ? "application/wasm" : "text/javascript";
    await page.route(`**/plain-v86/${file}`, (route) => route.fulfill({ body, contentType }));
  }
}

/**
 * Boots the same image from v86's in-memory disk, then saves and restores its state. The disk keeps its bytes out of the
 * state, as Strata's does: with them the state would be larger by the whole disk, and slower. Runs `commands` in the
 * guest afterwards.
 */
export async function measurePlainV86(
  page: Page,
  { ramMiB = 64, commands = [] }: { readonly ramMiB?: number; readonly commands?: readonly string[] } = {},
): Promise<PlainV86> {
  await page.addScriptTag({ type: "module", url: "/plain-v86/start.js" });
  await page.waitForFunction(() => "PlainV86" in globalThis);
  return page.evaluate(
    async ([memoryMiB, lines]) => {
      interface Emulator {
        run(): Promise<void>;
        stop(): Promise<void>;
        destroy(): Promise<void>;
        save_state(): Promise<ArrayBuffer>;
        restore_state(state: ArrayBuffer): Promise<void>;
        add_listener(event: string, listener: (byte: number) => void): void;
        serial0_send(text: string): void;
        v86: { cpu: { devices: { ide: { primary: { master: { buffer: Record<string, unknown> } } } } } };
      }
      const fetchBytes = async (file: string): Promise<ArrayBuffer> => (await fetch(file)).arrayBuffer();
      const manifest = (await (await fetch("images/linux/manifest.json")).json()) as {
        byteLength: number;
        partByteLength: number;
        parts: { index: number; file: string }[];
      };
      const image = new Uint8Array(manifest.byteLength);
      for (const { index, file } of manifest.parts) {
        const packed = await (await fetch(`images/linux/${file}`)).blob();
        const stream = packed.stream().pipeThrough(new DecompressionStream("gzip"));
        image.set(new Uint8Array(await new Response(stream).arrayBuffer()), index * manifest.partByteLength);
      }
      const [bios, vgaBios] = [
        await fetchBytes("images/bios/seabios.bin"),
        await fetchBytes("images/bios/vgabios.bin"),
      ];
      const screen = document.createElement("div");
      screen.append(document.createElement("div"), document.createElement("canvas"));
      document.body.append(screen);
      const { PlainV86: V86 } = globalThis as unknown as { PlainV86: new (options: object) => Emulator };

      const startedAt = performance.now();
      const emulator = new V86({
        wasm_path: "/plain-v86/v86.wasm",
        memory_size: memoryMiB * 1024 * 1024,
        vga_memory_size: 4 * 1024 * 1024,
        bios: { buffer: bios },
        vga_bios: { buffer: vgaBios },
        hda: { buffer: image.buffer },
        net_device: { type: "virtio", relay_url: "fetch" },
        uart1: true,
        acpi: false,
        boot_order: 2,
        disable_speaker: true,
        autostart: true,
        screen: { container: screen },
      });
      let output = "";
      let look = (): void => undefined;
      emulator.add_listener("serial0-output-byte", (byte) => {
        output = (output + String.fromCharCode(byte)).slice(-200);
        look();
      });
      const seen = (pattern: RegExp): Promise<void> =>
        new Promise((resolve) => {
          look = () => {
            if (pattern.test(output)) resolve();
          };
          look();
        });
      await seen(/strata:[^\n]*# /);
      const bootMs = performance.now() - startedAt;
      // A fair start for v86: straight after the prompt the guest and the compiler are still at work, and a save took
      // twice as long.
      await new Promise((resolve) => setTimeout(resolve, 1000));
      const disk = emulator.v86.cpu.devices.ide.primary.master.buffer;
      disk["get_state"] = () => ["marker"];
      disk["set_state"] = () => undefined;
      await emulator.stop();
      const saveStartedAt = performance.now();
      const state = await emulator.save_state();
      const saveMs = performance.now() - saveStartedAt;
      await emulator.run();
      await new Promise((resolve) => setTimeout(resolve, 300));
      await emulator.stop();
      const restoreStartedAt = performance.now();
      await emulator.restore_state(state);
      const restoreMs = performance.now() - restoreStartedAt;
      const commandMs: number[] = [];
      if (lines.length > 0) await emulator.run();
      for (const [index, line] of lines.entries()) {
        const sentAt = performance.now();
        // The shell echoes the line; only what it prints itself has the sum.
        emulator.serial0_send(`${line}; echo ended-$((1000 + ${index}))\r`);
        await seen(new RegExp(`ended-${1000 + index}`));
        commandMs.push(performance.now() - sentAt);
      }
      await emulator.destroy();
      screen.remove();
      return { bootMs, saveMs, restoreMs, stateByteLength: state.byteLength, commandMs };
    },
    [ramMiB, commands] as const,
  );
}
