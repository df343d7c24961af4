// Long because one booted guest serves all of it.
import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MachineConfig } from "../../src/core/machine-config.ts";
import { PIECE_BYTE_LENGTH } from "../../src/machine/file-window.ts";
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

  it("A3: carries a command of 64 KiB to the agent, and much output back, without losing a byte", async () => {
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

  it("N4: sets the clock that stood still in the snapshot", async () => {
    await goBack(booted);
    await agent.exec("true", LIMIT);
    const wanted = Date.UTC(2031, 4, 6);
    expect(Math.abs((await agent.clock(() => wanted)) - wanted)).toBeLessThan(5000);
    expect(Math.abs((await agent.clock()) - wanted)).toBeLessThan(10_000);
    expect((await agent.exec("date -u +%Y-%m-%d", LIMIT)).stdout).toBe("2031-05-06\n");
  });

  it("A2: a command under way in a snapshot does not keep the reverted guest busy", async () => {
    await goBack(booted);
    const interrupted = agent.exec("sleep 1000", { timeoutMs: 900_000 });
    const outcome = interrupted.catch((error: { readonly code: string }) => error.code);
    await pause(300);
    const moment = await capture();
    machine.run();
    await goBack(moment);
    expect(await outcome).toBe("agent-silent");
    expect((await agent.exec("ps | grep -c '[s]leep 1000'", LIMIT)).stdout).toBe("0\n");
  });

  it("A3: carries binary output as it is", async () => {
    await goBack(booted);
    const wanted = Uint8Array.from({ length: 300_000 }, (_, at) => (at * 7 + (at >> 8)) & 255);
    await agent.putFile("/tmp/bytes", new Blob([wanted]));
    const { stdoutBytes, exitCode } = await agent.exec("cat /tmp/bytes; exit 7", LIMIT);
    expect(Buffer.from(stdoutBytes).equals(wanted)).toBe(true);
    expect(exitCode).toBe(7);
  });

  it("A1, T1: a guest without its programs answers no command, and still gives its files", async () => {
    await goBack(booted);
    await agent.exec("echo kept > /root/kept; rm -rf /bin /sbin /usr", LIMIT);
    const outcome = await agent.exec("ls /", LIMIT).catch((error: { readonly code: string }) => error.code);
    expect(outcome).toBe("guest-broken");
    expect(await (await agent.getFile("/root/kept")).text()).toBe("kept\n");
  });

  it("T1: carries files of any size and name in and out, without a byte of difference", async () => {
    await goBack(booted);
    for (const size of [0, 1, PIECE_BYTE_LENGTH - 1, PIECE_BYTE_LENGTH, PIECE_BYTE_LENGTH + 1, 3_000_003]) {
      const bytes = new Uint8Array(randomBytes(size));
      const name = new Uint8Array([...new TextEncoder().encode("/root/ü '\n"), 0xff, 0x01]);
      await agent.putFile(name, new Blob([bytes]));
      const sum = createHash("sha256").update(bytes).digest("hex");
      expect((await agent.exec("cat /root/*$(printf '\\377\\001') | sha256sum", LIMIT)).stdout).toBe(
        `${sum}  -\n`,
      );
      expect(Buffer.from(await (await agent.getFile(name)).arrayBuffer()).equals(bytes), String(size)).toBe(
        true,
      );
    }
    expect((await agent.exec("ls -A /root | wc -l", LIMIT)).stdout).toBe("1\n");
  });

  it("T2: what can't be put or taken is refused with its reason, and leaves nothing", async () => {
    await goBack(booted);
    const small = new Blob(["new"]);
    const codeOf = (work: Promise<unknown>) =>
      work.then(String, (error: { readonly code: string }) => error.code);
    await agent.exec("mkfifo /root/pipe; mkdir /mnt/ro; mount -t tmpfs -o ro none /mnt/ro", LIMIT);
    expect(await codeOf(agent.putFile("/no/such/file", small))).toBe("file-missing");
    expect(await codeOf(agent.putFile("/bin", small))).toBe("file-unsuitable");
    expect(await codeOf(agent.putFile("/root/", small))).toBe("file-unsuitable");
    expect(await codeOf(agent.putFile("/mnt/ro/file", small))).toBe("file-refused");
    expect(await codeOf(agent.putFile("/tmp/large", new Blob([new Uint8Array(40 << 20)])))).toBe(
      "guest-full",
    );
    expect(await codeOf(agent.getFile("/root/none"))).toBe("file-missing");
    for (const path of ["/root", "/root/pipe", "/dev/sda"]) {
      expect(await codeOf(agent.getFile(path)), path).toBe("file-unsuitable");
    }
    const left = await agent.exec("find / -xdev -name '*strata-*' ! -name strata-agent; ls -A /tmp", LIMIT);
    expect(left.stdout).toBe("");
  });

  it("T2: a file under way in a snapshot is given up by the reverted guest, and its name keeps what it had", async () => {
    await goBack(booted);
    await agent.exec("echo before > /root/target; df / | tail -1 > /tmp/room", LIMIT);
    const content = new Blob([new Uint8Array(randomBytes(8_000_000))]);
    let tellBegun = (): void => undefined;
    const begun = new Promise<void>((resolve) => {
      tellBegun = resolve;
    });
    const outcome = agent
      .putFile("/root/target", content, { onProgress: (done) => done > 2_000_000 && tellBegun() })
      .catch((error: { readonly code: string }) => error.code);
    await begun;
    const moment = await capture();
    machine.run();
    expect(await outcome).toBeUndefined();
    expect((await agent.exec("wc -c < /root/target", LIMIT)).stdout).toBe("8000000\n");
    await goBack(moment);
    expect(
      (await agent.exec("cat /root/target; ls -A /root; sync; df / | tail -1 | cmp - /tmp/room", LIMIT))
        .stdout,
    ).toBe("before\ntarget\n");
    await agent.putFile("/root/target", new Blob(["after"]));
    expect((await agent.exec("cat /root/target", LIMIT)).stdout).toBe("after");
  });

  it("T2: on a file system whose files all have names nothing half-written has the file's name either", async () => {
    await goBack(booted);
    await agent.exec("mkdir -p /mnt/fat; mount -t vfat /dev/sda1 /mnt/fat", LIMIT);
    const controller = new AbortController();
    const content = new Blob([new Uint8Array(3_000_000)]);
    const outcome = await agent
      .putFile("/mnt/fat/half", content, {
        signal: controller.signal,
        onProgress: (done) => done > 1_000_000 && controller.abort(),
      })
      .catch((error: { readonly code: string }) => error.code);
    expect(outcome).toBe("cancelled");
    await agent.putFile("/mnt/fat/whole", new Blob(["whole"]));
    const left = await agent.exec(
      "ls -A /mnt/fat | grep -v linux; cat /mnt/fat/whole; umount /mnt/fat",
      LIMIT,
    );
    expect(left.stdout).toBe("vmlinuz\nwhole\nwhole");
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
