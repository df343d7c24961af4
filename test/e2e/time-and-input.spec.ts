import { expect, type Page, test } from "@playwright/test";
import { boot, guest, openStrataPage } from "../support/strata-page.ts";

test.setTimeout(180_000);

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });

/** Two thousand characters in lines of all lengths, of every character that a US keyboard has. */
const TEXT = (() => {
  const printable = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).join("");
  let text = "";
  for (let at = 0; text.length < 2000; at++)
    text += `${at} ${printable.repeat(3).slice(at % 95, (at % 95) + 20 + (at % 70))}\n`;
  return `${text.slice(0, 1999)}\n`;
})();

/** Waits until the guest's file is there, and gives it. */
const fileInGuest = async (page: Page, path: string): Promise<string> =>
  (await guest(page, `while ! test -e ${path}; do sleep 0.05; done; cat ${path}`)).stdout;

test.beforeEach(async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openStrataPage(page);
  await boot(page);
});

test("N2: 2,000 characters are pasted into each console, by key and by button, without a loss", async ({
  page,
}) => {
  await page.evaluate((text) => navigator.clipboard.writeText(text), TEXT);
  const take = (path: string) => `stty -echo; cat > ${path}.part; stty echo; mv ${path}.part ${path}`;
  const ended = async (path: string): Promise<void> => {
    const wanted = (
      await guest(
        page,
        `while test $(wc -c < ${path}.part) -lt 2000; do sleep 0.05; done; wc -c < ${path}.part`,
      )
    ).stdout;
    expect(wanted).toBe("2000\n");
    await page.keyboard.press("Control+D");
    expect(await fileInGuest(page, path)).toBe(TEXT);
  };

  await test.step("screen, by key", async () => {
    await button(page, "Use the keyboard").click();
    await page.evaluate((text) => strata.machine.sendText(`${text}\r`), take("/tmp/a"));
    await guest(page, "while ! test -e /tmp/a.part; do sleep 0.05; done");
    await page.keyboard.press("Control+Shift+V");
    await ended("/tmp/a");
  });

  await test.step("screen, by button", async () => {
    await page.evaluate((text) => strata.machine.sendText(`${text}\r`), take("/tmp/b"));
    await guest(page, "while ! test -e /tmp/b.part; do sleep 0.05; done");
    await button(page, "Paste").click();
    await ended("/tmp/b");
    await page.keyboard.press("Control+Alt");
  });

  await test.step("serial console", async () => {
    await page.getByRole("tab", { name: "Serial console" }).click();
    await page.getByRole("textbox", { name: "Serial console of the machine" }).focus();
    await page.keyboard.type(take("/tmp/c"));
    await page.keyboard.press("Enter");
    await guest(page, "while ! test -e /tmp/c.part; do sleep 0.05; done");
    await page.keyboard.press("Control+Shift+V");
    await ended("/tmp/c");
  });

  await test.step("the field below, several lines at once", async () => {
    const field = page.getByRole("textbox", { name: "Type text into the machine" });
    await field.fill("echo one > /tmp/d.part\nmv /tmp/d.part /tmp/d");
    await field.press("Enter");
    expect(await fileInGuest(page, "/tmp/d")).toBe("one\n");
  });

  await test.step("what the keyboard lacks is refused whole", async () => {
    const code = await page.evaluate(() =>
      strata.machine
        .sendText("touch /tmp/é\r")
        .then(String, (error: { readonly code: string }) => error.code),
    );
    expect(code).toBe("text-untypable");
    await page.evaluate(() =>
      strata.machine.sendText("echo é > /tmp/e.part; mv /tmp/e.part /tmp/e\r", { console: "serial" }),
    );
    expect(await fileInGuest(page, "/tmp/e")).toBe("é\n");
  });
});

test("N1: no key stays pressed after the focus has gone, nor after a revert", async ({ page }) => {
  /** Types a command as a person does, and tells which file it made. */
  const made = async (): Promise<string> => {
    await page.keyboard.type("cd; touch key");
    await page.keyboard.press("Enter");
    const { stdout } = await guest(page, "while ! ls /root | grep -i key; do sleep 0.05; done; rm /root/*");
    return stdout;
  };
  await button(page, "Use the keyboard").click();
  await page.keyboard.down("Shift");
  await page.keyboard.down("Control");
  await page.getByRole("tab", { name: "Screen" }).focus();
  await page.keyboard.up("Control");
  await page.keyboard.up("Shift");
  await button(page, "Use the keyboard").click();
  expect(await made()).toBe("key\n");

  await page.keyboard.down("Shift");
  await page.keyboard.down("ControlRight");
  await page.evaluate(() => strata.snapshots.take({ name: "held" }));
  await page.keyboard.up("ControlRight");
  await page.keyboard.up("Shift");
  await page.evaluate(() => strata.snapshots.discardChanges());
  expect(await made()).toBe("key\n");
});

test("N4: after a revert and after a pause the guest's clock is set, or kept where that is chosen", async ({
  page,
}) => {
  /** How far the guest's clock is from this computer's, in seconds. */
  const offset = async (): Promise<number> =>
    Number((await guest(page, "date +%s")).stdout) - (await page.evaluate(() => Date.now())) / 1000;
  const choice = page.getByLabel("Clock after a revert");
  await expect(page.getByText("the clock is right")).toBeVisible();
  const { id } = await page.evaluate(() => strata.snapshots.take({ name: "then" }));
  // As if an hour and more had gone by.
  await page.evaluate(() => {
    const now = Date.now;
    Date.now = () => now() + 4_000_000;
  });
  expect(await offset()).toBeLessThan(-3900);
  await page.evaluate((snapshot) => strata.snapshots.revert(snapshot), id);
  await expect.poll(offset).toBeGreaterThan(-3);
  expect(await offset()).toBeLessThan(3);
  await expect(page.getByText("the clock is right")).toBeVisible();

  await choice.selectOption("kept as it was");
  await page.evaluate((snapshot) => strata.snapshots.revert(snapshot), id);
  await expect(page.getByText(/^the clock is 1\sh 6\smin behind$/)).toBeVisible();
  expect(await offset()).toBeLessThan(-3900);
  await page.evaluate(async () => {
    await strata.machine.pause();
    await strata.machine.resume();
  });
  await expect(page.getByText(/^the clock is 1\sh 6\smin behind$/)).toBeVisible();

  // The choice is remembered; choosing "set" sets it at once, and so does a pause's end.
  await page.reload();
  await page.evaluate(() => strata.ready);
  await expect(choice).toHaveValue("kept");
  await page.evaluate((snapshot) => strata.snapshots.revert(snapshot), id);
  await guest(page, "date -s 2020-01-01 > /dev/null");
  await choice.selectOption("set to this computer’s");
  await expect.poll(offset).toBeGreaterThan(-3);
  await guest(page, "date -s 2020-01-01 > /dev/null");
  await page.evaluate(async () => {
    await strata.machine.pause();
    await strata.machine.resume();
  });
  await expect.poll(offset).toBeGreaterThan(-3);
});

test("N3: the guest is silent until somebody asks for its sound", async ({ page }) => {
  await page.evaluate(() => {
    const made: AudioContext[] = [];
    const Original = AudioContext;
    Object.assign(globalThis, {
      soundContexts: made,
      AudioContext: class extends Original {
        constructor() {
          super();
          made.push(this);
        }
      },
    });
  });
  const contexts = (): Promise<readonly string[]> =>
    page.evaluate(() =>
      (globalThis as unknown as { soundContexts: readonly AudioContext[] }).soundContexts.map(
        ({ state }) => state,
      ),
    );
  const port = (number: number, byte: string): string =>
    `printf '\\${byte}' | dd of=/dev/port bs=1 seek=${number} 2>/dev/null`;
  // The timer's third counter as a square wave of 1 kHz, and the speaker's gate.
  await guest(page, [port(0x43, "266"), port(0x42, "251"), port(0x42, "4"), port(0x61, "3")].join("; "));
  expect(await contexts()).toEqual([]);
  await page.getByLabel("Sound").check();
  await expect.poll(contexts).toEqual(["running"]);
  await page.getByLabel("Sound").uncheck();
  await expect.poll(contexts).toEqual(["closed"]);
});

test("N5: a guest that uses its mouse gets it by a click, and gives it back", async ({ page }) => {
  // Turns the mouse on and sends its bytes to the first serial port, in graphics mode.
  const program = [
    [0xfa, 0x31, 0xc0, 0x8e, 0xd8, 0xb8, 0x13, 0x00, 0xcd, 0x10, 0xfa],
    [0xb0, 0xa8, 0xe6, 0x64, 0xb0, 0xd4, 0xe6, 0x64, 0xb0, 0xf4, 0xe6, 0x60],
    [
      0xe4, 0x64, 0xa8, 0x01, 0x74, 0xfa, 0xa8, 0x20, 0xe4, 0x60, 0x74, 0xf4, 0xba, 0xf8, 0x03, 0xee, 0xeb,
      0xee,
    ],
  ].flat();
  const octal = program.map((byte) => `\\\\${byte.toString(8)}`).join("");
  await guest(page, `printf "${octal}" | dd of=/dev/sda conv=notrunc,fsync 2>/dev/null`);
  await page.evaluate(() => {
    const bytes: number[] = [];
    Object.assign(globalThis, { mouseBytes: bytes });
    document.querySelector("strata-app")?.console?.subscribe((said) => bytes.push(...said));
  });
  const bytes = (): Promise<readonly number[]> =>
    page.evaluate(() => (globalThis as unknown as { mouseBytes: readonly number[] }).mouseBytes);
  await expect(button(page, "Hold the mouse")).toHaveCount(0);
  await page.evaluate(() => strata.machine.reset());
  await expect(button(page, "Hold the mouse")).toBeVisible();
  const before = (await bytes()).length;
  const screen = page.getByRole("group", { name: "Screen of the machine" });
  await screen.click();
  await expect(page.getByText("The machine has the mouse. Esc or Ctrl + Alt gives it back.")).toBeVisible();
  const box = await screen.boundingBox();
  for (const step of [1, 2, 3])
    await page.mouse.move((box?.x ?? 0) + 100 + step * 9, (box?.y ?? 0) + 100 + step * 5);
  await expect.poll(async () => (await bytes()).length).toBeGreaterThan(before + 5);
  await page.mouse.down();
  await expect.poll(async () => (await bytes()).at(-3)).toBe(9);
  await page.keyboard.press("Control+Alt");
  await expect(button(page, "Hold the mouse")).toBeVisible();
  expect(await page.evaluate(() => document.pointerLockElement)).toBeNull();
  // The button that was held went with it.
  expect((await bytes()).at(-3)).toBe(8);
});
