import type { Page } from "@playwright/test";
import { expect, test } from "../support/e2e.ts";
import { boot, guest, openStrataPage, shellVariable, typeInShell } from "../support/strata-page.ts";

const BLOCK_COUNT = 65_536;
const DISK_BYTE_LENGTH = 256 * 2 ** 20;

/** What the machine has said on its serial console since, without colours. */
async function listenToConsole(page: Page): Promise<() => Promise<string>> {
  await page.evaluate(() => {
    const heard = globalThis as unknown as { heard: string };
    heard.heard = "";
    const decoder = new TextDecoder();
    document.querySelector("strata-app")?.console?.subscribe((bytes) => {
      heard.heard += decoder.decode(bytes, { stream: true });
    });
  });
  return async () => {
    const heard = await page.evaluate(() => (globalThis as unknown as { heard: string }).heard);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with a control character.
    return heard.replace(/\u001b\[[0-9;]*[A-Za-z]/g, "");
  };
}

/** Types a command into Basalt's shell over the serial port; resolves with what it answered. */
async function ask(page: Page, heard: () => Promise<string>, command: string): Promise<string> {
  const before = (await heard()).length;
  await typeInShell(page, command);
  const answer = async (): Promise<string> => (await heard()).slice(before);
  await expect.poll(answer, { intervals: [50] }).toMatch(/basalt:80h# $/);
  return answer();
}

/** The longest that the page's thread was held up since, in milliseconds. */
async function watchThread(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const watched = globalThis as unknown as { longestMs: number };
    watched.longestMs = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) watched.longestMs = Math.max(watched.longestMs, duration);
    }).observe({ type: "longtask" });
  });
  return () => page.evaluate(() => (globalThis as unknown as { longestMs: number }).longestMs);
}

const layerCounts = (page: Page) =>
  page.evaluate(() => strata.disk.layers().map(({ blockCount }) => blockCount));

test("X1 S3 S8 O5: Linux is snapshotted, changed, written over by another system on every block, and comes back at once", async ({
  profile,
}) => {
  test.setTimeout(240_000);
  const page = await profile.open();
  await openStrataPage(page);
  await boot(page);
  await typeInShell(page, "MARK=kept-in-memory-only");
  await guest(
    page,
    "(n=0; while :; do n=$((n+1)); echo $n > /tmp/counter; sleep 0.1; done) > /dev/null 2>&1 &",
  );
  await guest(page, "echo kept-on-disk > /root/kept; sync");
  await guest(page, "while ! [ -s /tmp/counter ]; do sleep 0.05; done");
  const taken = await page.evaluate(async () => {
    await strata.machine.pause();
    const { id } = await strata.snapshots.take({ name: "Linux at work" });
    const digest = await strata.disk.digest();
    await strata.machine.resume();
    return { id, digest };
  });
  const counter = async () => Number((await guest(page, "cat /tmp/counter")).stdout);
  const counted = await counter();

  await page.evaluate(async () => {
    await strata.machine.powerOff();
    await strata.machine.configure({ ramMiB: 128, nic: "none" });
  });
  const longestMs = await watchThread(page);
  const cost = await page.evaluate(async () => {
    const seen: number[] = [];
    const found = await strata.machine.reinstall("basalt", {
      onProgress: () => seen.push(strata.disk.layers().at(-1)?.blockCount ?? 0),
    });
    return { ...found, seen };
  });
  test.info().annotations.push({
    type: "measured",
    description: `installed in ${Math.round(cost.elapsedMs)} ms, ${(cost.bytesWritten / 1000 / cost.elapsedMs).toFixed(0)} MB/s, thread held up for ${Math.round(await longestMs())} ms at most`,
  });
  expect(cost.blockCount).toBe(BLOCK_COUNT);
  expect(cost.bytesWritten).toBeGreaterThan(DISK_BYTE_LENGTH);
  // The layer was seen to fill.
  expect(cost.seen.length).toBe(128);
  expect(cost.seen).toEqual(cost.seen.toSorted((a, b) => a - b));
  expect(cost.seen.at(-1)).toBe(BLOCK_COUNT);
  expect((await layerCounts(page)).at(-1)).toBe(BLOCK_COUNT);

  await test.step("the other system answers on its console", async () => {
    const heard = await listenToConsole(page);
    await page.evaluate(() => strata.machine.powerOn());
    await page.waitForFunction(() => strata.machine.state === "running", null, { timeout: 30_000 });
    expect(await heard()).toContain("It is not Linux");
    expect(await ask(page, heard, "who")).toContain("This is Basalt 1.0");
    const disk = await ask(page, heard, "disk");
    expect(disk).toContain("BA5A1700");
    expect(disk).toContain("524288 sectors of 512 bytes, 256 MiB");
    // A little of it is the BIOS's own.
    expect(await ask(page, heard, "mem")).toMatch(/usable +12[67] MiB in all/);
    expect(await ask(page, heard, "cpu")).toContain("GenuineIntel");
    expect(await ask(page, heard, "read 80000")).toContain(
      "Basalt filled block 10000 of 65536.".slice(0, 24),
    );
    expect(await ask(page, heard, "write 80000 Strata was here")).toContain("Written: sector 80000.");
    const read = await page.evaluate(() => strata.disk.read(80_000 * 512, 16));
    expect(String.fromCharCode(...Object.values(read))).toBe("Strata was here\0");
    const refused = await page.evaluate(() =>
      strata.machine.exec("true", { timeoutMs: 2000 }).catch((error: { code: string }) => error.code),
    );
    expect(["agent-silent", "timeout"]).toContain(refused);
  });

  await test.step("a second installation adds no block", async () => {
    const second = await page.evaluate(async () => {
      await strata.machine.powerOff();
      return strata.machine.reinstall("invaders");
    });
    expect(second.blockCount).toBe(0);
    expect((await layerCounts(page)).at(-1)).toBe(BLOCK_COUNT);
    expect(await page.evaluate((at) => strata.disk.digest({ at }), taken.id)).toBe(taken.digest);
  });

  await test.step("the page says what the way back changes", async () => {
    const changes = page.locator("strata-snapshot-card .changes");
    await expect(changes).toContainText("Memory 128 MiB →becomes 64 MiB");
    await expect(changes).toContainText("Network card none →becomes virtio");
  });

  await test.step("and Linux is back, where it was", async () => {
    const revert = await page.evaluate(async ({ id }) => strata.snapshots.revert(id), taken);
    test.info().annotations.push({ type: "measured", description: `back in ${revert.elapsedMs} ms` });
    expect(revert.blockCount).toBe(BLOCK_COUNT);
    expect(revert.elapsedMs).toBeLessThan(cost.elapsedMs / 4);
    expect(await page.evaluate(() => strata.machine.state)).toBe("running");
    expect(await page.evaluate(() => strata.machine.config)).toMatchObject({ ramMiB: 64, nic: "virtio" });
    const after = await counter();
    expect(after).toBeGreaterThan(0);
    await expect.poll(counter).toBeGreaterThan(Math.max(after, counted));
    expect(await shellVariable(page, "MARK")).toBe("kept-in-memory-only");
    expect((await guest(page, "ls /sys/class/net | grep -c eth; cat /root/kept")).stdout).toBe(
      "1\nkept-on-disk\n",
    );
    const digest = await page.evaluate(async ({ id }) => {
      await strata.machine.pause();
      await strata.snapshots.revert(id);
      return strata.disk.digest();
    }, taken);
    expect(digest).toBe(taken.digest);
    const measured = page.locator("strata-timing");
    await expect(measured).toContainText("Installation");
    await expect(measured).toContainText("Revert");
  });
});

test("X1: on the page two clicks keep the present, install and start; the layer fills in sight", async ({
  profile,
}) => {
  test.setTimeout(180_000);
  const page = await profile.open();
  await openStrataPage(page);
  const heard = await listenToConsole(page);
  await page.getByRole("combobox", { name: "System to install" }).selectOption("basalt");
  await page.getByRole("button", { name: "Install", exact: true }).click();
  const question = page.locator("strata-install strata-confirm");
  await expect(question).toContainText("65,536 blocks");
  await expect(question).toContainText("is free");
  await page.getByRole("button", { name: "Install and start" }).click();
  const progress = page.locator("strata-install progress");
  await expect(progress).toBeVisible();
  const stack = page.locator('strata-layer-stack [data-kind="active"]:not([data-falling]) .amount');
  await expect(stack).toContainText(/^\s*[\d,]+ blocks · [\d.]+\sMiB · (?!100%)[\d.]+%/);
  await expect.poll(heard, { timeout: 60_000 }).toMatch(/basalt:80h# $/);
  await expect(progress).toHaveCount(0);
  await expect(stack).toContainText(/65,536 blocks · 256\sMiB · 100%/);
  expect((await layerCounts(page)).at(-1)).toBe(BLOCK_COUNT);
  expect(await page.evaluate(() => strata.snapshots.list().map(({ name }) => name))).toEqual([
    "Before installing Basalt",
  ]);
  await page.evaluate(() => strata.snapshots.revert(strata.snapshots.list()[0]?.id ?? null));
  await boot(page);
  expect((await guest(page, "uname -s")).stdout).toBe("Linux\n");
});

test("X2: given up in the middle, the disk is overwritten in part, and a revert brings it back", async ({
  profile,
}) => {
  const page = await profile.open();
  await openStrataPage(page);
  const { id } = await page.evaluate(() => strata.snapshots.take({ name: "before" }));
  const digest = await page.evaluate(() => strata.disk.digest());
  const failure = await page.evaluate(async () => {
    const controller = new AbortController();
    return strata.machine
      .reinstall("basalt", {
        signal: controller.signal,
        onProgress: (done) => {
          if (done >= 32 * 2 ** 20) controller.abort();
        },
      })
      .catch(({ code, details }: { code: string; details: object }) => ({ code, details }));
  });
  expect(failure).toMatchObject({
    code: "install-incomplete",
    details: { reason: "cancelled", written: 32 * 2 ** 20, total: DISK_BYTE_LENGTH },
  });
  expect((await layerCounts(page)).at(-1)).toBe(BLOCK_COUNT / 8);
  const refused = await page.evaluate(() =>
    strata.machine.reinstall("beos").catch(({ code }: { code: string }) => code),
  );
  expect(refused).toBe("system-unknown");
  await page.evaluate((snapshot) => strata.snapshots.revert(snapshot), id);
  expect(await page.evaluate(() => strata.disk.digest())).toBe(digest);
});
