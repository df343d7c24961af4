import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { BlockIndex } from "../../src/core/identity.ts";
import { installableSystems } from "../../src/images/installable-systems.ts";
import { RemoteImage } from "../../src/images/remote-image.ts";

const published = "images/published";
const build = join("images", "small-systems", "build");

async function openPublished(id: string): Promise<RemoteImage> {
  const system = installableSystems.find((each) => each.id === id);
  if (system === undefined) throw new Error(`Open ${id}: not in the list`);
  const folder = join(published, system.manifest, "..");
  return RemoteImage.open(async (file) => Uint8Array.from(await readFile(join(folder, file))));
}

async function contentOf(image: RemoteImage): Promise<Uint8Array> {
  const bytes = new Uint8Array(image.byteLength);
  for (let block = 0; block * 4096 < image.byteLength; block++)
    bytes.set(await image.load(block as BlockIndex), block * 4096);
  return bytes;
}

test.each([
  ["basalt", 0xba5a1700, "This is Basalt"],
  ["invaders", 0x1a7ade00, "This is GRUB Invaders"],
])(
  "X1: %s starts from the first sector, is whole blocks, and says who it is",
  async (id, signature, text) => {
    const image = await openPublished(id);
    expect(image.name).toBe(id);
    expect(image.byteLength % 4096).toBe(0);
    // The first sector reads at most 127 more.
    expect(image.byteLength).toBeLessThanOrEqual(128 * 512);
    const content = await contentOf(image);
    expect(createHash("sha256").update(content).digest("hex")).toBe(image.sha256);
    const view = new DataView(content.buffer);
    expect([view.getUint16(510, true).toString(16), view.getUint32(0x1b8, true)]).toEqual([
      "aa55",
      signature,
    ]);
    expect(Buffer.from(content.subarray(512, 516)).toString("latin1")).toBe("STRA");
    const letters = Buffer.from(content).toString("latin1");
    expect(letters).toContain(text);
    expect(letters).toMatch(/not Linux/);
  },
);

/** The build says which tools it needs; elsewhere than on its host the published image is all there is to test. */
const hasTools = ["as", "ld", "objcopy", "dpkg-deb", "apt-get"].every((tool) => {
  try {
    execFileSync("sh", ["-c", `command -v ${tool}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
});

test.skipIf(!hasTools)("Basalt is assembled from its sources to the published bytes", async () => {
  const work = await mkdtemp(join(tmpdir(), "strata-basalt-"));
  try {
    const run = (): Buffer =>
      execFileSync(build, ["--only", "basalt", "--check", "--work", work], {
        stdio: "pipe",
      });
    expect(run).not.toThrow();
  } finally {
    await rm(work, { recursive: true });
  }
});
