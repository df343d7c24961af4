// Cuts a raw disk image into gzip-compressed parts and writes their manifest.
//
//   node cut-image.mjs IMAGE OUTPUT_FOLDER NAME TITLE BOOT_ORDER_JSON PARTITION:OFFSET:BYTES:FILE_SYSTEM...
//
// Parts that hold only zeros are left out. Compression is left to gzip(1):
// the zlib inside Node gives other bytes on other versions and processors.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const PART_BYTE_LENGTH = 262144;

const [imagePath, outputFolder, imageName, title, bootOrderPath, ...partitionArguments] =
  process.argv.slice(2);
const image = readFileSync(imagePath);
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

const parts = [];
for (let index = 0; index * PART_BYTE_LENGTH < image.length; index++) {
  const bytes = image.subarray(index * PART_BYTE_LENGTH, (index + 1) * PART_BYTE_LENGTH);
  if (bytes.every((byte) => byte === 0)) continue;
  const stored = execFileSync("gzip", ["-9n"], { input: bytes, maxBuffer: 2 * PART_BYTE_LENGTH });
  const digest = sha256(bytes);
  const file = `${String(index).padStart(4, "0")}-${digest.slice(0, 12)}.part`;
  writeFileSync(join(outputFolder, file), stored);
  parts.push({ index, file, storedByteLength: stored.length, sha256: digest });
}

const present = new Set(parts.map((part) => part.index));
const bootOrder = JSON.parse(readFileSync(bootOrderPath, "utf8"));
for (const index of bootOrder) {
  if (!present.has(index)) {
    throw new Error(`cut-image: part ${index} of the boot order is empty; measure the boot order again`);
  }
}

const head = {
  format: 1,
  name: imageName,
  title,
  byteLength: image.length,
  sha256: sha256(image),
  partByteLength: PART_BYTE_LENGTH,
  encoding: "gzip",
};
const partitions = partitionArguments.map((argument) => {
  const [name, offset, byteLength, fileSystem] = argument.split(":");
  return { name, offset: Number(offset), byteLength: Number(byteLength), fileSystem };
});

// One line per part: a changed part is one changed line in a comparison.
const list = (values) => `[\n${values.map((value) => `    ${JSON.stringify(value)}`).join(",\n")}\n  ]`;
const fields = Object.entries(head).map(
  ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`,
);
fields.push(`  "parts": ${list(parts)}`);
fields.push(`  "bootOrder": ${JSON.stringify(bootOrder)}`);
fields.push(`  "partitions": ${list(partitions)}`);
writeFileSync(join(outputFolder, "manifest.json"), `{\n${fields.join(",\n")}\n}\n`);

const storedByteLength = parts.reduce((sum, part) => sum + part.storedByteLength, 0);
console.error(`${parts.length} parts, ${storedByteLength} bytes, image ${head.sha256}`);
