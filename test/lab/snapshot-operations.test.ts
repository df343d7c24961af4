import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SnapshotId } from "../../src/core/identity.ts";
import type { MachineConfig } from "../../src/core/machine-config.ts";
import { RemoteImage } from "../../src/images/remote-image.ts";
import type { Clock } from "../../src/lab/clock.ts";
import { Computer } from "../../src/lab/computer.ts";
import { revertTo, type SnapshotParts, takeSnapshot } from "../../src/lab/snapshot-operations.ts";
import { SerialAgent } from "../../src/machine/serial-agent.ts";
import { V86MachineFactory } from "../../src/machine/v86-machine-factory.ts";
import { MemoryDatastore } from "../../src/store/memory/memory-datastore.ts";
import { Store } from "../../src/store/store.ts";
import type { SnapshotRequest } from "../../src/store/stored-machine.ts";
import { readMachineFiles } from "../machine/machine-support.ts";
import { madeNetwork } from "../machine/network/made-wire.ts";
import { Random } from "../support/random.ts";

const published = new URL("../../images/published/linux/", import.meta.url);
const files = await readMachineFiles();

const clock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  delay: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
  breathe: () => new Promise((resolve) => setImmediate(resolve)),
  nextFrame: (callback) => void setImmediate(callback),
};

/** v86's program with a name changed, so that nothing can be added to it that marks written pages. */
const unmarkedProgram = Uint8Array.from(
  Buffer.from(files.program).toString("latin1").replace("do_page_walk", "do_page_wait"),
  (character) => character.charCodeAt(0),
);

async function setUp(changed: Partial<typeof files>): Promise<SnapshotParts> {
  const image = await RemoteImage.open(async (file) =>
    Uint8Array.from(await readFile(new URL(file, published))),
  );
  let count = 0;
  const store = await Store.open(new MemoryDatastore(), {
    newId: () => `id-${++count}`,
    now: clock.date,
    vault: null,
  });
  const config: MachineConfig = {
    ramMiB: 32,
    vgaMemoryMiB: 1,
    nic: "none",
    disks: [{ bus: "primary-master", image: image.name, byteLength: image.byteLength }],
    bootOrder: ["hard-disk"],
  };
  const { id } = await store.createMachine("Linux", config, image);
  const stored = await store.openMachine(id, image);
  const factory = new V86MachineFactory({ ...files, ...changed });
  const { disk } = stored;
  const computer = new Computer({
    factory,
    createAgent: (machine) => new SerialAgent(machine),
    clock,
    socket: () => madeNetwork().socketOf({ id, name: "Linux" }),
    disc: async () => null,
    disks: () => [
      {
        byteLength: disk.byteLength,
        readNow: (offset, byteLength) => disk.readNow(offset, byteLength),
        writeNow: (offset, bytes) => disk.writeNow(offset, bytes),
        read: (offset, byteLength) => disk.read(offset, byteLength),
        write: (offset, bytes) => disk.write(offset, bytes),
        flush: () => stored.flush(),
      },
    ],
  });
  return { computer, stored, clock, build: factory.build };
}

describe.each([
  { name: "marked pages and fingerprints by the program", changed: {} },
  { name: "the fallbacks", changed: { pageFingerprints: new Uint8Array(8), program: unmarkedProgram } },
])("snapshots of a real machine, with $name", ({ changed }) => {
  let parts: SnapshotParts;
  const memories = new Map<SnapshotId, Uint8Array>();

  beforeAll(async () => {
    parts = await setUp(changed);
    await parts.computer.powerOn(parts.stored.record.config);
    await run("true");
  }, 120_000);

  afterAll(() => parts.computer.powerOff());

  const run = async (command: string): Promise<string> =>
    (await parts.computer.exec(command, { timeoutMs: 60_000 })).stdout.trim();
  const memory = (): Uint8Array => parts.computer.machine("Look").ram().slice();

  async function take(
    name: string,
  ): Promise<{ id: SnapshotId; bytesWritten: number; storedPageCount: number }> {
    await parts.computer.pause();
    memories.set("next" as SnapshotId, memory());
    const { id, durable } = await takeSnapshot(parts, name);
    const { cost, record } = await durable;
    memories.set(id, memories.get("next" as SnapshotId) as Uint8Array);
    parts.computer.resume();
    return { id, bytesWritten: cost.bytesWritten, storedPageCount: record.live?.ramStoredPageCount ?? 0 };
  }

  async function expectMemoryOf(id: SnapshotId): Promise<void> {
    expect(parts.computer.state).toBe("paused");
    expect(Buffer.compare(memory(), memories.get(id) as Uint8Array)).toBe(0);
  }

  it("S3: whatever the guest did and whichever branch it is on, a revert gives every byte of the memory back", async () => {
    const random = new Random(42);
    const ids: SnapshotId[] = [];
    const storedPageCounts: number[] = [];
    for (let round = 0; round < 4; round++) {
      await run(
        `mark=${round}; dd if=/dev/urandom of=/tmp/noise${round} bs=64k count=${4 + round} 2>/dev/null; sync`,
      );
      const taken = await take(`round ${round}`);
      ids.push(taken.id);
      storedPageCounts.push(taken.storedPageCount);
      if (round === 2) await revertPaused(ids[0] as SnapshotId, () => parts.computer.resume());
    }
    // The first snapshot keeps all memory in use, a later one what has changed.
    for (const count of storedPageCounts.slice(1)) expect(count).toBeLessThan((storedPageCounts[0] ?? 0) / 2);
    for (let round = 0; round < 7; round++) {
      const id = random.pick(ids);
      await revertPaused(id);
      await expectMemoryOf(id);
      if (random.oneIn(3)) continue;
      parts.computer.resume();
      // Programs' code comes to lie elsewhere: what was compiled of it must not outlive a revert.
      const shuffle = "echo 3 > /proc/sys/vm/drop_caches; md5sum < /bin/busybox";
      await run(`rm -f /tmp/noise${random.below(4)}; ${shuffle}; ls -lR / > /tmp/listing`);
    }
  }, 240_000);

  it("S3: a machine that was built anew gets the whole memory", async () => {
    const [id] = [...memories.keys()].filter((key) => key !== "next");
    parts.computer.powerOff();
    await revertTo(parts, id as SnapshotId);
    await parts.computer.pause();
    await revertPaused(id as SnapshotId);
    await expectMemoryOf(id as SnapshotId);
    parts.computer.resume();
    expect(await run("echo alive")).toBe("alive");
  }, 60_000);

  it("stores no page that the snapshot before has, and still gives every byte back", async () => {
    await take("first");
    parts.computer.resume();
    await parts.computer.pause();
    const { id, storedPageCount } = await take("right after");
    expect(storedPageCount).toBeLessThan(200);
    await run("ls -lR /etc > /tmp/listing");
    await revertPaused(id);
    await expectMemoryOf(id);
    const twice = await takeSnapshot(parts, "while paused");
    const { record } = await twice.durable;
    expect(record.live?.ramStoredPageCount).toBe(0);
    parts.computer.resume();
  }, 60_000);

  it("S10, M5: packs and stores a snapshot when the guest is at work again, which ends the pause", async () => {
    const machine = parts.computer.machine("Look");
    const atWork: boolean[] = [];
    const stored = replacing(parts.stored, "takeSnapshot", (request: SnapshotRequest) => {
      expect(machine.isRunning).toBe(false);
      const live = request.live as NonNullable<SnapshotRequest["live"]>;
      return parts.stored.takeSnapshot({
        ...request,
        live: () => {
          atWork.push(machine.isRunning);
          return live();
        },
      });
    });
    const { durable, pauseMs, phases } = await takeSnapshot({ ...parts, stored }, "at work");
    expect(machine.isRunning).toBe(true);
    const { cost } = await durable;
    expect(atWork).toEqual([true]);
    expect(cost.pauseMs).toBe(pauseMs);
    expect(phases.fingerprintsMs + phases.devicesMs + phases.pagesMs).toBeLessThanOrEqual(pauseMs);
  });

  it("S5: when a revert can't be committed, memory and devices are what they were, and the guest runs on", async () => {
    const { id } = await take("not reached");
    await run("mark=kept; dd if=/dev/urandom of=/tmp/work bs=64k count=4 2>/dev/null");
    await parts.computer.pause();
    const before = memory();
    const refused = new Error("refused");
    const stored = replacing(parts.stored, "revertTo", async () => {
      await clock.delay(20);
      throw refused;
    });
    await expect(revertTo({ ...parts, stored }, id)).rejects.toBe(refused);
    expect(Buffer.compare(memory(), before)).toBe(0);
    parts.computer.resume();
    expect(await run("wc -c < /tmp/work")).toBe("262144");
    // What was put back is known to the next snapshot.
    const { id: next } = await take("after the refusal of a revert");
    await run("rm -f /tmp/*");
    await revertPaused(next);
    await expectMemoryOf(next);
    parts.computer.resume();
  }, 60_000);

  it("takes what a snapshot could not store along with the next one", async () => {
    const { stored } = parts;
    const { durable } = await takeSnapshot({ ...parts, stored: failing(stored) }, "refused");
    await expect(durable).rejects.toThrow("refused");
    await run("dd if=/dev/urandom of=/tmp/more bs=64k count=4 2>/dev/null");
    const { id } = await take("after the refusal");
    await run("rm -f /tmp/*");
    await revertPaused(id);
    await expectMemoryOf(id);
    parts.computer.resume();
  }, 60_000);

  async function revertPaused(id: SnapshotId, after: () => void = () => undefined): Promise<void> {
    if (parts.computer.isRunning) await parts.computer.pause();
    await revertTo(parts, id);
    await Promise.resolve();
    after();
  }
});

/** The stored machine, but no snapshot becomes durable. */
function failing(stored: SnapshotParts["stored"]): SnapshotParts["stored"] {
  const refused = { id: "refused" as SnapshotId, durable: Promise.reject(new Error("refused")) };
  refused.durable.catch(() => undefined);
  return replacing(stored, "takeSnapshot", () => refused);
}

/** The stored machine with another method. */
function replacing(
  stored: SnapshotParts["stored"],
  method: keyof SnapshotParts["stored"],
  replacement: (...given: never[]) => unknown,
): SnapshotParts["stored"] {
  return new Proxy(stored, {
    get: (target, name) => {
      const value: unknown = name === method ? replacement : Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
