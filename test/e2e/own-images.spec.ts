import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, open, readFile, rm, stat } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { test as base, expect, type Page } from "@playwright/test";
import { e2fsck, findProgram, qemu } from "../support/find-program.ts";
import { boot, guest, openStrataPage, typeInShell } from "../support/strata-page.ts";
import { MemoryWatch } from "./memory-watch.ts";

const MIB = 2 ** 20;
const BLOCK = 4096;

const test = base.extend<{ folder: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern here.
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), "strata-images-"));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
});

test.setTimeout(180_000);

/** A sparse file of a disk with one block that is not zeros in each step; resolves with these blocks by their offsets. */
async function writeMarkedDisk(
  file: string,
  byteLength: number,
  step: number,
): Promise<ReadonlyMap<number, Buffer>> {
  const marks = new Map<number, Buffer>();
  const handle = await open(file, "w");
  try {
    await handle.truncate(byteLength);
    for (let at = 0; at < byteLength; at += step) {
      const bytes = randomBytes(BLOCK);
      // The first sector can boot, as a disk's.
      if (at === 0) bytes.set([0x55, 0xaa], 510);
      marks.set(at, bytes);
      await handle.write(bytes, 0, BLOCK, at);
    }
  } finally {
    await handle.close();
  }
  return marks;
}

async function digestOfFile(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file, { highWaterMark: MIB }), hash);
  return hash.digest("hex");
}

/** Unfolds what the page has stored, and opens the form for an image. */
async function unfoldImageForm(page: Page): Promise<void> {
  const details = page.locator("strata-storage details.fold");
  if ((await details.getAttribute("open")) === null) await details.locator("summary").first().click();
  await page.getByRole("button", { name: "Open an image file…" }).click();
}

test("R1: an image of 2.5 GB is opened from its file without its size in memory", async ({
  page,
  folder,
}) => {
  const byteLength = 2500 * MIB;
  const file = join(folder, "large.img");
  const marks = await writeMarkedDisk(file, byteLength, 20 * MIB);
  const digest = digestOfFile(file);
  await openStrataPage(page);
  await unfoldImageForm(page);
  const memory = await MemoryWatch.begin(page);
  const startedAt = Date.now();
  await page.locator("strata-image-form input[type=file]").setInputFiles(file);
  await expect(page.locator("strata-machine-list li")).toHaveCount(2, { timeout: 150_000 });
  const elapsedMs = Date.now() - startedAt;
  const { grownByteLength } = await memory.end();
  const machines = await page.evaluate(() => strata.machines.list());
  const machine = machines.find(({ name }) => name === "large.img");
  if (machine === undefined) throw new Error("Open an image: no machine of its name, wanted one");
  expect(machine).toMatchObject({ hasOwnImage: true, config: { disks: [{ byteLength }] } });
  process.stdout.write(
    `2.5 GB: opened in ${(elapsedMs / 1000).toFixed(1)} s, ${Math.round(grownByteLength / MIB)} MiB more in all processes\n`,
  );
  // Caches of the browser for what was stored and read are among it; a tenth of the image would be seen.
  expect(grownByteLength).toBeLessThan(400 * MIB);
  await page.evaluate((id) => strata.machines.open(id), machine.id);
  expect(await page.evaluate(() => strata.disk.layers().map(({ blockCount }) => blockCount))).toEqual([
    marks.size,
    0,
  ]);
  for (const [at, wanted] of marks) {
    const [found, behind] = await page.evaluate(async (offset) => {
      const bytes = await strata.disk.read(offset, 4096);
      const zeros = await strata.disk.read(offset + 4096, 4096);
      return [btoa(String.fromCharCode(...bytes)), zeros.every((byte) => byte === 0)] as const;
    }, at);
    expect(found, `at ${at}`).toBe(wanted.toString("base64"));
    expect(behind).toBe(true);
  }
  expect(machine.sha256).toBe(await digest);
});

/** A server on another origin than the page's: "/open" lets every page read, "/closed" none, all else is not there. */
async function serveImage(content: Buffer): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((request, response) => {
    const isThere = request.url === "/open/disk.img" || request.url === "/closed/disk.img";
    response.statusCode = isThere ? 200 : 404;
    if (request.url !== "/closed/disk.img") response.setHeader("Access-Control-Allow-Origin", "*");
    response.end(isThere ? content : "not here");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

test("R1 R2: an image is fetched from another site that allows it; one that does not, or has none, is told apart", async ({
  page,
}) => {
  const disk = Buffer.alloc(3 * MIB);
  disk.fill("a sector of this disk ", 0, 700_000);
  disk.set([0x55, 0xaa], 510);
  const { url, close } = await serveImage(gzipSync(disk));
  try {
    await openStrataPage(page);
    await unfoldImageForm(page);
    const ask = async (path: string): Promise<void> => {
      await page.getByLabel("Or its address").fill(url + path);
      await page.getByRole("button", { name: "Fetch" }).click();
    };
    await ask("/closed/disk.img");
    await expect(page.getByRole("alert")).toContainText("does not let pages of other sites read it (CORS)");
    await page.getByRole("button", { name: "Open an image file…" }).click();
    await ask("/gone.img");
    await expect(page.getByRole("alert")).toContainText("The server refused it.");
    await page.getByRole("button", { name: "Open an image file…" }).click();
    await ask("/open/disk.img");
    await expect(page.locator("strata-machine-list li")).toHaveCount(2);
    const opened = await page.evaluate(() => strata.machines.list().at(-1));
    expect(opened).toMatchObject({
      name: "disk.img",
      hasOwnImage: true,
      sha256: createHash("sha256").update(disk).digest("hex"),
    });
  } finally {
    close();
  }
});

/** Answers of a program on its output, as they come. */
class Said {
  text = "";

  constructor({ stdout }: ChildProcess) {
    stdout?.on("data", (bytes: Buffer) => {
      this.text += bytes.toString("latin1");
    });
  }

  async until(wanted: RegExp): Promise<void> {
    await expect(() => expect(this.text).toMatch(wanted)).toPass({ intervals: [250], timeout: 120_000 });
  }
}

/** The file systems of the Linux image, each with what e2fsck says of it in `file`. */
async function checkFileSystems(file: string, folder: string): Promise<void> {
  const program = findProgram(e2fsck);
  if (program === null) throw new Error(`Check file systems: ${e2fsck.advice}`);
  const { partitions } = JSON.parse(await readFile("images/published/linux/manifest.json", "utf8")) as {
    partitions: { name: string; offset: number; byteLength: number }[];
  };
  for (const { name, offset, byteLength } of partitions) {
    const part = join(folder, `${name}.img`);
    await pipeline(
      createReadStream(file, { start: offset, end: offset + byteLength - 1 }),
      createWriteStream(part),
    );
    const magic = Buffer.alloc(2);
    const handle = await open(part);
    await handle.read(magic, 0, 2, 1024 + 56);
    await handle.close();
    // An ext file system has its number here; the boot loader's partition has none.
    if (magic.readUInt16LE() !== 0xef53) continue;
    await promisify(execFile)(program, ["-fn", part]);
  }
}

test("R4: the disk of a snapshot is downloaded raw; its file systems are in order, and it boots in QEMU", async ({
  page,
  folder,
}) => {
  const program = findProgram(qemu);
  if (program === null) throw new Error(`Boot the image: ${qemu.advice}`);
  // Nobody is here to choose a file.
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, "showSaveFilePicker"));
  await openStrataPage(page);
  await boot(page);
  const word = randomBytes(6).toString("hex");
  await guest(page, `echo "kept ${word}" > /root/kept; dd if=/dev/urandom of=/root/more bs=1M count=3; sync`);
  await typeInShell(page, "poweroff");
  await page.waitForFunction(() => strata.machine.state === "stopped-by-guest", null, { timeout: 30_000 });
  await page.evaluate(() => strata.machine.powerOff());
  const { id, digest } = await page.evaluate(async () => {
    const taken = await strata.snapshots.take({ name: "To be downloaded" });
    return { id: taken.id, digest: await strata.disk.digest() };
  });
  // What is written afterwards is not in it.
  await page.evaluate(() => strata.snapshots.revert(null));
  const downloading = page.waitForEvent("download");
  await page.getByRole("treeitem", { name: /To be downloaded/ }).click();
  await page.getByRole("button", { name: /More.*To be downloaded/ }).click();
  await page.getByRole("button", { name: /Download the disk/ }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe("Linux - To be downloaded.img");
  const file = join(folder, "disk.img");
  await download.saveAs(file);
  expect(await digestOfFile(file)).toBe(digest);
  await checkFileSystems(file, folder);

  // The same into a file that the page is given, with holes for zeros.
  const written = await page.evaluate(async (at) => {
    const root = await navigator.storage.getDirectory();
    const to = await root.getFileHandle("disk.img", { create: true });
    const { bytesRead, byteLength, image } = await strata.disk.exportRaw({ at, to });
    const opened = await strata.images.open({ source: await to.getFile() });
    await root.removeEntry("disk.img");
    return { bytesRead, byteLength, image, sha256: opened.sha256 };
  }, id);
  expect(written).toMatchObject({ image: null, sha256: digest, byteLength: (await stat(file)).size });
  expect(written.bytesRead).toBeLessThan(written.byteLength / 4);

  const machine = spawn(
    program,
    [
      "-m",
      "64",
      "-display",
      "none",
      "-serial",
      "stdio",
      "-nic",
      "none",
      "-no-reboot",
      "-drive",
      `file=${file},format=raw`,
    ],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  try {
    const said = new Said(machine);
    await said.until(/# $/);
    machine.stdin?.write("cat /root/kept\n");
    await said.until(new RegExp(`\nkept ${word}`));
    machine.stdin?.write("poweroff\n");
    await said.until(/reboot: /);
  } finally {
    machine.kill("SIGKILL");
  }
  await checkFileSystems(file, folder);
});
