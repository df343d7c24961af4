import { Emitter } from "../core/emitter.ts";
import type { DiskRequest } from "../machine/machine.ts";

/** What the machine on the desk has asked of its disks since it was started, in bytes. */
export class DiskWork {
  readonly #changed = new Emitter<void>();
  /** Comes as often as the guest reads and writes, which is too often to show each. */
  readonly onChanged = this.#changed.subscribe;
  #readBytes = 0;
  #writtenBytes = 0;

  get readBytes(): number {
    return this.#readBytes;
  }

  get writtenBytes(): number {
    return this.#writtenBytes;
  }

  note({ kind, byteLength }: DiskRequest): void {
    if (kind === "read") this.#readBytes += byteLength;
    else this.#writtenBytes += byteLength;
    this.#changed.emit();
  }

  reset(): void {
    this.#readBytes = 0;
    this.#writtenBytes = 0;
  }
}
