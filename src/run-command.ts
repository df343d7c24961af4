import { StrataError } from "./core/strata-error.ts";
import { download, downloadDisk } from "./downloads.ts";
import type { Lab } from "./lab/lab.ts";
import type { Look } from "./lab/look.ts";
import type { RevertOptions, StorageCommands } from "./lab/strata.ts";
import { rememberClock } from "./remembered-clock.ts";
import type { Command, DiskOnly, SnapshotFirst } from "./ui/command.ts";
import type { StoreFindings } from "./ui/store-findings.ts";

/** Carries out what a person asked of the page; answers go into `findings`. Rejects as the command does. */
export async function runCommand(lab: Lab, command: Command, findings: StoreFindings): Promise<void> {
  switch (command.kind) {
    case "power-on":
      await lab.machine.powerOn();
      return;
    case "start-prepared":
      await lab.machine.startPrepared();
      return;
    case "power-off":
      await takeFirst(lab, command.snapshotFirst);
      await lab.machine.powerOff();
      return;
    case "reset":
      await takeFirst(lab, command.snapshotFirst);
      await lab.machine.reset();
      return;
    case "pause":
      await lab.machine.pause();
      return;
    case "resume":
      await lab.machine.resume();
      return;
    case "ctrl-alt-delete":
      lab.sendCtrlAltDelete();
      return;
    case "send-text":
      await lab.machine.sendText(command.text, { console: command.console });
      return;
    case "put-files":
      await putFiles(lab, command.files, command.folder);
      return;
    case "take-file":
      download(command.path, (await lab.machine.getFile(command.path)).content);
      return;
    case "cancel-transfer":
      lab.files.cancel();
      return;
    case "shelve-files":
      await Promise.all(command.files.map((file) => lab.network.shelf.put(file.name, file)));
      return;
    case "save-shelved":
      download(command.name, await lab.network.shelf.get(command.name));
      return;
    case "remove-shelved":
      await lab.network.shelf.remove(command.name);
      return;
    case "take-picture":
      if (command.to === "file") download(`${lab.view.machine.name}.png`, await lab.machine.takePicture());
      else await copyPicture(lab);
      return;
    case "choose-clock":
      lab.machine.chooseClock(command.choice);
      rememberClock(command.choice);
      return;
    case "set-sound":
      lab.machine.setSound(command.isOn);
      return;
    case "take-snapshot":
      await lab.snapshots.take({ name: command.name });
      return;
    case "revert":
      await takeFirst(lab, command.snapshotFirst);
      await lab.snapshots.revert(command.id, revertOptions(command));
      return;
    case "start-from":
      await takeFirst(lab, command.snapshotFirst);
      await lab.snapshots.revert(command.id, revertOptions(command));
      if (lab.machine.state === "off") await lab.machine.powerOn();
      return;
    case "discard-changes": {
      // A snapshot taken first becomes the current one; what is to be discarded to is the one before it.
      const target = lab.snapshots.current()?.id ?? null;
      await takeFirst(lab, command.snapshotFirst);
      const options = revertOptions(command);
      await (command.snapshotFirst === null
        ? lab.snapshots.discardChanges(options)
        : lab.snapshots.revert(target, options));
      return;
    }
    case "full-copy":
      await lab.compare.fullCopy({ mode: command.mode });
      return;
    case "rename-snapshot":
      await lab.snapshots.rename(command.id, command.name);
      return;
    case "note-snapshot":
      await lab.snapshots.note(command.id, command.text);
      return;
    case "remove-snapshot":
      await lab.snapshots.remove(command.id, { branch: command.branch, wipe: command.wipe });
      findings.freed = null;
      return;
    case "merge-snapshot":
      await lab.snapshots.merge(command.id);
      return;
    case "flatten-snapshot":
      await lab.snapshots.flatten(command.id);
      return;
    case "clone-snapshot":
      await lab.snapshots.clone(command.id, { name: command.name, linked: command.linked });
      return;
    case "create-machine":
      await lab.machines.create({
        name: command.name,
        image: command.image,
        encrypted: command.encrypted,
      });
      return;
    case "open-image":
      await lab.images.open({ source: command.source, as: command.as, encrypted: command.encrypted });
      return;
    case "rename-medium":
      await lab.media.rename(command.id, command.name);
      return;
    case "remove-medium":
      await lab.media.remove(command.id, { wipe: command.wipe });
      findings.freed = null;
      await measureUsage(lab, findings);
      return;
    case "download-disk":
      await downloadDisk(lab, command.id, command.name);
      return;
    case "open-machine":
      await takeFirst(lab, command.snapshotFirst);
      if (command.powersOff) await lab.machine.powerOff();
      await lab.machines.open(command.id);
      return;
    case "rename-machine":
      await lab.machines.rename(command.id, command.name);
      return;
    case "remove-machine":
      await lab.machines.remove(command.id, { wipe: command.wipe });
      findings.freed = null;
      await measureUsage(lab, findings);
      return;
    case "measure-usage":
      await measureUsage(lab, findings);
      return;
    case "verify-storage":
      findings.verification = { ...(await lab.storage.verify()), at: Date.now() };
      return;
    case "inspect-freed":
      await inspectFreed(lab, findings);
      return;
    case "wipe-freed":
      findings.freed = { ...(await lab.storage.wipeFreed()), at: Date.now() };
      return;
    case "give-back-freed":
      await lab.storage.giveBackFreed();
      await Promise.all([inspectFreed(lab, findings), measureUsage(lab, findings)]);
      return;
    case "configure":
      await lab.machine.configure(command.changes);
      return;
    case "reinstall":
      await takeFirst(lab, command.snapshotFirst);
      await lab.machine.powerOff();
      await lab.machine.reinstall(command.system);
      if (lab.machine.state === "off") await lab.machine.powerOn();
      return;
    case "remove-second-disk":
      await takeFirst(lab, command.snapshotFirst);
      await lab.machine.configure({ disks: [lab.machine.config.disks[0]] });
      return;
    case "insert-disc":
      await lab.machine.insertDisc(command.medium);
      return;
    case "eject-disc":
      await lab.machine.ejectDisc();
      return;
    case "insert-floppy":
      await lab.machine.insertFloppy(command.medium);
      return;
    case "eject-floppy":
      await takeFirst(lab, command.snapshotFirst);
      await lab.machine.ejectFloppy();
      return;
    case "capture-input":
      lab.captureInput(command.isCapturing);
      return;
    case "cancel":
      lab.journal.cancelActivity();
      return;
    case "dismiss-notice":
      lab.journal.dismissNotice();
      return;
    case "clear-timings":
      lab.journal.clearTimings();
      return;
    case "lesson":
      // Their own session carries it out.
      return;
    case "take-over":
      // Nothing to take: this page has the machine.
      return;
    case "set-language":
      rememberLanguage(command.language);
  }
}

/** Carries out what a person asked of a page that only looks; what would change something is not offered there. */
export async function runLookCommand(look: Look, command: Command, findings: StoreFindings): Promise<void> {
  if (command.kind === "open-machine") await look.commands.machines.open(command.id);
  else if (command.kind === "measure-usage") await measureUsage(look.commands, findings);
  else if (command.kind === "set-language") rememberLanguage(command.language);
}

async function measureUsage(
  { storage }: { readonly storage: StorageCommands },
  findings: StoreFindings,
): Promise<void> {
  findings.usage = { ...(await storage.usage()), at: Date.now() };
}

const revertOptions = ({ diskOnly = false }: DiskOnly): RevertOptions => ({ diskOnly });

async function inspectFreed(lab: Lab, findings: StoreFindings): Promise<void> {
  findings.freed = { ...(await lab.storage.inspectFreed()), at: Date.now() };
}

async function takeFirst(lab: Lab, name: SnapshotFirst): Promise<void> {
  if (name !== null) await lab.snapshots.take({ name });
}

/** One after another; where one fails those behind it go on. Rejects as the first that failed. */
async function putFiles(lab: Lab, files: readonly File[], folder: string): Promise<void> {
  const inFolder = folder.endsWith("/") ? folder : `${folder}/`;
  await Promise.all(files.map((file) => lab.machine.putFile(inFolder + file.name, file)));
}

/** The promise goes to the browser as it is, which wants to be asked while the person's click is fresh. */
async function copyPicture({ machine, journal }: Lab): Promise<void> {
  try {
    await navigator.clipboard.write([new ClipboardItem({ "image/png": machine.takePicture() })]);
  } catch (cause) {
    if (cause instanceof StrataError) throw cause;
    throw new StrataError("clipboard-refused", `Copy a picture: ${String(cause)}, wanted the clipboard`, {
      cause,
    });
  }
  journal.reportDone("picture-copied");
}

/** In the address, so that a link carries it. */
function rememberLanguage(language: string): void {
  const url = new URL(location.href);
  url.searchParams.set("lang", language);
  history.replaceState(history.state, "", url);
}
