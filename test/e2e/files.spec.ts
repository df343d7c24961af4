import { createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { boot, guest, openStrataPage, runInGuest } from "../support/strata-page.ts";
import { watchPage } from "./page-watch.ts";

const MIB = 1024 * 1024;

test.setTimeout(180_000);

test.beforeEach(async ({ page }) => {
  await openStrataPage(page);
  await boot(page);
});

test("T1: 20 MB go into the guest and out again, with the same digest everywhere", async ({ page }) => {
  const sent = await page.evaluate(async (byteLength) => {
    const bytes = new Uint8Array(byteLength);
    for (let at = 0; at < byteLength; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
    const digestOf = async (content: BufferSource): Promise<string> =>
      [...new Uint8Array(await crypto.subtle.digest("SHA-256", content))]
        .map((byte) => byte.toString(16).padStart(2, "0"))
        .join("");
    const put = await strata.machine.putFile("/root/big", bytes);
    const got = await strata.machine.getFile("/root/big");
    return {
      digests: [await digestOf(bytes), await digestOf(await got.content.arrayBuffer())],
      putMs: put.elapsedMs,
      getMs: got.elapsedMs,
    };
  }, 20 * MIB);
  const inGuest = (await guest(page, "sha256sum /root/big")).stdout.split(" ")[0];
  expect(sent.digests).toEqual([inGuest, inGuest]);
  process.stdout.write(`20 MiB: in ${Math.round(sent.putMs)} ms, out ${Math.round(sent.getMs)} ms\n`);
});

test("T2, T3: a snapshot in the middle of a file lets it go on; a revert and a power-off give it up", async ({
  page,
}) => {
  /** Begins to put 12 MB, does `what` in the middle, and tells what became of the file. */
  const during = (name: string, what: "snapshot" | "revert" | "power-off") =>
    page.evaluate(
      async ([path, action]) => {
        const content = new Uint8Array(12_000_000).fill(7);
        let done: Promise<unknown> | undefined;
        const outcome = await strata.machine
          .putFile(path, content, {
            onProgress: (count, total) => {
              if (count < total / 4 || done !== undefined) return;
              if (action === "snapshot") done = strata.snapshots.take({ name: "in the middle" });
              else if (action === "revert") done = strata.snapshots.discardChanges();
              else done = strata.machine.powerOff();
            },
          })
          .then(
            () => "done",
            (error: { readonly code: string }) => error.code,
          );
        await done;
        return outcome;
      },
      [name, what] as const,
    );
  await guest(
    page,
    "echo before > /root/first; cp /root/first /root/second; cp /root/first /root/third; sync",
  );
  const digestsBefore = await guest(page, "md5sum /root/second /root/third");
  expect(await during("/root/first", "snapshot")).toBe("done");
  expect((await guest(page, "wc -c < /root/first")).stdout).toBe("12000000\n");
  // Back in the middle of the first file, which nobody sends any more.
  await page.evaluate(() => strata.snapshots.discardChanges());
  expect((await guest(page, "cat /root/first; ls -A /root; df / | tail -1")).stdout).toMatch(
    /^before\nfirst\nsecond\nthird\n/,
  );
  expect(await during("/root/second", "revert")).toBe("agent-silent");
  expect(await guest(page, "md5sum /root/second /root/third")).toEqual(digestsBefore);
  expect(await during("/root/third", "power-off")).toBe("agent-silent");
  await boot(page);
  expect((await guest(page, "md5sum /root/second /root/third")).stdout).toBe(digestsBefore.stdout);
  expect((await guest(page, "ls -A /root")).stdout).toBe("first\nsecond\nthird\n");
  await runInGuest(page, "! dmesg | grep -i 'ext4.*error'");
});

test("T1, T2: files are dropped on the machine, chosen, given up and taken by the page", async ({
  page,
  baseURL,
}) => {
  const faults = await watchPage(page, baseURL);
  const files = page.locator("strata-files");

  await test.step("dropped, of any name", async () => {
    const drop = await page.evaluateHandle(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(["one"], "é 'one'.txt"));
      transfer.items.add(new File(["two"], "two"));
      return transfer;
    });
    const chassis = page.locator("strata-machine .chassis");
    await chassis.dispatchEvent("dragenter", { dataTransfer: drop });
    await expect(page.getByText("Drop files to put them into /root/")).toBeVisible();
    await chassis.dispatchEvent("drop", { dataTransfer: drop });
    await expect(files).toContainText("/root/two is in the machine, 3 B.");
    expect((await guest(page, "cat \"/root/é 'one'.txt\" /root/two")).stdout).toBe("onetwo");
  });

  await test.step("chosen, into a folder", async () => {
    const content = randomBytes(300_000);
    await files.getByRole("button", { name: "Put files…" }).click();
    await files.getByLabel("Folder in the machine").fill("/tmp");
    const [chooser] = await Promise.all([
      page.waitForEvent("filechooser"),
      files.getByRole("button", { name: "Choose files" }).press("Enter"),
    ]);
    await chooser.setFiles({ name: "chosen.bin", mimeType: "application/octet-stream", buffer: content });
    await expect(files).toContainText("/tmp/chosen.bin is in the machine");
    const digest = createHash("sha256").update(content).digest("hex");
    expect((await guest(page, "sha256sum < /tmp/chosen.bin")).stdout).toBe(`${digest}  -\n`);

    await files.getByRole("button", { name: "Take a file…" }).click();
    await page.keyboard.type("/tmp/chosen.bin");
    const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
    expect(download.suggestedFilename()).toBe("chosen.bin");
    expect((await readFile(await download.path())).equals(content)).toBe(true);
  });

  await test.step("given up", async () => {
    await files.getByRole("button", { name: "Put files…" }).click();
    const [chooser] = await Promise.all([
      page.waitForEvent("filechooser"),
      files.getByRole("button", { name: "Choose files" }).click(),
    ]);
    const buffer = Buffer.alloc(40 * MIB);
    await chooser.setFiles({ name: "large", mimeType: "application/octet-stream", buffer });
    await expect(files.getByRole("progressbar", { name: "Putting /root/large" })).toBeVisible();
    await files.getByRole("button", { name: "Cancel" }).click();
    await expect(page.getByText("Cancelled.")).toBeVisible();
    await page.getByRole("button", { name: "Dismiss" }).click();
    expect((await guest(page, "ls -A /root")).stdout).toBe("two\né 'one'.txt\n");
  });

  await test.step("refused", async () => {
    await files.getByRole("button", { name: "Take a file…" }).click();
    await files.getByLabel("File in the machine").fill("/root/none");
    await files.getByLabel("File in the machine").press("Enter");
    await expect(page.getByRole("alert")).toContainText("There is no such file or folder in the machine.");
    await page.getByRole("button", { name: "Dismiss" }).click();
  });
  expect(faults()).toEqual([]);
});
