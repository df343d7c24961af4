import { expect, test } from "../support/e2e.ts";
import { boot, guest, openStrataPage, shellVariable, typeInShell } from "../support/strata-page.ts";

test("F1: a new machine starts without a boot from what the site ships, and is then like any other", async ({
  page,
}) => {
  await openStrataPage(page);
  await page.getByRole("button", { name: "Start without booting" }).click();
  await page.waitForFunction(() => strata.machine.state === "running");
  expect(await page.evaluate(() => strata.machine.bootMs)).toBe(null);
  expect((await guest(page, "cat /etc/hostname; cat /proc/1/comm")).stdout.split("\n")[1]).toBe("init");
  await typeInShell(page, "answer=42");
  expect(await shellVariable(page, "answer")).toBe("42");
  const [shipped] = await page.evaluate(() => strata.snapshots.list());
  expect(shipped).toMatchObject({ kind: "live", isCurrent: true, memory: "usable" });
  await expect(page.getByRole("button", { name: "Start without booting" })).toHaveCount(0);
  // The way back is there from the beginning.
  await guest(page, "rm -rf /bin");
  await page.evaluate(() => strata.snapshots.discardChanges());
  expect((await guest(page, "ls /bin | wc -l")).exitCode).toBe(0);
  expect(await page.evaluate(() => strata.storage.verify())).toMatchObject({ damages: [] });
});

test("an address asks for a start without a boot; a machine that was used already is left alone", async ({
  page,
}) => {
  await page.goto("./?start=prepared");
  await page.evaluate(() => strata.ready);
  await page.waitForFunction(() => strata.machine.state === "running");
  expect((await guest(page, "echo there")).stdout).toBe("there\n");
  await page.evaluate(() => strata.machine.powerOff());
  await page.reload();
  await page.evaluate(() => strata.ready);
  expect(await page.evaluate(() => strata.snapshots.list().length)).toBe(1);
  expect(await page.evaluate(() => strata.machine.state)).toBe("off");
  const again = await page.evaluate(() => strata.machine.startPrepared().catch((cause) => cause.code));
  expect(again).toBe("machine-state");
});

test("F1 F2: a live snapshot goes to another browser as a file, and runs on there; a file that is none is refused", async ({
  page,
  browser,
}) => {
  await openStrataPage(page);
  await boot(page);
  await guest(page, "echo handed over > /root/note; sync");
  await typeInShell(page, "answer=43");
  const file = await page.evaluate(async () => {
    const { id } = await strata.snapshots.take({ name: "to hand over" });
    const blob = await strata.snapshots.exportFile(id);
    return Array.from(new Uint8Array(await blob.arrayBuffer()), (byte) => String.fromCharCode(byte)).join("");
  });
  await page.evaluate(() => strata.machine.powerOff());
  const other = await (await browser.newContext()).newPage();
  await openStrataPage(other);
  const id = await other.evaluate(async (text) => {
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
    return (await strata.snapshots.importFile(new Blob([bytes]))).id;
  }, file);
  await other.evaluate((wanted) => strata.snapshots.revert(wanted), id);
  expect((await guest(other, "cat /root/note")).stdout).toBe("handed over\n");
  expect(await shellVariable(other, "answer")).toBe("43");
  const refusals = await other.evaluate(async (text) => {
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
    const changed = bytes.slice();
    changed[bytes.length >> 1] = (changed[bytes.length >> 1] ?? 0) ^ 1;
    const files = [new Blob(["nothing"]), new Blob([bytes.subarray(0, 1e5)]), new Blob([changed])];
    const codes: string[] = [];
    for (const each of files)
      codes.push(await strata.snapshots.importFile(each).then(String, (cause) => cause.code));
    return codes;
  }, file);
  expect(refusals).toEqual(Array(3).fill("snapshot-file-invalid"));
  expect(await other.evaluate(() => strata.snapshots.list().length)).toBe(1);
  await other.context().close();
});
