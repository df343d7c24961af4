import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MachineConfig } from "../../src/core/machine-config.ts";
import type { Machine } from "../../src/machine/machine.ts";
import { SerialAgent } from "../../src/machine/serial-agent.ts";
import { V86MachineFactory } from "../../src/machine/v86-machine-factory.ts";
import { Console, openLinuxDisk, pause, readMachineFiles, until } from "./machine-support.ts";
import { MemoryDisk } from "./memory-disk.ts";

const image = await openLinuxDisk();
const LIMIT = { timeoutMs: 20_000 };
/** Reads from the disk, past the guest's cache. */
const READ_DISK = "echo 3 > /proc/sys/vm/drop_caches; md5sum < /bin/busybox";

describe.skipIf(image === null)("V86Machine with the published Linux", { timeout: 120_000 }, () => {
  // Without an image nothing below runs.
  const disk = image as NonNullable<typeof image>;
  const second = new MemoryDisk(2 ** 36);
  const disks = [disk, second];
  const config: MachineConfig = {
    ramMiB: 64,
    vgaMemoryMiB: 8,
    nic: "virtio",
    disks: [
      { bus: "primary-master", image: "linux", byteLength: disk?.byteLength ?? 0 },
      { bus: "primary-slave", image: null, byteLength: second.byteLength, provisioning: "thin" },
    ],
    bootOrder: ["hard-disk"],
  };
  let factory: V86MachineFactory;
  let machine: Machine;
  let agent: SerialAgent;
  let console: Console;
  let booted: Awaited<ReturnType<typeof capture>>;

  async function capture() {
    await machine.quiesce();
    const startMs = performance.now();
    const captured = machine.captureDevices();
    const captureMs = performance.now() - startMs;
    const devices = captured.encode();
    const ram = machine.ram().slice();
    const restoreDisks = disks.map((each) => each.snapshot());
    return { devices, ram, restoreDisks, captureMs };
  }

  async function goBack(moment: typeof booted): Promise<number> {
    await machine.quiesce();
    for (const restoreDisk of moment.restoreDisks) restoreDisk();
    const startMs = performance.now();
    await machine.restore(moment.devices, (ram) => {
      ram.set(moment.ram);
      return null;
    });
    const restoreMs = performance.now() - startMs;
    machine.run();
    agent.reset();
    return restoreMs;
  }

  beforeAll(async () => {
    factory = new V86MachineFactory(await readMachineFiles());
    machine = await factory.create(config, disks);
    agent = new SerialAgent(machine);
    console = new Console(machine);
    machine.run();
    await agent.exec("true", { timeoutMs: 60_000 });
    await console.expect("# ", 60_000);
    booted = await capture();
    machine.run();
  }, 120_000);

  afterAll(() => {
    agent?.dispose();
    machine?.destroy();
  });

  it("S3, S4, Q1: brings back a shell's variable, its files and its disk, taken with requests in flight", async () => {
    disk.latencyMs = () => Math.random() * 15;
    disk.isAtHand = () => Math.random() < 0.3;
    await console.ask("x=before; echo kept > /root/kept; sync; echo r$((40+2))\n", "r42");
    const sum = (await agent.exec(READ_DISK, LIMIT)).stdout;
    const timings: string[] = [];
    for (let round = 0; round < 3; round++) {
      const interrupted = agent.exec(`${READ_DISK}; ${READ_DISK}`, LIMIT).catch((error: unknown) => error);
      await pause(100 + Math.random() * 300);
      const moment = await capture();
      machine.run();
      await console.ask("x=after; rm /root/kept; sync; echo r$((50+2))\n", "r52");
      const restoreMs = await goBack(moment);
      timings.push(`${moment.captureMs.toFixed(1)}/${restoreMs.toFixed(1)}`);
      expect(await interrupted).not.toBeUndefined();
      await console.ask("echo $x $(cat /root/kept)\n", "before kept");
      expect((await agent.exec(READ_DISK, LIMIT)).stdout).toBe(sum);
    }
    disk.latencyMs = () => 0;
    disk.isAtHand = () => false;
    expect((await agent.exec("dmesg | grep -ciE 'error|exception|lost|hung'", LIMIT)).stdout.trim()).toBe(
      "0",
    );
    process.stdout.write(
      `device state ${booted.devices.byteLength} bytes; capture/restore ms: ${timings.join(", ")}\n`,
    );
  });

  it("S3: goes on in a new machine", async () => {
    await goBack(booted);
    await agent.exec("true", LIMIT);
    await console.ask("y=moved; echo r$((60+2))\n", "r62");
    const moment = await capture();
    agent.dispose();
    machine.destroy();
    machine = await factory.create(config, disks);
    agent = new SerialAgent(machine);
    console = new Console(machine);
    await machine.restore(moment.devices, (ram) => {
      ram.set(moment.ram);
      return null;
    });
    machine.run();
    agent.reset();
    await console.ask("echo still $y\n", "still moved");
    expect((await agent.exec("echo hello", LIMIT)).stdout).toBe("hello\n");
  });

  it("P4: ends the guest's sync only when the disk's flush has ended", async () => {
    await goBack(booted);
    await agent.exec("true", LIMIT);
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const flush = disk.flush;
    let isHeld = false;
    disk.flush = async () => {
      isHeld = true;
      await held;
      await flush.call(disk);
    };
    let isDone = false;
    const whenDone = agent.exec("echo durable > /root/d; sync", LIMIT).then(() => {
      isDone = true;
    });
    await until(() => isHeld);
    await pause(300);
    expect(isDone).toBe(false);
    disk.flush = flush;
    release();
    await whenDone;
  });

  it("I1: shows the guest an I/O error for a block that can't be read, and goes on", async () => {
    await goBack(booted);
    await agent.exec("true", LIMIT);
    disk.fault = (kind, offset) => (kind === "read" && offset >= 200 << 20 ? new Error("damaged") : null);
    const failed = await agent.exec("dd if=/dev/sda of=/dev/null bs=4096 skip=51300 count=1 2>&1", LIMIT);
    disk.fault = () => null;
    expect(failed.exitCode).not.toBe(0);
    expect(failed.stdout).toContain("rror");
    const read = await agent.exec(
      "dd if=/dev/sda of=/dev/null bs=4096 skip=51300 count=1 2>&1; echo ok",
      LIMIT,
    );
    expect(read.stdout).toContain("1+0 records in");
  });

  it("P6: shows the guest an I/O error for a block that can't be written or flushed", async () => {
    await goBack(booted);
    await agent.exec("true", LIMIT);
    const write = "dd if=/dev/zero of=/dev/sda bs=4096 seek=65000 count=1 conv=fsync 2>&1";
    disk.fault = (kind) => (kind === "write" ? new Error("full") : null);
    expect((await agent.exec(write, LIMIT)).exitCode).not.toBe(0);
    disk.fault = (kind) => (kind === "flush" ? new Error("full") : null);
    expect((await agent.exec(write, LIMIT)).exitCode).not.toBe(0);
    disk.fault = () => null;
    expect((await agent.exec(write, LIMIT)).exitCode).toBe(0);
  });

  it("P4, S9: has a second disk of its own at /dev/sdb, up to its last block, and flushes it", async () => {
    await goBack(booted);
    const size = await agent.exec("cat /sys/block/sdb/size", LIMIT);
    expect(Number(size.stdout) * 512).toBe(second.byteLength);
    const last = second.byteLength / 4096 - 4;
    const { flushCount } = second;
    const write = `dd if=/bin/busybox of=/dev/sdb bs=4096 count=4 seek=${last} conv=fsync 2>&1`;
    const written = await agent.exec(write, LIMIT);
    expect(written, written.stdout).toMatchObject({ exitCode: 0 });
    expect(second.flushCount).toBeGreaterThan(flushCount);
    const wanted = await agent.exec("dd if=/bin/busybox bs=4096 count=4 2>/dev/null | md5sum", LIMIT);
    const read = `echo 3 > /proc/sys/vm/drop_caches; dd if=/dev/sdb bs=4096 skip=${last} 2>/dev/null | md5sum`;
    expect((await agent.exec(read, LIMIT)).stdout).toBe(wanted.stdout);
    const bytes = await second.read(last * 4096, 4);
    expect([...bytes]).toEqual([0x7f, 0x45, 0x4c, 0x46]);
  });

  it("I1: an I/O error of one disk is not the other's", async () => {
    await goBack(booted);
    await agent.exec("true", LIMIT);
    second.fault = () => new Error("damaged");
    const failed = await agent.exec("dd if=/dev/sdb of=/dev/null bs=4096 skip=99 count=1 2>&1", LIMIT);
    expect(failed.exitCode).not.toBe(0);
    expect((await agent.exec(READ_DISK, LIMIT)).exitCode).toBe(0);
    second.fault = () => null;
    const read = await agent.exec("dd if=/dev/sdb of=/dev/null bs=4096 skip=99 count=1 2>&1", LIMIT);
    expect(read.exitCode).toBe(0);
  });

  it("S3, S4, Q1: brings back the second disk too, taken with its requests in flight", async () => {
    await goBack(booted);
    await agent.exec("dd if=/bin/busybox of=/dev/sdb bs=4096 count=100 conv=fsync 2>/dev/null", LIMIT);
    const readSecond =
      "echo 3 > /proc/sys/vm/drop_caches; dd if=/dev/sdb bs=4096 count=100 2>/dev/null | md5sum";
    const sum = (await agent.exec(readSecond, LIMIT)).stdout;
    second.latencyMs = () => Math.random() * 15;
    for (let round = 0; round < 3; round++) {
      const interrupted = agent.exec(`${readSecond}; ${readSecond}`, LIMIT).catch((error: unknown) => error);
      await until(() => second.pendingCount > 0);
      const moment = await capture();
      expect(second.pendingCount).toBe(0);
      machine.run();
      await interrupted;
      await agent.exec("dd if=/dev/zero of=/dev/sdb bs=4096 count=100 conv=fsync 2>/dev/null", LIMIT);
      const late = agent.exec(readSecond, LIMIT).catch((error: unknown) => error);
      await until(() => second.pendingCount > 0);
      await goBack(moment);
      await late;
      expect((await agent.exec(readSecond, LIMIT)).stdout).toBe(sum);
    }
    second.latencyMs = () => 0;
  });

  it("carries a command of 64 KiB to the agent, and much output back, without losing a byte", async () => {
    await goBack(booted);
    const text = Array.from({ length: 65_400 }, (_, at) => String.fromCharCode(97 + ((at * 7) % 26))).join(
      "",
    );
    const echoed = await agent.exec(`cat <<END\n${text}\nEND`, LIMIT);
    expect(echoed.stdout === `${text}\n`).toBe(true);
    const many = await agent.exec("seq 1 20000", LIMIT);
    expect(many.stdout === Array.from({ length: 20_000 }, (_, at) => `${at + 1}\n`).join("")).toBe(true);
  });

  it("ends commands by time limit and by signal, and runs the next", async () => {
    await goBack(booted);
    await expect(agent.exec("sleep 60", { timeoutMs: 300 })).rejects.toMatchObject({ code: "timeout" });
    const controller = new AbortController();
    const cancelled = agent.exec("sleep 60", { timeoutMs: 60_000, signal: controller.signal });
    setTimeout(() => controller.abort(), 200);
    await expect(cancelled).rejects.toMatchObject({ code: "cancelled" });
    const next = await agent.exec("echo out; echo err >&2; exit 3", LIMIT);
    expect([next.exitCode, next.stdout, next.stderr]).toEqual([3, "out\n", "err\n"]);
  });

  it("sets the clock that stood still in the snapshot", async () => {
    await goBack(booted);
    await agent.exec("true", LIMIT);
    agent.setClock(Date.UTC(2031, 4, 6));
    expect((await agent.exec("date -u +%Y-%m-%d", LIMIT)).stdout).toBe("2031-05-06\n");
  });

  it("types on the guest's own screen", async () => {
    await goBack(booted);
    await agent.exec("true", LIMIT);
    await machine.sendKeys(`echo "Typed_$((6*7)) by hand" > /root/typed\n`);
    let typed = "";
    for (let attempt = 0; attempt < 20 && typed === ""; attempt++) {
      await pause(100);
      typed = (await agent.exec("cat /root/typed 2>/dev/null", LIMIT)).stdout;
    }
    expect(typed).toBe("Typed_42 by hand\n");
  });

  it("reports the guest's own power-off", async () => {
    await goBack(booted);
    await agent.exec("true", LIMIT);
    const reasons: string[] = [];
    const unsubscribe = machine.onStopped(({ kind }) => reasons.push(kind));
    console.send("poweroff\n");
    await until(() => reasons.length > 0, 60_000);
    unsubscribe();
    expect([reasons, machine.isRunning]).toEqual([["halted"], false]);
  });
});
