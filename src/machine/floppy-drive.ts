import { V86DiskAdapter } from "./v86-disk-adapter.ts";
import type { FloppyController, FloppyDrive } from "./v86-internals.ts";

/*
 * v86's floppy controller reads and writes its floppy as it does any disk, by callbacks, though its own are at once. What
 * it lacks for one that takes its time is put on its prototype (instances are sealed). Numbers are from the data sheet of
 * Intel's 82077AA.
 */

/** Status 0: ended abnormally. Status 1 and 2: data error, in the data field. */
const ABNORMAL_TERMINATION = 0x40;
const DATA_ERROR = 0x20;

const extended = new WeakSet<object>();

/** Extends the class of `controller`, once however often it is called: a reset lets what is in flight end unheard. */
export function extendFloppyController(controller: FloppyController): void {
  const prototype = Object.getPrototypeOf(controller) as FloppyController;
  if (extended.has(prototype)) return;
  extended.add(prototype);
  const { reset_fdc } = prototype;
  prototype.reset_fdc = function (this: FloppyController): void {
    dropRequests(this);
    reset_fdc.call(this);
  };
}

/** Ends the command in hand as a drive does that can't read its floppy: the guest sees an I/O error. */
export function failFloppyCommand(controller: FloppyController): void {
  controller.end_read_write(ABNORMAL_TERMINATION, DATA_ERROR, DATA_ERROR);
}

/** What the computer's reset line does: v86 leaves the controller as it is, and a command in hand would never end. */
export function resetFloppyController(controller: FloppyController): void {
  if (floppiesOf(controller).every(({ pendingCount }) => pendingCount === 0)) return;
  dropRequests(controller);
  controller.enter_command_phase();
}

function dropRequests(controller: FloppyController): void {
  for (const floppy of floppiesOf(controller)) floppy.dropCallbacks();
}

const floppiesOf = ({ drives }: FloppyController): readonly V86DiskAdapter[] =>
  drives.map(({ buffer }: FloppyDrive) => buffer).filter((buffer) => buffer instanceof V86DiskAdapter);
