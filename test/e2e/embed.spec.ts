import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";

/** What the embedding page has, beside a window. */
interface Embedder {
  call(path: string, ...args: readonly unknown[]): Promise<unknown>;
}

let server: Server;
let origin: string;

test.beforeAll(async () => {
  const html = await readFile("test/fixtures/embedder.html");
  server = createServer((_request, response) => {
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" });
    response.end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

test.afterAll(() => {
  server.close();
});

const call = (page: Page, path: string, ...args: readonly unknown[]): Promise<unknown> =>
  page.evaluate(
    ([name, given]) =>
      (globalThis as unknown as Embedder)
        .call(name, ...given)
        .catch(({ code }: { code: string }) => ({ code })),
    [path, args] as const,
  );

test("a page of another origin shows chosen panels and uses the machine by messages (W2)", async ({
  page,
  baseURL,
}) => {
  await page.goto(`${origin}/?strata=${encodeURIComponent(`${baseURL}?panels=machine,snapshots`)}`);
  const frame = page.frameLocator("#strata");
  await expect(frame.getByRole("region", { name: "Machine", exact: true })).toBeVisible();
  await expect(frame.getByRole("region", { name: "Snapshots", exact: true })).toBeVisible();
  await expect(frame.getByRole("region", { name: "Disk", exact: true })).toHaveCount(0);
  await expect(frame.getByRole("banner")).toBeHidden();
  await expect(page.locator("#state")).toHaveText("off");

  await test.step("values, commands and their failures", async () => {
    expect(await call(page, "machine.state")).toBe("off");
    await page.getByRole("button", { name: "Take a snapshot" }).click();
    await expect(frame.getByRole("article", { name: "From outside" })).toBeVisible();
    expect(await call(page, "snapshots.list")).toMatchObject([{ name: "From outside", kind: "powered-off" }]);
    expect(await call(page, "snapshots.rename", "nothing", "other")).toEqual({ code: "snapshot-unknown" });
    const size = (await call(page, "disk.size")) as number;
    expect(await call(page, "disk.read", size - 512, 512)).toBeInstanceOf(Object);
  });

  await test.step("nothing else can be reached", async () => {
    for (const path of [
      "snapshots.constructor",
      "machine",
      "machine.__proto__",
      "ready.then",
      "eval",
      "storage.verify.call",
    ]) {
      expect(await call(page, path), path).toEqual({ code: "call-refused" });
    }
  });

  await test.step("long work is given up by a message", async () => {
    const code = page.evaluate(() =>
      (globalThis as unknown as Embedder).call("compare.fullCopy", { mode: "every-byte" }).then(
        () => "copied",
        (error: { code: string }) => error.code,
      ),
    );
    await page.evaluate(
      (target) => {
        const { contentWindow } = document.getElementById("strata") as HTMLIFrameElement;
        addEventListener("message", ({ data }) => {
          if (data?.type === "progress")
            contentWindow?.postMessage({ strata: 1, type: "cancel", id: data.id }, target);
        });
      },
      new URL(baseURL ?? "").origin,
    );
    expect(await code).toBe("cancelled");
  });

  await test.step("axe finds nothing in the frame", async () => {
    const { violations } = await new AxeBuilder({ page })
      .include("#strata")
      .withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"])
      .analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.target.join(" ")}`)).toEqual([]);
  });
});

test("who is not allowed to speak hears nothing but that the page is there (W2)", async ({
  page,
  baseURL,
}) => {
  const strataAddress = `${baseURL}?origin=https://school.example`;
  await page.addInitScript(() => {
    const heard: string[] = [];
    Object.assign(globalThis, { heard });
    addEventListener("message", ({ data }) => {
      if (data?.strata === 1) heard.push(data.type);
    });
  });
  await page.goto(`${origin}/?strata=${encodeURIComponent(strataAddress)}`);
  await expect(page.frameLocator("#strata").getByRole("region", { name: "Machine" })).toBeVisible();
  await page.evaluate(() => void (globalThis as unknown as Embedder).call("machine.powerOn"));
  // What was sent first would have been answered before what the page is asked now.
  const strataFrame = page.frames().find((each) => each.url().startsWith(baseURL ?? ""));
  await strataFrame?.evaluate(() => strata.ready);
  expect(await strataFrame?.evaluate(() => strata.machine.state)).toBe("off");
  expect(await page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard)).toEqual(["loaded"]);
});
