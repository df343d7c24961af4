import { V86DiskAdapter } from "./v86-disk-adapter.ts";
import type { IdeInterface } from "./v86-internals.ts";

/**
 * What v86's CD-ROM drive lacks, put on the prototype of its IDE interface (instances are sealed):
 *
 * - its state says whether there is a disc in the drive, since a guest can eject it, and how far it has been told of another
 *   one; v86 leaves both as they are when it restores a state;
 * - a drive that has no disc, or one that only can be read, refuses what is for hard disks: v86 would write, or crash;
 * - another disc is put in without an interrupt, which could come while the processor stands still.
 *
 * Numbers are from ATA/ATAPI-6 (T13/1410D) and MMC-3.
 */

/** READ DMA and WRITE DMA, with 28 and 48 bits of address: v86 has them of any drive. */
const COMMANDS_OF_HARD_DISKS: readonly number[] = [0xc8, 0x25, 0xca, 0x35];
/** Not a medium error: v86 always says where it was, at sector 0, and Linux would take the disc to end there. */
const SENSE_HARDWARE_ERROR = 0x04;
const INTERNAL_TARGET_FAILURE = 0x44;
const SECTOR_BYTES = 2048;
const DMA_ACTIVE = 0x01;
/** A place in the state of a drive that v86 leaves at 0, and the one of its disc. */
const MEDIUM_CHANGED_IN_STATE = 5;
const DISC_IN_STATE = 28;
/** The next command is told that there is no disc, the one after that there is another one. */
const CHANGED = 2;

/** The disc that belongs into a drive, whether the guest has ejected it or not. */
const discs = new WeakMap<IdeInterface, V86DiskAdapter>();
const extended = new WeakSet<object>();

/** Extends the class of `drive`, once however often it is called, and takes the disc that is in it for its own. */
export function extendCdRomDrive(drive: IdeInterface): void {
  keepDisc(drive, drive.buffer instanceof V86DiskAdapter ? drive.buffer : null);
  const prototype = Object.getPrototypeOf(drive) as IdeInterface;
  if (extended.has(prototype)) return;
  extended.add(prototype);
  const { ata_command, get_state, set_state } = prototype;

  prototype.ata_command = function (this: IdeInterface, command: number): void {
    if (this.is_atapi && COMMANDS_OF_HARD_DISKS.includes(command)) this.ata_abort_command();
    else ata_command.call(this, command);
  };

  prototype.get_state = function (this: IdeInterface): unknown[] {
    const state = get_state.call(this);
    if (this.is_atapi) state[MEDIUM_CHANGED_IN_STATE] = this.medium_changed;
    return state;
  };

  prototype.set_state = function (this: IdeInterface, state: readonly unknown[]): void {
    set_state.call(this, state);
    if (!this.is_atapi) return;
    this.medium_changed = Number(state[MEDIUM_CHANGED_IN_STATE]);
    this.buffer = state[DISC_IN_STATE] === null ? null : (discs.get(this) ?? null);
  };
}

/**
 * Puts another disc in, or none. What is on its way to the guest is of the old one; v86 looks at the disc anew for each
 * command.
 */
export function changeDisc(drive: IdeInterface, disc: V86DiskAdapter | null): void {
  keepDisc(drive, disc);
  drive.buffer = disc;
  if (disc !== null) drive.sector_count = Math.ceil(disc.byteLength / SECTOR_BYTES);
  drive.medium_changed = CHANGED;
}

/** Ends the command in hand as a drive does that can't read its disc: the guest sees an I/O error. */
export function failPacketCommand(drive: IdeInterface): void {
  drive.atapi_check_condition_response(SENSE_HARDWARE_ERROR, INTERNAL_TARGET_FAILURE);
  drive.channel.dma_status &= ~DMA_ACTIVE;
  drive.push_irq();
}

function keepDisc(drive: IdeInterface, disc: V86DiskAdapter | null): void {
  if (disc === null) discs.delete(drive);
  else discs.set(drive, disc);
}
