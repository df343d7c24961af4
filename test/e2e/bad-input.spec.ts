import type { Page } from "@playwright/test";
import { expect, test } from "../support/e2e.ts";
import { boot, guest, openStrataPage } from "../support/strata-page.ts";

/** The code with which the page refuses to open, and whether it says so in words. */
async function refusalOnOpening(page: Page): Promise<string> {
  await page.goto("./");
  const code = await page.evaluate(() =>
    strata.ready.then(
      () => "opened",
      (error: { code: string }) => error.code,
    ),
  );
  const words =
    code === "store-in-use"
      ? page.getByRole("heading", { name: "Another tab has the machine" })
      : page.getByRole("alert");
  if (code !== "opened") await expect(words).toBeVisible();
  return code;
}

test("an image whose manifest can't be had is reported, and a reload finds it again", async ({ profile }) => {
  const page = await profile.open();
  await page.route("**/images/linux/manifest.json", (route) => route.abort());
  expect(await refusalOnOpening(page)).toBe("image-unreachable");
  await page.unroute("**/images/linux/manifest.json");
  expect(await refusalOnOpening(page)).toBe("opened");
});

test("a part of the image that can't be had stops the boot with a message, and nothing stored is lost", async ({
  profile,
}) => {
  const page = await profile.open();
  // From the first visit on: the page fetches ahead what a boot reads.
  await page.route("**/*.part", (route) => route.abort());
  await openStrataPage(page);
  await page.evaluate(() => strata.snapshots.take({ name: "kept" }));
  await page.getByRole("button", { name: "Power on" }).first().click();
  await expect(page.getByRole("alert")).toContainText("image");
  await page.unroute("**/*.part");
  await page.reload();
  await page.evaluate(() => strata.ready);
  expect(await page.evaluate(() => strata.snapshots.list().map(({ name }) => name))).toEqual(["kept"]);
  await boot(page);
});

test("I1: a damaged part of the image is found by its checksum and never given to the guest", async ({
  profile,
}) => {
  const page = await profile.open();
  await page.route("**/0000-*.part", async (route) => {
    const response = await route.fetch();
    const other = await page.request.get(
      route
        .request()
        .url()
        .replace(/0000-[^/]*$/, "manifest.json"),
    );
    const { parts } = (await other.json()) as { parts: { file: string }[] };
    const swapped = await page.request.get(
      route
        .request()
        .url()
        .replace(/0000-[^/]*$/, parts[1]?.file ?? ""),
    );
    await route.fulfill({ response, body: await swapped.body() });
  });
  await openStrataPage(page);
  const code = await page.evaluate(() =>
    strata.disk.read(0, 512).then(
      () => "read",
      (error: { code: string }) => error.code,
    ),
  );
  expect(code).toBe("image-damaged");
  await page.unroute("**/0000-*.part");
  expect(await page.evaluate(async () => (await strata.disk.read(510, 2)).join())).toBe("85,170");
});

test("storage that the browser refuses is reported with what to do", async ({ profile }) => {
  const page = await profile.open();
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("denied", "SecurityError");
    };
  });
  expect(await refusalOnOpening(page)).toBe("storage-refused");
});

test("a browser without what is needed is told so", async ({ profile }) => {
  const page = await profile.open();
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, "WebAssembly"));
  expect(await refusalOnOpening(page)).toBe("browser-unsupported");
});

test("P3: a second tab is told that the first has the machine, and the first runs on", async ({
  profile,
}) => {
  const page = await profile.open();
  await openStrataPage(page);
  const second = await page.context().newPage();
  expect(await refusalOnOpening(second)).toBe("store-in-use");
  await boot(page);
  await page.close();
  expect(await refusalOnOpening(second)).toBe("opened");
});

test("an unknown snapshot is refused, and the machine runs on as it was", async ({ profile }) => {
  const page = await profile.open();
  await openStrataPage(page);
  await boot(page);
  await guest(page, "echo here > /tmp/here");
  const code = await page.evaluate(() =>
    strata.snapshots.revert("no such snapshot" as never).then(
      () => "reverted",
      (error: { code: string }) => error.code,
    ),
  );
  expect(code).toBe("snapshot-unknown");
  expect((await guest(page, "cat /tmp/here")).stdout).toBe("here\n");
});

test("S5, P6: a snapshot for which there is no room is refused, the guest runs on, and nothing stored is lost", async ({
  profile,
}) => {
  const page = await profile.open();
  // Before the first transaction: Chromium remembers for a while how much room there was. The renewal of its log takes some, the reserve 8 MiB.
  const session = await page.context().newCDPSession(page);
  const origin = new URL(test.info().project.use.baseURL ?? "").origin;
  await session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 28_000_000 });
  await openStrataPage(page);
  const take = (name: string): Promise<string> =>
    page.evaluate(
      (wanted) =>
        strata.snapshots.take({ name: wanted }).then(
          () => "taken",
          (error: { code: string }) => error.code,
        ),
      name,
    );
  expect(await take("small")).toBe("taken");
  await boot(page);
  // Memory full of noise: the browser compresses what it stores, and counts that.
  await guest(page, "dd if=/dev/urandom of=/tmp/noise bs=1M count=20; echo here > /root/here; sync");
  expect(await take("too large")).toBe("storage-full");
  expect((await guest(page, "cat /root/here")).stdout).toBe("here\n");
  expect(await page.evaluate(() => strata.disk.layers().length)).toBe(2);
  await page.evaluate(() => strata.machine.powerOff());
  expect(await take("small again")).toBe("taken");
  await page.reload();
  await page.evaluate(() => strata.ready);
  const names = await page.evaluate(() => strata.snapshots.list().map((snapshot) => snapshot.name));
  expect(names).toEqual(["small", "small again"]);
  await boot(page);
  expect((await guest(page, "cat /root/here")).stdout).toBe("here\n");
});
