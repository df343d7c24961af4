import type { Page } from "@playwright/test";
// Brings the type of `globalThis.strata`.
import type {} from "../../src/lab/strata.ts";

/** What a command in the guest left behind. */
export interface GuestResult {
  readonly exitCode: number;
  readonly stdout: string;
}

/** Opens the built page in `page` and waits until its machine, disk and snapshots are there. */
export async function openStrataPage(page: Page): Promise<void> {
  await page.goto("./");
  await page.evaluate(() => strata.ready);
}

/** The same with the machine off: one that was on in the last visit goes on by itself. */
export async function openSwitchedOff(page: Page): Promise<void> {
  await openStrataPage(page);
  await page.evaluate(async () => {
    if (strata.machine.state !== "off") await strata.machine.powerOff();
  });
}

/** Boots the guest from its disk and waits for the prompt and the agent. Resolves with the milliseconds that it took. */
export async function boot(page: Page): Promise<number> {
  const startedAt = Date.now();
  await page.evaluate(() => strata.machine.powerOn());
  await page.waitForFunction(() => strata.machine.state === "running", null, {
    polling: 20,
    timeout: 60_000,
  });
  const elapsedMs = Date.now() - startedAt;
  await guest(page, "true");
  return elapsedMs;
}

/** Runs a command in the guest through its agent. */
export function guest(page: Page, command: string): Promise<GuestResult> {
  return page.evaluate(async (text) => {
    const { exitCode, stdout } = await strata.machine.exec(text, { timeoutMs: 30_000 });
    return { exitCode, stdout };
  }, command);
}

/** Runs a command in the guest that may take minutes and must succeed. Resolves with its milliseconds, as the page saw them. */
export async function runInGuest(page: Page, command: string): Promise<number> {
  const { exitCode, elapsedMs } = await page.evaluate(async (text) => {
    const startedAt = performance.now();
    const result = await strata.machine.exec(text, { timeoutMs: 300_000 });
    return { exitCode: result.exitCode, elapsedMs: performance.now() - startedAt };
  }, command);
  if (exitCode !== 0) throw new Error(`Run ${command}: exit code ${exitCode}, wanted 0`);
  return elapsedMs;
}

/** Types a line into the shell on the serial console, as a person does, and lets the shell get to it. */
export async function typeInShell(page: Page, line: string): Promise<void> {
  await page.evaluate((text) => strata.machine.sendText(`${text}\r`, { console: "serial" }), line);
}

/** Asks the shell on the serial console for a variable's value, by way of a file. */
export async function shellVariable(page: Page, name: string): Promise<string> {
  await guest(page, "rm -f /tmp/value");
  await typeInShell(page, `echo "$${name}" > /tmp/value.part; mv /tmp/value.part /tmp/value`);
  const { stdout } = await guest(page, "while ! cat /tmp/value 2>/dev/null; do sleep 0.05; done");
  return stdout.trim();
}

/** The last number N of the lines "durable N" that the guest has written to its serial console, from now on. */
export async function listenForDurable(page: Page): Promise<{ count: number }> {
  const said = { count: 0 };
  await page.exposeFunction("noteDurable", (count: number) => {
    said.count = count;
  });
  await page.evaluate(() => {
    const note = (globalThis as unknown as { noteDurable: (count: number) => void }).noteDurable;
    let text = "";
    document.querySelector("strata-app")?.console?.subscribe((bytes) => {
      text = (text + new TextDecoder().decode(bytes)).slice(-200);
      const numbers = [...text.matchAll(/durable (\d+)\r?\n/g)];
      const last = numbers.at(-1)?.[1];
      if (last !== undefined) note(Number(last));
    });
  });
  return said;
}
