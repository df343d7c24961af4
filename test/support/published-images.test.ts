import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, createServer, type InlineConfig, preview } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { publishedImages } from "../../published-images.ts";

let root = "";
// Bytes that compress well: a server that compresses would show it.
const bytes = new Uint8Array(100_000).fill(65);

const config = (): InlineConfig => ({
  root,
  configFile: false,
  logLevel: "error",
  base: "./",
  appType: "mpa",
  plugins: [publishedImages("images/published")],
  server: { host: "127.0.0.1", port: 0 },
  preview: { host: "127.0.0.1", port: 0 },
});

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "strata-site-"));
  const folder = join(root, "images/published/tiny");
  await mkdir(folder, { recursive: true });
  await writeFile(join(root, "index.html"), "<!doctype html><title>Site</title>");
  await writeFile(join(root, "secret.txt"), "not published");
  await writeFile(join(folder, "manifest.json"), "{}");
  for (const name of ["disk-0.part", "bios.bin"]) await writeFile(join(folder, name), bytes);
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function expectImages(url: string | undefined): Promise<void> {
  const get = (path: string): Promise<Response> =>
    fetch(`${url}images/${path}`, { headers: { "Accept-Encoding": "gzip, br" } });
  for (const name of ["disk-0.part", "bios.bin"]) {
    const response = await get(`tiny/${name}?version=1`);
    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Type")).toBe("application/octet-stream");
    expect(response.headers.get("Content-Encoding")).toBeNull();
    expect(response.headers.get("Content-Length")).toBe(String(bytes.length));
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
  }
  expect((await get("tiny/manifest.json")).headers.get("Content-Type")).toBe("application/json");
  expect((await get("tiny/missing.part")).status).toBe(404);
  expect((await get("..%2f..%2fsecret.txt")).status).not.toBe(200);
}

test("the development server serves published images as they lie in their folder", async () => {
  const server = await createServer(config());
  try {
    await server.listen();
    await expectImages(server.resolvedUrls?.local[0]);
  } finally {
    await server.close();
  }
});

test("a build copies the published images, and the preview serves them unchanged", async () => {
  await build(config());
  const server = await preview(config());
  try {
    await expectImages(server.resolvedUrls?.local[0]);
  } finally {
    await server.close();
  }
});
