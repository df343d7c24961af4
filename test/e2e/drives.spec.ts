import type { Page } from "@playwright/test";
import { expect, test } from "../support/e2e.ts";
import { madeDisc, madeFloppy } from "../support/made-media.ts";
import { boot, guest, openStrataPage } from "../support/strata-page.ts";

const FLOPPY = 2;

/** Imports an image file; resolves with the id of the medium. */
const importMedium = (page: Page, name: string, bytes: Uint8Array): Promise<string> =>
  page.evaluate(
    async ([called, base64]) => {
      const content = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const { id } = await strata.media.import({ source: new Blob([content]), name: called });
      return id as string;
    },
    [name, Buffer.from(bytes).toString("base64")] as const,
  );

/** What the machine says on its serial console, from now on. */
async function listen(page: Page): Promise<() => Promise<string>> {
  await page.evaluate(() => {
    const heard = globalThis as unknown as { heard: string };
    heard.heard = "";
    const decoder = new TextDecoder();
    document.querySelector("strata-app")?.console?.subscribe((bytes) => {
      heard.heard += decoder.decode(bytes, { stream: true });
    });
  });
  return () => page.evaluate(() => (globalThis as unknown as { heard: string }).heard);
}

/** Sends a letter to the small system of the made media, and waits for what it answers. */
async function ask(page: Page, heard: () => Promise<string>, letter: string, answer: string): Promise<void> {
  const before = (await heard()).length;
  await page.evaluate((text) => strata.machine.sendText(text, { console: "serial" }), letter);
  await expect.poll(async () => (await heard()).slice(before)).toBe(answer);
}

const option = (page: Page, name: string) => page.getByRole("combobox", { name, exact: true });
const control = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

test("S8: a machine boots from a disc, its disc is changed while it runs, and a revert brings back the one that it had", async ({
  profile,
}) => {
  test.setTimeout(180_000);
  const page = await profile.open();
  await openStrataPage(page);
  await importMedium(page, "First", madeDisc("booted from the first disc"));
  const second = await importMedium(page, "Second", madeDisc("second disc"));

  await test.step("it boots from a disc that is put in on the page", async () => {
    await option(page, "CD-ROM").selectOption("First");
    await control(page, "CD-ROM Insert").click();
    await expect(control(page, "CD-ROM Eject")).toBeVisible();
    await option(page, "Boots from").selectOption("CD, hard disk, floppy");
    await expect.poll(() => page.evaluate(() => strata.machine.config.bootOrder[0])).toBe("cd-rom");
    const heard = await listen(page);
    await page.evaluate(() => strata.machine.powerOn());
    await expect.poll(heard, { timeout: 30_000 }).toContain("booted from the first disc");
    await page.evaluate(() => strata.machine.powerOff());
  });

  const { live } = await test.step("Linux reads it", async () => {
    await page.evaluate(() => strata.machine.configure({ bootOrder: ["hard-disk"] }));
    await boot(page);
    expect(await guest(page, "mount /dev/sr0 /mnt && cat /mnt/hello.txt")).toEqual({
      exitCode: 0,
      stdout: "booted from the first disc",
    });
    await guest(page, "umount /mnt");
    const { id } = await page.evaluate(() => strata.snapshots.take({ name: "with the first disc" }));
    return { live: id };
  });

  await test.step("another disc is put in while it runs", async () => {
    await control(page, "CD-ROM Eject").click();
    expect((await guest(page, "mount /dev/sr0 /mnt")).exitCode).not.toBe(0);
    await option(page, "CD-ROM").selectOption("Second");
    await control(page, "CD-ROM Insert").click();
    await expect.poll(() => page.evaluate(() => strata.machine.config.cdRom?.label)).toBe("Second");
    expect((await guest(page, "mount /dev/sr0 /mnt && cat /mnt/hello.txt")).stdout).toBe("second disc");
    const refused = await page.evaluate(
      (id) => strata.media.remove(id as never).catch((error: { code: string }) => error.code),
      second,
    );
    expect(refused).toBe("medium-in-use");
  });

  await test.step("the card says what a revert changes, and the revert does", async () => {
    const card = page.locator("strata-snapshot-card").filter({ hasText: "with the first disc" });
    await expect(card.locator(".changes")).toContainText("CD-ROM Second →becomes First");
    await card.getByRole("button", { name: /^Revert/ }).click();
    await expect(card.locator("strata-confirm")).toContainText("CD-ROM: Second → First");
    await page.evaluate((id) => strata.snapshots.revert(id), live);
    expect(await page.evaluate(() => strata.machine.config.cdRom?.label)).toBe("First");
    expect(await page.evaluate(() => strata.machine.state)).toBe("running");
    expect((await guest(page, "mount /dev/sr0 /mnt && cat /mnt/hello.txt")).stdout).toBe(
      "booted from the first disc",
    );
    expect((await guest(page, "dmesg | grep -ciE 'exception|lost|hung'")).stdout.trim()).toBe("0");
  });
});

test("S3 S9: a machine boots from a floppy, writes to it, and a revert brings the floppy back", async ({
  profile,
}) => {
  const page = await profile.open();
  await openStrataPage(page);
  const medium = await importMedium(page, "Boot floppy", madeFloppy("booted from the floppy"));
  await option(page, "Floppy").selectOption("Boot floppy");
  await control(page, "Floppy Insert").click();
  await expect(control(page, "Floppy Eject")).toBeVisible();
  await option(page, "Boots from").selectOption("floppy, hard disk, CD");
  await expect.poll(() => page.evaluate(() => strata.machine.config.bootOrder[0])).toBe("floppy");
  const heard = await listen(page);
  await page.evaluate(() => strata.machine.powerOn());
  await expect.poll(heard, { timeout: 30_000 }).toContain("booted from the floppy");
  await ask(page, heard, "r", "S");
  const taken = await page.evaluate(async (drive) => {
    await strata.machine.pause();
    const { id } = await strata.snapshots.take({ name: "as it was put in" });
    const digest = await strata.disk.digest({ drive });
    await strata.machine.resume();
    return { id, digest };
  }, FLOPPY);
  await ask(page, heard, "w", "T");
  expect(await page.evaluate((drive) => strata.disk.digest({ drive }), FLOPPY)).not.toBe(taken.digest);
  const byte = await page.evaluate(
    async (drive) => [...(await strata.disk.read(1024, 1, { drive }))],
    FLOPPY,
  );
  expect(byte).toEqual(["T".charCodeAt(0)]);

  await page.evaluate(({ id }) => strata.snapshots.revert(id), taken);
  expect(await page.evaluate((drive) => strata.disk.digest({ drive }), FLOPPY)).toBe(taken.digest);
  await ask(page, heard, "r", "S");

  // The floppy is a copy: the medium can go, and what the machine has stays.
  await page.evaluate(async (id) => {
    await strata.machine.powerOff();
    await strata.media.remove(id as never);
    await strata.machine.ejectFloppy();
  }, medium);
  await expect(option(page, "Floppy")).toHaveValue("");
  expect(await page.evaluate(() => strata.machine.config.floppy)).toBeUndefined();
  await page.evaluate(({ id }) => strata.snapshots.revert(id), taken);
  await ask(page, heard, "r", "S");
});

test("drives are filled by what fits them, and floppies only while the machine is off", async ({
  profile,
}) => {
  const page = await profile.open();
  await openStrataPage(page);
  const disc = await importMedium(page, "Disc", madeDisc("a disc"));
  const floppy = await importMedium(page, "Floppy", madeFloppy("a floppy"));
  const refusals = await page.evaluate(
    async ([disc, floppy]) => {
      const code = (work: Promise<unknown>): Promise<string> =>
        work.then(
          () => "done",
          (error: { code: string }) => error.code,
        );
      const { machine } = strata;
      return [
        await code(machine.insertDisc(floppy)),
        await code(machine.insertFloppy(disc)),
        await code(machine.insertDisc("none" as never)),
        await code(machine.configure({ cdRom: { medium: disc, label: "Disc", byteLength: 2048 } })),
        await code(machine.insertFloppy(floppy)),
        await code(machine.insertFloppy(null)),
        await code(machine.powerOn()),
        await code(machine.ejectFloppy()),
        await code(machine.ejectDisc()),
      ];
    },
    [disc as never, floppy as never] as const,
  );
  expect(refusals).toEqual([
    "configuration-invalid",
    "configuration-invalid",
    "medium-unknown",
    "configuration-invalid",
    "done",
    "configuration-invalid",
    "done",
    "machine-state",
    "done",
  ]);
});
