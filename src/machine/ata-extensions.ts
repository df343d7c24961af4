import { V86DiskAdapter } from "./v86-disk-adapter.ts";
import type { IdeInterface } from "./v86-internals.ts";

/**
 * What v86's ATA drive lacks for a guest's `fsync` to mean something, put on the prototype of its IDE interface
 * (instances are sealed) for drives whose disk is a `V86DiskAdapter`:
 *
 * - IDENTIFY DEVICE reports a volatile write cache, so that the guest sends FLUSH CACHE at all;
 * - FLUSH CACHE and FLUSH CACHE EXT end when the disk says that everything is durable (SPEC P4);
 * - a PIO write ends when the disk has taken it, as a DMA write does already, and so can fail;
 * - a drive reset leaves no callback that could end a later command;
 * - a command can end with an error (`failAtaCommand`).
 *
 * Numbers are from ATA/ATAPI-6 (T13/1410D): status register, error register, command codes, IDENTIFY words.
 */

const COMMAND_IDENTIFY_DEVICE = 0xec;
const COMMANDS_FLUSH_CACHE: readonly number[] = [0xe7, 0xea];
/** Device ready and seek complete: idle, no error. */
const STATUS_IDLE = 0x50;
const STATUS_BUSY = 0x80 | STATUS_IDLE;
const STATUS_ERROR = 0x01 | STATUS_IDLE;
/**
 * Uncorrectable data. Also for writes: Linux reports it at once as EIO, while "aborted" makes it retry and reset
 * the drive for half a minute.
 */
const ERROR_UNCORRECTABLE = 0x40;
const DMA_ACTIVE = 0x01;
/** Words 82 (supported) and 85 (enabled) of IDENTIFY DEVICE, bit 5: volatile write cache. */
const WRITE_CACHE_BYTES: readonly number[] = [82 * 2, 85 * 2];
const WRITE_CACHE_BIT = 1 << 5;
const SECTOR_BYTES = 512;

const extended = new WeakSet<object>();

/** Extends the class of `drive`, once however often it is called. */
export function extendAta(drive: IdeInterface): void {
  const prototype = Object.getPrototypeOf(drive) as IdeInterface;
  if (extended.has(prototype)) return;
  extended.add(prototype);
  const { ata_command, create_identify_packet, do_write, device_reset } = prototype;

  prototype.ata_command = function (this: IdeInterface, command: number): void {
    if (!(this.buffer instanceof V86DiskAdapter) || !COMMANDS_FLUSH_CACHE.includes(command)) {
      ata_command.call(this, command);
      return;
    }
    this.current_command = command;
    this.error_reg = 0;
    this.status_reg = STATUS_BUSY;
    this.buffer.flush(() => {
      this.status_reg = STATUS_IDLE;
      this.push_irq();
    });
  };

  prototype.create_identify_packet = function (this: IdeInterface): void {
    create_identify_packet.call(this);
    if (this.buffer instanceof V86DiskAdapter && this.current_command === COMMAND_IDENTIFY_DEVICE) {
      for (const at of WRITE_CACHE_BYTES) this.data[at] = (this.data[at] ?? 0) | WRITE_CACHE_BIT;
    }
  };

  prototype.do_write = function (this: IdeInterface): void {
    if (!(this.buffer instanceof V86DiskAdapter)) {
      do_write.call(this);
      return;
    }
    const byteLength = this.data_length;
    this.status_reg = STATUS_BUSY;
    // A copy: the drive's buffer belongs to the next command.
    this.buffer.set(this.write_dest, this.data.slice(0, byteLength), () => {
      this.status_reg = STATUS_IDLE;
      this.ata_advance(this.current_command, byteLength / SECTOR_BYTES);
      this.push_irq();
    });
    this.report_write(byteLength);
  };

  prototype.device_reset = function (this: IdeInterface): void {
    device_reset.call(this);
    forgetRequests(this);
    if (this.buffer instanceof V86DiskAdapter) this.buffer.dropCallbacks();
  };
}

/** Ends the command in hand with an error, as a drive with a bad sector does: the guest sees an I/O error. */
export function failAtaCommand(drive: IdeInterface): void {
  forgetRequests(drive);
  drive.error_reg = ERROR_UNCORRECTABLE;
  drive.status_reg = STATUS_ERROR;
  drive.channel.dma_status &= ~DMA_ACTIVE;
  drive.current_command = -1;
  drive.push_irq();
}

/**
 * What the computer's reset line does to a drive: v86 leaves it as it is, and a BIOS waits half a minute for one
 * that was busy.
 */
export function resetDrive(drive: IdeInterface): void {
  forgetRequests(drive);
  if (drive.buffer instanceof V86DiskAdapter) drive.buffer.dropCallbacks();
  drive.error_reg = 0;
  drive.status_reg = STATUS_IDLE;
  drive.channel.dma_status &= ~DMA_ACTIVE;
  drive.current_command = -1;
}

/** Makes v86 forget its reads in flight. Only for drives whose late callbacks are dropped, or ids would leak. */
export function forgetRequests(drive: IdeInterface): void {
  drive.cancel_io_operations();
  drive.cancelled_io_ids.clear();
}
