import { expect, type Page, test } from "@playwright/test";
import { boot, guest, openStrataPage } from "../support/strata-page.ts";

test.setTimeout(180_000);

/** What a command comes to: its output, or the code of its failure. */
const outcome = (page: Page, command: string, timeoutMs = 5000): Promise<string> =>
  page.evaluate(
    ([text, limit]) =>
      strata.machine.exec(text, { timeoutMs: limit }).then(
        ({ stdout }) => stdout,
        (error: { readonly code: string }) => error.code,
      ),
    [command, timeoutMs] as const,
  );

test("A3: large and binary output arrives byte for byte", async ({ page }) => {
  await openStrataPage(page);
  await boot(page);
  const { digest, byteLength } = await page.evaluate(async () => {
    const { stdoutBytes } = await strata.machine.exec("cat /bin/busybox /bin/busybox", {
      timeoutMs: 120_000,
    });
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", stdoutBytes));
    return {
      digest: [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(""),
      byteLength: stdoutBytes.byteLength,
    };
  });
  expect(byteLength).toBeGreaterThan(1_500_000);
  expect((await guest(page, "cat /bin/busybox /bin/busybox | sha256sum")).stdout).toBe(`${digest}  -\n`);
});

test("A2: a snapshot in the middle of a command lets it go on, and a revert to it leaves the guest free", async ({
  page,
}) => {
  await openStrataPage(page);
  await boot(page);
  const seen = await page.evaluate(async () => {
    const codeOf = (work: Promise<unknown>) =>
      work.then(String, (error: { readonly code: string }) => error.code);
    // A file can be looked at while a command runs.
    const begun = async (path: string): Promise<void> => {
      while ((await codeOf(strata.machine.getFile(path))) === "file-missing");
    };
    const first = strata.machine.exec("touch /tmp/first; sleep 2; echo slept", { timeoutMs: 60_000 });
    await begun("/tmp/first");
    await strata.snapshots.take({ name: "asleep" });
    const { stdout } = await first;
    const second = codeOf(strata.machine.exec("touch /tmp/second; sleep 1000", { timeoutMs: 900_000 }));
    await begun("/tmp/second");
    const { id } = await strata.snapshots.take({ name: "fast asleep" });
    await strata.snapshots.revert(id);
    const { stdout: left } = await strata.machine.exec("ps | grep -c '[s]leep 1000'", { timeoutMs: 60_000 });
    return { stdout, second: await second, left };
  });
  expect(seen).toEqual({ stdout: "slept\n", second: "agent-silent", left: "0\n" });
});

test("A1: of a guest that is off, paused, broken or another system nothing is known, and nothing is made up", async ({
  page,
}) => {
  await openStrataPage(page);
  expect(await outcome(page, "true")).toBe("agent-silent");
  await boot(page);
  const healthy = await page.evaluate(() => strata.snapshots.take({ name: "healthy" }));
  expect(await outcome(page, "echo there")).toBe("there\n");

  await test.step("paused", async () => {
    await page.evaluate(() => strata.machine.pause());
    expect(await outcome(page, "true")).toBe("agent-silent");
    await page.evaluate(() => strata.machine.resume());
    expect(await outcome(page, "echo there")).toBe("there\n");
  });

  await test.step("without its programs", async () => {
    await outcome(page, "rm -rf /bin /sbin /usr /lib /etc");
    expect(await outcome(page, "echo there")).toBe("guest-broken");
    await page.evaluate((id) => strata.snapshots.revert(id), healthy.id);
    expect(await outcome(page, "echo there")).toBe("there\n");
  });

  await test.step("with all of its processes killed", async () => {
    expect(await outcome(page, "kill -9 -1; sleep 5")).toBe("agent-silent");
    // Its init starts another agent.
    expect(await outcome(page, "echo there", 20_000)).toBe("there\n");
  });

  await test.step("another system, which knows no agent", async () => {
    // cli; hlt; jmp back to hlt
    await guest(page, "printf '\\372\\364\\353\\375' | dd of=/dev/sda conv=notrunc,fsync 2>/dev/null");
    const waiting = outcome(page, "sleep 60", 60_000);
    await page.evaluate(() => strata.machine.reset());
    expect(await waiting).toBe("agent-silent");
    expect(await outcome(page, "echo there", 1000)).toMatch(/^agent-silent$/);
    const [file, clock] = await page.evaluate(async () => [
      await strata.machine
        .getFile("/etc/passwd")
        .then(String, (error: { readonly code: string }) => error.code),
      strata.machine.clock.offsetMs,
    ]);
    expect([file, clock]).toEqual(["agent-silent", null]);
    await page.evaluate((id) => strata.snapshots.revert(id), healthy.id);
    expect(await outcome(page, "echo there")).toBe("there\n");
  });
});
