import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MachineConfig, NicModel } from "../../../src/core/machine-config.ts";
import type { Machine } from "../../../src/machine/machine.ts";
import { Network } from "../../../src/machine/network/network.ts";
import { SerialAgent } from "../../../src/machine/serial-agent.ts";
import { V86MachineFactory } from "../../../src/machine/v86-machine-factory.ts";
import { openLinuxDisk, readMachineFiles, until } from "../machine-support.ts";
import type { MemoryDisk } from "../memory-disk.ts";
import { MadeWire } from "./made-wire.ts";

const image = await openLinuxDisk();
const LIMIT = { timeoutMs: 60_000 };
/** As the boot does, but now. */
const LEASE = "udhcpc -i eth0 -q -n -t 4 -T 2 -s /usr/share/udhcpc/default.script 2>&1";
const COPY_BYTES = 3_000_000;

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

interface Guest {
  readonly machine: Machine;
  readonly agent: SerialAgent;
  readonly network: Network;
  readonly address: string;
  readonly mac: string;
  /** What a command that must succeed prints. */
  sh(command: string): Promise<string>;
}

describe.skipIf(image === null)("two guests on one network", { timeout: 120_000 }, () => {
  const wire = new MadeWire();
  const guests: Guest[] = [];
  let virtio: Guest;
  let ne2k: Guest;

  async function start(id: string, nic: NicModel, disk: MemoryDisk): Promise<Guest> {
    const config: MachineConfig = {
      ramMiB: 64,
      vgaMemoryMiB: 4,
      nic,
      disks: [{ bus: "primary-master", image: "linux", byteLength: disk.byteLength }],
      bootOrder: ["hard-disk"],
    };
    const network = new Network({ wire: wire.end(), randomSequence: () => randomBytes(4).readUInt32LE() });
    const named = { id, name: `The ${nic} one` };
    const factory = new V86MachineFactory(await readMachineFiles());
    const machine = await factory.create(config, [disk], null, network.socketOf(named));
    const agent = new SerialAgent(machine);
    const guest: Guest = {
      machine,
      agent,
      network,
      ...network.stationOf(named),
      sh: async (command) => {
        const { exitCode, stdout, stderr } = await agent.exec(command, LIMIT);
        if (exitCode !== 0) throw new Error(`${command}: exit code ${exitCode}: ${stdout}${stderr}`);
        return stdout;
      },
    };
    guests.push(guest);
    machine.run();
    await agent.exec("true", LIMIT);
    await guest.sh('while [ -z "$(ip -4 addr show eth0 | grep inet)" ]; do sleep 0.2; done');
    return guest;
  }

  beforeAll(async () => {
    const others = await openLinuxDisk();
    virtio = await start("guest-one", "virtio", image as MemoryDisk);
    ne2k = await start("guest-two", "ne2k", others as MemoryDisk);
  }, 120_000);

  afterAll(() => {
    for (const { agent, machine, network } of guests) {
      agent.dispose();
      machine.destroy();
      network.close();
    }
  });

  it.each(["virtio", "ne2k"] as const)(
    "Y1: %s gets the machine's addresses at its start, and pings its gateway",
    async (nic) => {
      const guest = nic === "virtio" ? virtio : ne2k;
      expect(await guest.sh("cat /sys/class/net/eth0/address")).toBe(`${guest.mac}\n`);
      expect(await guest.sh("ip -4 addr show eth0")).toContain(`inet ${guest.address}/16`);
      expect(await guest.sh("ip route")).toContain("default via 10.86.0.1");
      expect(await guest.sh("ping -c 3 gateway")).toContain("3 packets received");
      await until(() => guest.network.seen?.address === guest.address);
      expect(guest.machine.mac).toBe(guest.mac);
    },
  );

  it("Y2: nothing reaches another network, and the guest is told so at once", async () => {
    const refusals = await virtio.sh(
      "wget -O- http://192.0.2.1/ 2>&1; wget -O- http://example.com/ 2>&1; true",
    );
    expect(refusals).toContain("Network unreachable");
    expect(refusals).toContain("bad address");
  });

  it("Y3: the page's own pages and its shelf are there by wget, byte for byte", async () => {
    const bytes = Uint8Array.from(randomBytes(COPY_BYTES));
    virtio.network.shelf.put("random bytes.bin", new Blob([bytes]));
    expect(await virtio.sh("wget -qO- http://gateway/")).toContain(`This machine is ${virtio.address}`);
    expect(await virtio.sh("wget -qO- gateway/files/")).toContain(`${COPY_BYTES}  random bytes.bin`);
    const startMs = performance.now();
    await virtio.sh("cd /tmp; wget -qO 'random bytes.bin' 'http://gateway/files/random%20bytes.bin'");
    const elapsedMs = performance.now() - startMs;
    expect(await virtio.sh("sha256sum < '/tmp/random bytes.bin'")).toContain(sha256(bytes));
    process.stdout.write(`from the shelf: ${((COPY_BYTES / elapsedMs) * 1e-3).toFixed(2)} MB/s\n`);
    await expect(virtio.sh("wget -qO- gateway/files/none")).rejects.toThrow();
  });

  it.each(["virtio", "ne2k"] as const)(
    "Y3: %s puts files on the shelf, whatever bytes and names they have",
    async (nic) => {
      const guest = nic === "virtio" ? virtio : ne2k;
      await guest.sh(
        "cd /tmp; head -c 1000000 /dev/urandom > 'up 100%.bin'; : > empty; head -c 2 /dev/zero > zeros",
      );
      const startMs = performance.now();
      const said = await guest.sh("cd /tmp; wget -qO- gateway/put | sh -s -- 'up 100%.bin' empty zeros");
      const elapsedMs = performance.now() - startMs;
      expect(said).toBe(
        "up 100%.bin: 1000000 bytes on the shelf\nempty: 0 bytes on the shelf\nzeros: 2 bytes on the shelf\n",
      );
      process.stdout.write(`onto the shelf, ${nic}: ${(1e3 / elapsedMs).toFixed(2)} MB/s\n`);
      const arrived = new Uint8Array(await guest.network.shelf.get("up 100%.bin").arrayBuffer());
      expect(await guest.sh("sha256sum < '/tmp/up 100%.bin'")).toContain(sha256(arrived));
      const { exitCode } = await guest.agent.exec("wget -qO- gateway/put | sh -s -- /tmp/none", LIMIT);
      expect(exitCode).toBe(1);
    },
  );

  it("Y4: guests of two pages know of each other, ping each other, and copy a file with equal digests, both ways", async () => {
    expect(virtio.network.neighbours).toEqual([
      { name: "The ne2k one", mac: ne2k.mac, address: ne2k.address },
    ]);
    expect(await virtio.sh(`ping -c 3 ${ne2k.address}`)).toContain("3 packets received");
    expect(await ne2k.sh(`ping -c 3 ${virtio.address}`)).toContain("3 packets received");
    for (const [from, to] of [
      [virtio, ne2k],
      [ne2k, virtio],
    ] as const) {
      await from.sh(`head -c ${COPY_BYTES} /dev/urandom > /tmp/copied; httpd -p 8080 -h /tmp`);
      const startMs = performance.now();
      await to.sh(`wget -qO /tmp/received http://${from.address}:8080/copied`);
      const elapsedMs = performance.now() - startMs;
      expect(await to.sh("sha256sum < /tmp/received")).toBe(await from.sh("sha256sum < /tmp/copied"));
      process.stdout.write(`from guest to guest: ${((COPY_BYTES / elapsedMs) * 1e-3).toFixed(2)} MB/s\n`);
    }
  });

  it("Y5: after a restore the lease holds, a new one is the same, and connections of before are told that they are none", async () => {
    const { machine, agent } = virtio;
    // Open before the snapshot, to the gateway and to a neighbour; held open by those who would write.
    await virtio.sh(
      `cd /tmp; for host in 10.86.0.1:80 ${ne2k.address}:8080; do
        rm -f in-$host out-$host; mkfifo in-$host; sleep 1000 > in-$host &
        (nc \${host%:*} \${host#*:} < in-$host > out-$host 2>&1; echo over >> out-$host) &
      done >/dev/null 2>&1; sleep 1`,
    );
    await machine.quiesce();
    const devices = machine.captureDevices().encode();
    const ram = machine.ram().slice();
    machine.run();
    await virtio.sh("ip addr flush dev eth0; ip link set eth0 down");
    await machine.quiesce();
    await machine.restore(devices, (view) => {
      view.set(ram);
      return null;
    });
    machine.run();
    agent.reset();
    expect(await virtio.sh("ping -c 2 10.86.0.1")).toContain("2 packets received");
    expect(await virtio.sh(LEASE)).toContain(`lease of ${virtio.address} obtained`);
    expect(await virtio.sh(`ping -c 2 ${ne2k.address}`)).toContain("2 packets received");
    // The gateway has forgotten the connection and says so; the neighbour, which was not reverted, still has it.
    await virtio.sh(
      "cd /tmp; printf 'GET / HTTP/1.0\\r\\n\\r\\n' > in-10.86.0.1:80; while ! grep over out-10.86.0.1:80; do sleep 0.1; done",
    );
    expect(await virtio.sh("cat /tmp/out-10.86.0.1:80")).not.toContain("HTTP/1.0 200");
  });
});
