import { expect, test } from "../support/e2e.ts";
import { boot, guest, openStrataPage, shellVariable, typeInShell } from "../support/strata-page.ts";

const MEMORY = "awk '/MemTotal/ { print int($2 / 1024) }' /proc/meminfo";
/** Of the video card's first region. */
const VIDEO_MEMORY =
  "for card in /sys/bus/pci/devices/*; do grep -q 0x0300 $card/class && set -- $(head -n 1 $card/resource); done; echo $(($2 - $1 + 1))";
const NETWORK_CARDS = "ls /sys/class/net | grep -c eth";

test("S8: a revert to a snapshot with another configuration rebuilds that machine, and it runs on", async ({
  profile,
}) => {
  test.setTimeout(180_000);
  const page = await profile.open();
  await openStrataPage(page);
  await boot(page);
  await typeInShell(page, "MARK=64-with-card");
  const memory = Number((await guest(page, MEMORY)).stdout);
  expect((await guest(page, NETWORK_CARDS)).stdout.trim()).toBe("1");
  const { id } = await page.evaluate(() => strata.snapshots.take({ name: "64 MiB with a network card" }));

  await page.evaluate(async () => {
    await strata.machine.powerOff();
    await strata.machine.configure({ ramMiB: 128, nic: "none", vgaMemoryMiB: 16 });
  });
  await boot(page);
  expect(Number((await guest(page, MEMORY)).stdout)).toBeGreaterThan(memory * 1.8);
  expect((await guest(page, NETWORK_CARDS)).stdout.trim()).toBe("0");
  expect((await guest(page, VIDEO_MEMORY)).stdout.trim()).toBe(String(16 * 2 ** 20));
  const larger = await page.evaluate(() => strata.snapshots.take({ name: "128 MiB without" }));

  await page.evaluate((snapshot) => strata.snapshots.revert(snapshot), id);
  expect(await page.evaluate(() => strata.machine.config)).toMatchObject({
    ramMiB: 64,
    nic: "virtio",
    vgaMemoryMiB: 4,
  });
  expect((await guest(page, VIDEO_MEMORY)).stdout.trim()).toBe(String(4 * 2 ** 20));
  expect(await shellVariable(page, "MARK")).toBe("64-with-card");
  expect(Number((await guest(page, MEMORY)).stdout)).toBe(memory);
  expect((await guest(page, NETWORK_CARDS)).stdout.trim()).toBe("1");

  await page.evaluate((snapshot) => strata.snapshots.revert(snapshot), larger.id);
  expect(await page.evaluate(() => strata.machine.config)).toMatchObject({ ramMiB: 128, nic: "none" });
  expect(Number((await guest(page, MEMORY)).stdout)).toBeGreaterThan(memory * 1.8);

  await page.evaluate(async () => {
    await strata.machine.powerOff();
    await strata.machine.configure({ nic: "ne2k" });
  });
  await boot(page);
  expect((await guest(page, "basename $(readlink /sys/class/net/eth0/device/driver)")).stdout.trim()).toBe(
    "ne2k-pci",
  );
  const { id: withNe2k } = await page.evaluate(() => strata.snapshots.take({ name: "NE2000" }));
  await page.evaluate((snapshot) => strata.snapshots.revert(snapshot), id);
  await page.evaluate((snapshot) => strata.snapshots.revert(snapshot), withNe2k);
  expect(
    (await guest(page, "cat /sys/class/net/eth0/operstate; ls /sys/class/net | grep -c eth")).stdout,
  ).toContain("\n1\n");
});

test("S7: a snapshot of a powered-off machine keeps configuration and disk, and a revert to it leaves it off", async ({
  profile,
}) => {
  const page = await profile.open();
  await openStrataPage(page);
  const { id, pauseMs } = await page.evaluate(() => strata.snapshots.take({ name: "never started" }));
  expect(pauseMs).toBe(0);
  const digest = await page.evaluate(() => strata.disk.digest());
  await boot(page);
  await guest(page, "echo changed > /root/changed; sync");
  await page.evaluate((snapshot) => strata.snapshots.revert(snapshot), id);
  const seen = await page.evaluate(async () => ({
    state: strata.machine.state,
    digest: await strata.disk.digest(),
    parts: strata.snapshots.list()[0]?.parts,
  }));
  expect(seen).toMatchObject({
    state: "off",
    digest,
    parts: { deviceBytes: 0, ramBytes: 0, ramPageCount: 0 },
  });
});

test("a configuration that no machine can have is refused, and so is one while the machine is on", async ({
  profile,
}) => {
  const page = await profile.open();
  await openStrataPage(page);
  const refusal = (changes: object): Promise<string> =>
    page.evaluate(
      (wanted) =>
        strata.machine.configure(wanted).then(
          () => "accepted",
          (error: { code: string }) => error.code,
        ),
      changes,
    );
  expect(await refusal({ ramMiB: 65 })).toBe("configuration-invalid");
  expect(await refusal({ ramMiB: 16 })).toBe("configuration-invalid");
  expect(await refusal({ nic: "token-ring" })).toBe("configuration-invalid");
  expect(await page.evaluate(() => strata.machine.config.ramMiB)).toBe(64);
  await page.evaluate(() => strata.machine.powerOn());
  expect(await refusal({ ramMiB: 128 })).toBe("machine-state");
});
