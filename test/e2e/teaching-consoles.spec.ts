import type { Page } from "@playwright/test";
import { expect, test } from "../support/e2e.ts";
import { boot, guest } from "../support/strata-page.ts";
import { openTeachingMachine, run } from "./teaching-machine.ts";

const PROMPT = "strata:~# ";

/** What the guest writes to its serial console, from now on. */
async function listen(page: Page) {
  await page.evaluate(() => {
    const heard = { text: "" };
    Object.assign(globalThis, { heard });
    const decoder = new TextDecoder();
    document.querySelector("strata-app")?.console?.subscribe((bytes) => {
      heard.text += decoder.decode(bytes, { stream: true });
    });
  });
  const text = () =>
    page.evaluate(() => (globalThis as unknown as { readonly heard: { readonly text: string } }).heard.text);
  let from = 0;
  return {
    /** Waits until `wanted` was written since what was last waited for; resolves with all that came before it, with ␛ for Escape. */
    until: async (wanted: string): Promise<string> => {
      await expect.poll(async () => (await text()).slice(from), { timeout: 60_000 }).toContain(wanted);
      const all = await text();
      const start = from;
      from = all.indexOf(wanted, from) + wanted.length;
      return all.slice(start, from - wanted.length).replaceAll("\u001b", "␛");
    },
    /** How many characters were written so far. */
    length: async (): Promise<number> => (await text()).length,
  };
}

test("the consoles of the teaching Linux complete, remember, edit and move", async ({ page }) => {
  test.setTimeout(300_000);
  await openTeachingMachine(page);
  const console = await listen(page);
  await boot(page);
  await console.until("Tab completes what you type");
  await console.until(PROMPT);
  await page.getByRole("tab", { name: "Serial console" }).click();
  await page.getByRole("textbox", { name: "Serial console of the machine" }).focus();
  const { keyboard } = page;

  await test.step("Tab completes, and lists in colours what it could be", async () => {
    await keyboard.type("cat ex");
    await keyboard.press("Tab");
    await console.until("amples/");
    await keyboard.type("h");
    await keyboard.press("Tab");
    await console.until("ello.c ");
    await keyboard.type("| wc -l\n");
    expect(await console.until(PROMPT)).toMatch(/\n11\r\n$/);
    await keyboard.type("ls examples/l");
    await keyboard.press("Tab");
    // What has been typed stands out of the rest.
    expect(await console.until(PROMPT)).toMatch(/␛\[01;35mli␛\[0m/);
    await keyboard.press("Control+c");
    await console.until(PROMPT);
  });

  await test.step("the arrow keys bring back what begins as the line does", async () => {
    await keyboard.type("echo once >> said\n");
    await console.until(PROMPT);
    await keyboard.type("true\n");
    await console.until(PROMPT);
    await keyboard.type("ec");
    await keyboard.press("ArrowUp");
    await console.until("ho once >> said");
    await keyboard.press("Enter");
    await console.until(PROMPT);
    expect(await run(page, "cat said")).toBe("once\nonce\n");
    // Another shell has it too, and the disk does not.
    await keyboard.type("exit\n");
    await console.until(PROMPT);
    await keyboard.type("ec");
    await keyboard.press("ArrowUp");
    await console.until("ho once >> said");
    await keyboard.press("Control+c");
    await console.until(PROMPT);
    expect(await run(page, "ls -A")).toBe("examples\nsaid\n");
  });

  await test.step("nano writes what was typed", async () => {
    await keyboard.type("nano letter.txt\n");
    await console.until("[ New File ]");
    await console.until("Go To Line");
    await keyboard.type("Dear disk,\nkeep this.");
    await keyboard.press("Control+o");
    await console.until("File Name to Write");
    await keyboard.press("Enter");
    await console.until("Wrote 2 lines");
    await keyboard.press("Control+x");
    await console.until(PROMPT);
    expect(await run(page, "cat letter.txt")).toBe("Dear disk,\nkeep this.\n");
  });

  await test.step("nano colours a program, and changes it", async () => {
    await keyboard.type("nano examples/hello.c\n");
    // "int" is a type.
    expect(await console.until(" main(")).toContain("␛[32mint␛[39m");
    await console.until("return");
    await keyboard.press("Control+\\");
    await console.until("Search (to replace)");
    await keyboard.type("Hello\n");
    await console.until("Replace with");
    await keyboard.type("Bonjour\n");
    await console.until("this instance?");
    await keyboard.type("a");
    await console.until("Replaced 1 occurrence");
    await keyboard.press("Control+x");
    await console.until("Save modified buffer?");
    await keyboard.type("y");
    await console.until("File Name to Write");
    await keyboard.press("Enter");
    await console.until(PROMPT);
    expect(await run(page, "tcc -run examples/hello.c")).toMatch(/^Bonjour from Linux /);
  });

  await test.step("things move, and stop when they are told to", async () => {
    await keyboard.type("lua examples/life.lua 3\n");
    await console.until("generation 3");
    await console.until(PROMPT);
    await keyboard.type("sl\n");
    expect((await console.until(PROMPT)).length).toBeGreaterThan(10_000);
    await keyboard.type("cmatrix\n");
    const before = await console.length();
    await expect.poll(() => console.length(), { timeout: 60_000 }).toBeGreaterThan(before + 5_000);
    await keyboard.type("q");
    await console.until(PROMPT);
  });

  await test.step("the screen's own keyboard completes and remembers too", async () => {
    await page.evaluate(async () => {
      await strata.machine.sendText("touch a-long-name\ncp a-lo\t other-\n");
      await strata.machine.sendText("echo typed >> on-screen\n\u0010\n");
    });
    await expect
      .poll(async () => (await guest(page, "ls other-; cat on-screen")).stdout, { timeout: 60_000 })
      .toBe("other-\ntyped\ntyped\n");
  });
});
