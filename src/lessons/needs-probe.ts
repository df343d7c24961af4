/** Facts that are not in the view: asking for them costs a read of the disk or a command in the guest. */
const probed: ReadonlySet<string> = new Set([
  "block-layer",
  "disk-text",
  "bytes-not-zero",
  "disk-digest",
  "stored-bytes",
  "guest",
]);

/** Whether the view alone does not tell how a check comes out. */
export function needsProbe(node: unknown): boolean {
  if (typeof node !== "object" || node === null) return false;
  const { fact, check } = node as { readonly fact?: unknown; readonly check?: unknown };
  if (check === "guest-broken" || (typeof fact === "string" && probed.has(fact))) return true;
  return Object.values(node).some(needsProbe);
}
