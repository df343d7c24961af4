import type { Datastore } from "../../src/store/datastore.ts";
import type { WipeReport } from "../../src/store/freed-report.ts";
import type { KeyVault } from "../../src/store/key-vault.ts";
import type { LayerRecord, MachineRecord } from "../../src/store/records.ts";
import type { Checksum } from "../../src/store/sealed-bytes.ts";
import { recordsIn, unreferredExtents } from "../store/stored-records.ts";

/** Throws when a wipe that was acknowledged says itself that it has left something. */
export function assertWiped(report: WipeReport | null): void {
  if (report === null || report.unwipedByteLength === 0) return;
  throw new Error(`E3: ${report.unwipedByteLength} bytes were acknowledged as wiped and are there`);
}

/** Throws when an extent that nothing refers to holds anything but zeros. */
export async function assertAllWiped(datastore: Datastore, checksum: Checksum): Promise<void> {
  const left = await unwipedOf(datastore, await unreferredExtents(datastore, checksum));
  if (left.length > 0) throw new Error(`E3: extents ${left} were acknowledged as wiped and are not`);
}

/** Which of these extents are there with anything but zeros. */
export async function unwipedOf(datastore: Datastore, extents: readonly number[]): Promise<number[]> {
  const records = await datastore.getMany("extents", extents);
  return extents.filter((_, index) => {
    const record = records[index];
    return record instanceof Uint8Array && record.some((byte) => byte !== 0);
  });
}

/** Keys that are missing, and keys that nothing needs, as sentences. */
export async function keyComplaints(datastore: Datastore, vault: KeyVault): Promise<string[]> {
  const records = [
    ...(await recordsIn<MachineRecord>(datastore, "machines")),
    ...(await recordsIn<LayerRecord>(datastore, "layers")),
  ];
  const used = new Set(records.map(({ key }) => key ?? null).filter((key) => key !== null));
  const keys = new Set(await vault.list());
  return [
    ...[...used].filter((key) => !keys.has(key)).map((key) => `E5: key ${key} is gone, and needed`),
    ...[...keys]
      .filter((key) => !used.has(key))
      .map((key) => `E6: key ${key} is there, and nothing needs it`),
  ];
}
