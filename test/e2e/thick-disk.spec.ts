import { expect, test } from "../support/e2e.ts";
import { boot, guest, openStrataPage } from "../support/strata-page.ts";

const MARKER = "what-the-other-machine-wrote";
/** How many lines of the second disk have the marker, as the guest reads it. */
const COUNT = `tr -d '\\0' < /dev/sdb | grep -a -c ${MARKER}`;

for (const wipe of [false, true]) {
  test(`E3 E4: a disk that is not zeroed shows the guest ${wipe ? "nothing of a machine that was wiped" : "what a deleted machine left"}`, async ({
    profile,
  }) => {
    const page = await profile.open();
    await openStrataPage(page);
    const first = await page.evaluate(() => strata.machines.current().id);
    const other = await page.evaluate(async () => {
      const { id } = await strata.machines.create({ name: "other" });
      await strata.machines.open(id);
      return id;
    });
    await boot(page);
    await guest(page, `for i in $(seq 300); do echo "${MARKER} $i"; done > /root/secret; sync`);
    await page.evaluate(
      async ([mine, theirs, wipesToo]) => {
        await strata.machine.powerOff();
        await strata.machines.open(mine as typeof first);
        await strata.machines.remove(theirs as typeof first, { wipe: wipesToo as boolean });
        await strata.machine.configure({
          disks: [
            strata.machine.config.disks[0],
            {
              bus: "primary-slave",
              image: null,
              byteLength: 16 * 2 ** 20,
              provisioning: "thick-not-zeroed",
            },
          ],
        });
      },
      [first, other, wipe] as const,
    );
    await boot(page);
    const { stdout } = await guest(page, COUNT);
    if (wipe) expect(stdout.trim()).toBe("0");
    else expect(Number(stdout)).toBeGreaterThan(100);
    await page.evaluate(() => strata.machine.powerOff());
    expect((await page.evaluate(() => strata.storage.verify())).damages).toEqual([]);
  });
}
