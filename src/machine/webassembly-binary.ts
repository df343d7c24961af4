/** What of WebAssembly's binary format is needed to add to a program: reading its sections, writing them anew. */

export const SECTION = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  global: 6,
  export: 7,
  code: 10,
} as const;

export interface Section {
  readonly id: number;
  /** Without its header. */
  readonly content: Uint8Array;
}

/** Reads the encodings of the format. Throws RangeError at the end of its bytes. */
export class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  byte(): number {
    const value = this.#bytes[this.#at++];
    if (value === undefined) throw new RangeError("Read program: it ends early");
    return value;
  }

  /** An unsigned LEB128 number. */
  number(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const next = this.byte();
      value += (next & 127) * factor;
      if (next < 128) return value;
    }
  }

  bytes(length: number): Uint8Array {
    const start = this.#at;
    this.#at += length;
    if (this.#at > this.#bytes.length) throw new RangeError("Read program: it ends early");
    return this.#bytes.subarray(start, this.#at);
  }

  /** All that was not read. */
  rest(): Uint8Array {
    return this.#bytes.subarray(this.#at);
  }

  text(): string {
    return new TextDecoder().decode(this.bytes(this.number()));
  }

  list<Item>(read: (reader: Reader) => Item): Item[] {
    return Array.from({ length: this.isAtEnd ? 0 : this.number() }, () => read(this));
  }

  limits(): void {
    const hasMaximum = (this.number() & 1) === 1;
    this.number();
    if (hasMaximum) this.number();
  }
}

export function sectionsOf(program: Uint8Array): Section[] {
  const reader = new Reader(program);
  reader.bytes(8);
  const sections: Section[] = [];
  while (!reader.isAtEnd) {
    const id = reader.byte();
    sections.push({ id, content: reader.bytes(reader.number()) });
  }
  return sections;
}

export function typesOf(
  content: Uint8Array,
): { readonly parameters: number[]; readonly results: number[] }[] {
  return new Reader(content).list((reader) => {
    reader.byte();
    return { parameters: reader.list(() => reader.byte()), results: reader.list(() => reader.byte()) };
  });
}

export function importCounts(content: Uint8Array): { functions: number; globals: number } {
  const counts = { functions: 0, globals: 0 };
  new Reader(content).list((reader) => {
    reader.text();
    reader.text();
    const kind = reader.byte();
    if (kind === 0) {
      reader.number();
      counts.functions++;
    } else if (kind === 1) {
      reader.byte();
      reader.limits();
    } else if (kind === 2) {
      reader.limits();
    } else {
      reader.bytes(2);
      counts.globals++;
    }
  });
  return counts;
}

/** Names of functions by index, from the section that compilers add for debuggers. */
export function functionNames(sections: readonly Section[]): Map<number, string> {
  const names = new Map<number, string>();
  for (const { id, content } of sections) {
    if (id !== SECTION.custom) continue;
    const reader = new Reader(content);
    if (reader.text() !== "name") continue;
    while (!reader.isAtEnd) {
      const kind = reader.byte();
      const part = new Reader(reader.bytes(reader.number()));
      if (kind === 1) part.list(() => names.set(part.number(), part.text()));
    }
  }
  return names;
}

/** An unsigned LEB128 number. */
export function number(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return [...bytes, rest];
}

export function text(value: string): number[] {
  const bytes = new TextEncoder().encode(value);
  return [...number(bytes.length), ...bytes];
}

/** A section's list with `items` behind those that it has. */
export function extended(content: Uint8Array, items: readonly (readonly number[])[]): Uint8Array {
  const reader = new Reader(content);
  return joined([number(reader.number() + items.length), reader.rest(), ...items]);
}

/** A section with its header. */
export const section = (id: number, content: Uint8Array): Uint8Array =>
  joined([[id], number(content.length), content]);

export function joined(parts: readonly (Uint8Array | readonly number[])[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
