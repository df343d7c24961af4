/** Where the guest finds the window, in its physical addresses: above any memory it can have, below its PCI devices. */
const ADDRESS = 0xd000_0000;
/** The unit in which v86 hands out addresses. */
const BYTE_LENGTH = 128 * 1024;
const HEADER_BYTE_LENGTH = 4096;
/** "STRW": how the guest knows that there is a window. */
const MAGIC = 0x57525453;

/** Most bytes of a file that the window takes at once. */
export const PIECE_BYTE_LENGTH = BYTE_LENGTH - HEADER_BYTE_LENGTH;

/** v86's table of addresses that are no memory. */
export interface AddressTable {
  mmap_register(
    address: number,
    byteLength: number,
    read8: (address: number) => number,
    write8: (address: number, value: number) => void,
    read32: (address: number) => number,
    write32: (address: number, value: number) => void,
  ): void;
}

/**
 * Memory that the page shares with the guest's agent, to carry files: one piece at a time lies in it. It is no part of
 * the machine: no state and no snapshot has it, and a restored guest finds in it whatever is there now, which is why
 * each piece goes with its length and its checksum over the agent's serial port.
 */
export class FileWindow {
  readonly #words = new Int32Array(BYTE_LENGTH / 4);
  /** Where a piece lies. */
  readonly piece = new Uint8Array(this.#words.buffer, HEADER_BYTE_LENGTH);

  constructor() {
    this.#words[0] = MAGIC;
  }

  /** Puts the window among the guest's addresses. */
  connect(table: AddressTable): void {
    const words = this.#words;
    const bytes = new Uint8Array(words.buffer);
    const within = BYTE_LENGTH - 1;
    table.mmap_register(
      ADDRESS,
      BYTE_LENGTH,
      (address) => bytes[address & within] ?? 0,
      (address, value) => {
        if ((address & within) >= HEADER_BYTE_LENGTH) bytes[address & within] = value;
      },
      (address) => words[(address & within) >> 2] ?? 0,
      (address, value) => {
        if ((address & within) >= HEADER_BYTE_LENGTH) words[(address & within) >> 2] = value;
      },
    );
  }
}
