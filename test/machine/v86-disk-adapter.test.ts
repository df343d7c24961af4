import { describe, expect, it } from "vitest";
import type { DiskRequest, MachineDisk } from "../../src/machine/machine.ts";
import { V86DiskAdapter } from "../../src/machine/v86-disk-adapter.ts";

interface Deferred {
  readonly name: string;
  settle(error?: Error): void;
}

/** A disk whose requests end when the test says so. */
class SlowDisk implements MachineDisk {
  readonly byteLength = 4096;
  readonly waiting: Deferred[] = [];
  isSlow = false;
  isAtHand = false;
  answerLength: number | null = null;

  readNow(offset: number, byteLength: number): Uint8Array<ArrayBuffer> | null {
    return this.isAtHand ? new Uint8Array(byteLength).fill(offset / 512) : null;
  }

  writeNow(): boolean {
    return this.isAtHand;
  }

  async read(offset: number, byteLength: number): Promise<Uint8Array<ArrayBuffer>> {
    await this.#wait(`read ${offset}`);
    return new Uint8Array(this.answerLength ?? byteLength).fill(offset / 512);
  }

  write(offset: number): Promise<void> {
    return this.#wait(`write ${offset}`);
  }

  flush(): Promise<void> {
    return this.#wait("flush");
  }

  get names(): readonly string[] {
    return this.waiting.map(({ name }) => name);
  }

  /** Ends the oldest request and lets its consequences happen. */
  async settle(error?: Error): Promise<void> {
    this.waiting.shift()?.settle(error);
    await settled();
  }

  #wait(name: string): Promise<void> {
    if (!this.isSlow) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.waiting.push({ name, settle: (error) => (error ? reject(error) : resolve()) });
    });
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

async function openAdapter() {
  const disk = new SlowDisk();
  const adapter = await V86DiskAdapter.open(disk);
  disk.isSlow = true;
  const answered: DiskRequest[] = [];
  const failed: { readonly kind: string; readonly error: unknown }[] = [];
  const faults: unknown[] = [];
  adapter.observer = {
    requestAnswered: (request) => answered.push(request),
    requestFailed: (request, error) => failed.push({ kind: request.kind, error }),
    emulatorFailed: (error) => faults.push(error),
  };
  const calls: string[] = [];
  const call = (name: string) => () => calls.push(name);
  return { disk, adapter, answered, failed, faults, calls, call };
}

describe("V86DiskAdapter", () => {
  it("Q1: is drained only when every read, write and flush has its answer", async () => {
    const { disk, adapter, calls, call } = await openAdapter();
    adapter.get(0, 512, call("read"));
    adapter.flush(call("flush"));
    let isDrained = false;
    void adapter.drained().then(() => {
      isDrained = true;
      calls.push("drained");
    });
    expect(adapter.pendingCount).toBe(2);
    await disk.settle();
    expect(isDrained).toBe(false);
    await disk.settle();
    expect(adapter.pendingCount).toBe(0);
    expect(calls).toEqual(["read", "flush", "drained"]);
  });

  it("answers within the call what is at hand, and nothing of it is pending", async () => {
    const { disk, adapter, calls, call, answered } = await openAdapter();
    disk.isAtHand = true;
    let first: number | undefined;
    adapter.get(512, 512, (bytes) => {
      first = bytes[0];
    });
    adapter.set(0, new Uint8Array(512), call("write"));
    expect({ first, calls, pending: adapter.pendingCount }).toEqual({
      first: 1,
      calls: ["write"],
      pending: 0,
    });
    expect(answered.map(({ kind }) => kind)).toEqual(["read", "write"]);
  });

  it("keeps the order: what is at hand waits for what was asked before", async () => {
    const { disk, adapter, calls, call } = await openAdapter();
    adapter.set(0, new Uint8Array(512), call("slow write"));
    disk.isAtHand = true;
    adapter.get(0, 512, call("read"));
    adapter.set(512, new Uint8Array(512), call("write"));
    expect(calls).toEqual([]);
    while (disk.waiting.length > 0) await disk.settle();
    expect(calls).toEqual(["slow write", "read", "write"]);
  });

  it("is drained at once when nothing is pending", async () => {
    const { adapter } = await openAdapter();
    await expect(adapter.drained()).resolves.toBeUndefined();
  });

  it("hands the disk's bytes to the callback and reports each request when it is answered", async () => {
    const { disk, adapter, answered } = await openAdapter();
    let bytes: Uint8Array | null = null;
    adapter.get(1024, 512, (answer) => {
      bytes = answer;
    });
    expect(answered).toEqual([]);
    await disk.settle();
    expect(bytes).toEqual(new Uint8Array(512).fill(2));
    expect(answered).toEqual([{ kind: "read", offset: 1024, byteLength: 512 }]);
  });

  it("never calls back after a fence, and is drained by it", async () => {
    const { disk, adapter, calls, call, answered, failed } = await openAdapter();
    adapter.get(0, 512, call("read"));
    adapter.get(512, 512, call("failing read"));
    const drained = adapter.drained();
    adapter.fence();
    await drained;
    expect(adapter.pendingCount).toBe(0);
    await disk.settle();
    await disk.settle(new Error("late"));
    expect([calls, answered, failed]).toEqual([[], [], []]);
  });

  it("counts the requests after a fence apart from those before it", async () => {
    const { disk, adapter, calls, call } = await openAdapter();
    adapter.get(0, 512, call("before"));
    adapter.fence();
    adapter.get(512, 512, call("after"));
    await disk.settle();
    expect([adapter.pendingCount, calls]).toEqual([1, []]);
    await disk.settle();
    expect([adapter.pendingCount, calls]).toEqual([0, ["after"]]);
  });

  it("starts nothing that waited behind a write when the fence came", async () => {
    const { disk, adapter, call } = await openAdapter();
    adapter.set(0, new Uint8Array(512), call("write"));
    adapter.set(512, new Uint8Array(512), call("second write"));
    adapter.fence();
    await disk.settle();
    expect(disk.names).toEqual([]);
  });

  it("Q1: still waits for a write whose callback was dropped by a drive reset", async () => {
    const { disk, adapter, calls, call } = await openAdapter();
    adapter.set(0, new Uint8Array(512), call("write"));
    adapter.dropCallbacks();
    expect(adapter.pendingCount).toBe(1);
    await disk.settle();
    expect([adapter.pendingCount, calls]).toEqual([0, []]);
  });

  it("lets no read overtake a write that is still on its way", async () => {
    const { disk, adapter, calls, call } = await openAdapter();
    adapter.set(0, new Uint8Array(512), call("write"));
    adapter.get(0, 512, call("read"));
    expect(disk.names).toEqual(["write 0"]);
    await disk.settle();
    expect(disk.names).toEqual(["read 0"]);
    await disk.settle();
    expect(calls).toEqual(["write", "read"]);
  });

  it("P4: starts a flush only after the writes before it, and calls back after the disk's own flush", async () => {
    const { disk, adapter, calls, call } = await openAdapter();
    adapter.set(0, new Uint8Array(512), call("write"));
    adapter.flush(call("flush"));
    expect(disk.names).toEqual(["write 0"]);
    await disk.settle();
    expect([disk.names, calls]).toEqual([["flush"], ["write"]]);
    await disk.settle();
    expect(calls).toEqual(["write", "flush"]);
  });

  it("reports a failed read, write or flush instead of calling back", async () => {
    const { disk, adapter, calls, call, failed } = await openAdapter();
    const error = new Error("full");
    adapter.get(0, 512, call("read"));
    await disk.settle(error);
    adapter.set(0, new Uint8Array(512), call("write"));
    await disk.settle(error);
    adapter.flush(call("flush"));
    await disk.settle(error);
    expect(calls).toEqual([]);
    expect(failed).toEqual([
      { kind: "read", error },
      { kind: "write", error },
      { kind: "flush", error },
    ]);
    expect(adapter.pendingCount).toBe(0);
  });

  it("I1: treats an answer of the wrong length as damage, never as data", async () => {
    const { disk, adapter, calls, call, failed } = await openAdapter();
    disk.answerLength = 511;
    adapter.get(0, 512, call("read"));
    await disk.settle();
    expect(calls).toEqual([]);
    expect(failed).toEqual([{ kind: "read", error: expect.objectContaining({ code: "storage-damaged" }) }]);
  });

  it("reports an emulator that throws while it takes an answer", async () => {
    const { disk, adapter, faults } = await openAdapter();
    const fault = new Error("unreachable");
    adapter.get(0, 512, () => {
      throw fault;
    });
    await disk.settle();
    expect([faults, adapter.pendingCount]).toEqual([[fault], 0]);
  });

  it("Q2: puts a marker into the state, and no block", async () => {
    const { adapter } = await openAdapter();
    expect(JSON.stringify(adapter.get_state()).length).toBeLessThan(64);
  });

  it("has the first sector at hand, as a copy, and nothing else", async () => {
    const { adapter } = await openAdapter();
    adapter.get_from_cache(0, 512)?.fill(9);
    expect(adapter.get_from_cache(0, 512)).toEqual(new Uint8Array(512));
    expect(adapter.get_from_cache(512, 512)).toBeUndefined();
  });

  it("refuses a disk whose size is no multiple of 512", async () => {
    const disk = Object.assign(new SlowDisk(), { byteLength: 1000 });
    await expect(V86DiskAdapter.open(disk)).rejects.toMatchObject({ code: "configuration-invalid" });
  });
});
