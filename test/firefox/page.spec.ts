import { writeFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import type { SnapshotId } from "../../src/core/identity.ts";
// Brings the type of `globalThis.strata`.
import type {} from "../../src/lab/strata.ts";
import { Firefox } from "./firefox.ts";
import type { FirefoxPage } from "./firefox-page.ts";

test("S3, P5, Z1: in Firefox the guest boots, and a snapshot brings its disk back, also after a reload and after the browser's death", async ({
  baseURL,
}, testInfo) => {
  const url = baseURL ?? "";
  const firefox = await Firefox.create();
  let page = await firefox.openPage();
  try {
    await open(page, url);
    await page.evaluate(() => strata.machine.powerOn());
    await expect.poll(() => page.evaluate(() => strata.machine.state)).toBe("running");
    await guest(page, "echo kept > /root/file; sync");
    const { id } = await page.evaluate(() => strata.snapshots.take({ name: "before" }));
    expect(await guest(page, "echo changed > /root/file; sync; cat /root/file")).toBe("changed\n");
    await page.evaluate((snapshot) => strata.snapshots.revert(snapshot), id);
    expect(await guest(page, "cat /root/file")).toBe("kept\n");
    expectNothingOdd(page, url);

    await page.evaluate(() => strata.machine.pause());
    await page.evaluate(() => strata.machine.suspend());
    await page.reload();
    await page.evaluate(() => strata.ready);
    await expectKept(page, id, "paused");
    expectNothingOdd(page, url);

    await page.evaluate(() => strata.machine.powerOff());
    await firefox.crash();
    page = await firefox.openPage();
    await open(page, url);
    await expectKept(page, id, "off");
    expect((await page.evaluate(() => strata.storage.verify())).damages).toEqual([]);
    expectNothingOdd(page, url);
  } catch (cause) {
    const picture = await page.screenshot().catch(() => null);
    if (picture) await writeFile(testInfo.outputPath("page.png"), picture);
    throw cause;
  } finally {
    await firefox.remove();
  }
});

async function open(page: FirefoxPage, url: string): Promise<void> {
  await page.goto(url);
  await page.evaluate(() => strata.ready);
}

/** What a command in the guest prints. */
function guest(page: FirefoxPage, command: string): Promise<string> {
  return page.evaluate(async (text) => {
    const { stdout } = await strata.machine.exec(text, { timeoutMs: 30_000 });
    return stdout;
  }, command);
}

/** The page has just been opened: the machine is as it was, the snapshot is there, and a revert to it brings its disk back. */
async function expectKept(page: FirefoxPage, id: SnapshotId, state: "paused" | "off"): Promise<void> {
  const found = await page.evaluate(() => ({
    state: strata.machine.state,
    snapshots: strata.snapshots.list().map((snapshot) => snapshot.id),
  }));
  expect(found).toEqual({ state, snapshots: [id] });
  await page.evaluate((snapshot) => strata.snapshots.revert(snapshot), id);
  if (state === "paused") await page.evaluate(() => strata.machine.resume());
  expect(await guest(page, "cat /root/file")).toBe("kept\n");
}

/** No error in the page's console, and no request to anybody else. */
function expectNothingOdd(page: FirefoxPage, url: string): void {
  expect(page.errors).toEqual([]);
  const others = page.requests.filter(
    (address) => !/^(data|blob):/.test(address) && !address.startsWith(url),
  );
  expect(others).toEqual([]);
}
