// `npm run prepare-start`: boots the small Linux in the built site, and publishes a snapshot of it as it stands behind the
// boot, with `prepared.json`, for those who need not wait for a boot. To be run again for a new image, another emulator
// build, or another first configuration: a test tells.

import { createHash } from "node:crypto";
import { readdir, rm, writeFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { build, preview } from "vite";
import type { PreparedManifest } from "../src/images/prepared-file.ts";
import { ByteReader, decodeTable } from "../src/store/snapshot-file.ts";
import { BrowserProfile } from "../test/support/browser-profile.ts";
import { boot, openStrataPage, runInGuest } from "../test/support/strata-page.ts";

const FOLDER = "images/published/linux";
/** The guest asks for an address and starts its services behind the prompt. */
const SETTLE_MS = 5000;
/** Gives back what was read, and overwrites free memory with zeros, which a snapshot does not keep. */
const TIDY =
  "sync; echo 3 > /proc/sys/vm/drop_caches; dd if=/dev/zero of=/tmp/zeros bs=64k 2>/dev/null; rm /tmp/zeros; clear > /dev/tty1; sync";

async function* contents(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

process.env["NODE_ENV"] = "production";
for (const file of await readdir(FOLDER)) if (file.startsWith("prepared")) await rm(`${FOLDER}/${file}`);
await build({ logLevel: "warn" });
const server = await preview({ logLevel: "warn", preview: { host: "127.0.0.1", open: false } });
const url = server.resolvedUrls?.local[0];
if (url === undefined) throw new Error("Serve built site: no address, wanted a local one");
const profile = await BrowserProfile.create(url);
try {
  const page = await profile.open();
  await openStrataPage(page);
  await boot(page);
  await page.waitForTimeout(SETTLE_MS);
  await runInGuest(page, TIDY).catch(() => undefined);
  // The agent is at rest again, and the prompt stands below an empty screen.
  await page.evaluate(() => strata.machine.sendText("\n"));
  await page.waitForTimeout(1000);
  const text = await page.evaluate(async () => {
    const { id } = await strata.snapshots.take({ name: "Booted" });
    const file = await strata.snapshots.exportFile(id);
    const bytes = new Uint8Array(await file.arrayBuffer());
    let binary = "";
    for (const byte of bytes) binary += String.fromCharCode(byte);
    return btoa(binary);
  });
  const bytes = Buffer.from(text, "base64");
  const { header } = await decodeTable(new ByteReader(contents(gunzipSync(bytes))));
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const file = `prepared-${sha256.slice(0, 12)}.strata`;
  const manifest: PreparedManifest = {
    format: 1,
    file,
    byteLength: bytes.byteLength,
    sha256,
    imageSha256: header.image.sha256,
    build: header.live?.build ?? "",
    config: header.config,
  };
  await writeFile(`${FOLDER}/${file}`, bytes);
  await writeFile(`${FOLDER}/prepared.json`, `${JSON.stringify(manifest, null, 2)}\n`);
  console.log(`${file}: ${(bytes.byteLength / 1e6).toFixed(2)} MB`);
} finally {
  await profile.remove();
  await server.close();
}
