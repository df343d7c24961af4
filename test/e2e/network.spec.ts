import { createHash, randomBytes } from "node:crypto";
import type { Page } from "@playwright/test";
import { expect, test } from "../support/e2e.ts";
import { boot, guest } from "../support/strata-page.ts";
import { watchPage } from "./page-watch.ts";

const LEASE = "udhcpc -i eth0 -q -n -t 4 -T 2 -s /usr/share/udhcpc/default.script 2>&1";

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** What a command in the guest prints that must succeed. */
async function run(page: Page, command: string): Promise<string> {
  const { exitCode, stdout } = await guest(page, command);
  expect(exitCode, `${command}: ${stdout}`).toBe(0);
  return stdout;
}

/** Waits until the guest uses its address. */
async function connected(page: Page): Promise<{ readonly address: string; readonly mac: string }> {
  await page.waitForFunction(() => strata.network.state === "connected");
  return page.evaluate(() => ({ address: strata.network.address, mac: strata.network.mac }));
}

test("Y1 Y3 Y4 Y5: two tabs with a machine each, a store each: they ping each other and copy a file, wget what the page serves, and a revert leaves it all working", async ({
  page,
  baseURL,
}) => {
  const faults = await watchPage(page, baseURL);
  await page.goto("./?start=prepared");
  await page.evaluate(() => strata.ready);
  const one = await connected(page);

  const other = await page.context().newPage();
  const otherFaults = await watchPage(other, baseURL);
  await other.goto("./");
  await other.getByRole("link", { name: "Work with a separate store here" }).click();
  await other.waitForURL(/\?store=2$/);
  await other.evaluate(() => strata.ready);
  expect(await other.evaluate(() => strata.snapshots.list().length)).toBe(0);
  await other.evaluate(() => strata.machine.startPrepared());
  const two = await connected(other);
  await expect(other.getByText("This is the separate store “2”")).toBeVisible();
  // Both were restored from the same memory, and are two machines all the same.
  expect(one.address).not.toBe(two.address);
  expect(await run(page, "cat /sys/class/net/eth0/address")).toBe(`${one.mac}\n`);
  expect(await run(other, "cat /sys/class/net/eth0/address")).toBe(`${two.mac}\n`);
  expect(await run(other, "ip -4 addr show eth0")).toContain(`inet ${two.address}/16`);

  for (const [from, neighbour] of [
    [page, two],
    [other, one],
  ] as const) {
    expect(await run(from, "ping -c 2 gateway")).toContain("2 packets received");
    expect(await run(from, `ping -c 3 ${neighbour.address}`)).toContain("3 packets received");
    expect(await from.evaluate(() => strata.network.neighbours())).toMatchObject([neighbour]);
  }
  await run(page, "head -c 2000000 /dev/urandom > /tmp/copied; httpd -p 8080 -h /tmp");
  await run(other, `wget -qO /tmp/received http://${one.address}:8080/copied`);
  expect(await run(other, "sha256sum < /tmp/received")).toBe(await run(page, "sha256sum < /tmp/copied"));

  const bytes = randomBytes(300_000);
  await page.getByRole("heading", { name: "Network", exact: true }).click();
  await page
    .locator("strata-network input[type=file]")
    .setInputFiles({ name: "from outside.bin", mimeType: "application/octet-stream", buffer: bytes });
  await expect(page.getByText("from outside.bin")).toBeVisible();
  expect(await run(page, "wget -qO- gateway")).toContain(`This machine is ${one.address}`);
  expect(await run(page, "wget -qO- 'gateway/files/from%20outside.bin' | sha256sum")).toContain(
    sha256(bytes),
  );
  await run(page, "head -c 100000 /dev/urandom > /root/made; wget -qO- gateway/put | sh -s -- /root/made");
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save made" }).click();
  const chunks: Buffer[] = [];
  for await (const chunk of await (await saved).createReadStream()) chunks.push(chunk as Buffer);
  expect(await run(page, "sha256sum < /root/made")).toContain(sha256(Buffer.concat(chunks)));

  const { id } = await page.evaluate(() => strata.snapshots.take({ name: "on the network" }));
  await run(page, "ip link set eth0 down; ip addr flush dev eth0");
  await page.evaluate((snapshot) => strata.snapshots.revert(snapshot), id);
  expect(await connected(page)).toEqual(one);
  expect(await run(page, "ping -c 2 gateway")).toContain("2 packets received");
  expect(await run(page, LEASE)).toContain(`lease of ${one.address} obtained`);
  expect(await run(page, `ping -c 2 ${two.address}`)).toContain("2 packets received");
  expect(await run(other, `wget -qO- http://${one.address}:8080/copied | sha256sum`)).toBe(
    await run(page, "sha256sum < /tmp/copied"),
  );

  await page.evaluate(() => strata.machine.powerOff());
  await expect.poll(() => other.evaluate(() => strata.network.neighbours())).toEqual([]);
  expect([...faults(), ...otherFaults()]).toEqual([]);
});

test("Y6: a linked clone has a card and an address of its own, with ne2k too; no card is no network", async ({
  page,
}) => {
  await page.goto("./?start=prepared");
  await page.evaluate(() => strata.ready);
  const origin = await connected(page);
  await page.evaluate(async () => {
    const { id } = await strata.snapshots.take({ name: "cloned" });
    const { machine } = await strata.snapshots.clone(id, { name: "Clone", linked: true });
    await strata.machine.powerOff();
    await strata.machines.open(machine);
    await strata.machine.configure({ nic: "ne2k" });
  });
  expect(await page.evaluate(() => strata.network.state)).toBe("off");
  await boot(page);
  const clone = await connected(page);
  expect(clone.mac).not.toBe(origin.mac);
  expect(clone.address).not.toBe(origin.address);
  expect(await run(page, "cat /sys/class/net/eth0/address")).toBe(`${clone.mac}\n`);
  expect(await run(page, "ip -4 addr show eth0")).toContain(`inet ${clone.address}/16`);
  expect(await run(page, "ping -c 2 gateway")).toContain("2 packets received");
  expect(await run(page, "wget -qO- gateway")).toContain(clone.mac);

  await page.evaluate(async () => {
    await strata.machine.powerOff();
    await strata.machine.configure({ nic: "none" });
  });
  expect(await page.evaluate(() => strata.network.state)).toBe("no-card");
});

test("a store that no address can name is refused, and nothing is opened", async ({ page }) => {
  await page.goto("./?store=../other");
  expect(await page.evaluate(() => strata.ready.catch((error: { code: string }) => error.code))).toBe(
    "store-unnamed",
  );
  await expect(page.getByText("The address names a store that can’t be one.")).toBeVisible();
  expect(await page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
});
