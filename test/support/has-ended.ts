import { readdir, readFile } from "node:fs/promises";

const LONGEST_WAIT_MS = 30_000;

/**
 * Waits until no process with this id runs; a negative one stands for a group. A zombie has ended: it holds no file any
 * more, and where the first process of a container adopts others without waiting for them it stays for ever.
 */
export async function hasEnded(id: number): Promise<void> {
  for (const start = performance.now(); await isRunning(id); ) {
    if (performance.now() - start > LONGEST_WAIT_MS)
      throw new Error(`Wait for the end of process ${id}: it runs on, wanted it ended by its signal`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function isRunning(id: number): Promise<boolean> {
  try {
    process.kill(id, 0);
  } catch {
    return false;
  }
  const candidates = id > 0 ? [String(id)] : (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  for (const candidate of candidates) {
    const { state, group } = await statusOf(candidate);
    if ((id > 0 || group === -id) && state !== "Z" && state !== "X") return true;
  }
  return false;
}

/** State and group of a process, as proc(5) tells them behind the name, which may hold anything; "X" for one that is gone. */
async function statusOf(id: string): Promise<{ state: string; group: number }> {
  const text = await readFile(`/proc/${id}/stat`, "utf8").catch(() => "");
  const [state = "X", , group] = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return { state: state === "" ? "X" : state, group: Number(group) };
}
