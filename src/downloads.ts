import type { SnapshotId } from "./core/identity.ts";
import type { Lab } from "./lab/lab.ts";

const DOWNLOAD_BEGINS_WITHIN_MS = 60_000;

/** Hands bytes to the browser as a download, under the last part of `path`. */
export function download(path: string, content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = path.slice(path.lastIndexOf("/") + 1);
  link.click();
  // The browser begins to read it in its own time.
  setTimeout(() => URL.revokeObjectURL(link.href), DOWNLOAD_BEGINS_WITHIN_MS);
}

/** Chooses a file to write to; not every browser has it. */
type ChooseFile = (options: { readonly suggestedName: string }) => Promise<FileSystemFileHandle>;

/**
 * Hands out the raw image of the disk at a snapshot: into a file that the person chooses, where the browser can write to
 * one, so that its zeros take no room; or else as a download. Does nothing where no file is chosen.
 */
export async function downloadDisk(lab: Lab, at: SnapshotId, snapshotName: string): Promise<void> {
  const suggestedName = fileName(`${lab.machines.current().name} - ${snapshotName}.img`);
  const { showSaveFilePicker: choose } = globalThis as { readonly showSaveFilePicker?: ChooseFile };
  let to: FileSystemFileHandle | undefined;
  try {
    to = await choose?.({ suggestedName });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") return;
    // It may not be asked for here, as in a frame of another site.
  }
  const { image } = await lab.disk.exportRaw({ at, to });
  if (image !== null) download(suggestedName, image);
}

/** Without what file systems do not take in a name. */
const fileName = (name: string): string => name.replace(/[\\/:*?"<>|\p{Cc}]/gu, "_");
