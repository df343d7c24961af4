import { describe, expect, it } from "vitest";
import type { NetworkCard, NetworkPlug } from "../../../src/machine/machine.ts";
import { GATEWAY, stationOf } from "../../../src/machine/network/addresses.ts";
import { readFrame, writeFrame } from "../../../src/machine/network/ethernet-frame.ts";
import { Network } from "../../../src/machine/network/network.ts";
import { dhcpAsked, framed, whoHas } from "./made-guest.ts";
import { MadeWire } from "./made-wire.ts";
import { VirtualTime } from "./virtual-time.ts";

type Frame = Uint8Array<ArrayBuffer>;

/** Messages between pages have arrived. */
const arrived = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** A page with a machine plugged in, and what its guest hears. */
function page(wire: MadeWire, id: string, time = new VirtualTime()) {
  const end = wire.end();
  const network = new Network({ wire: end, schedule: time.schedule, randomSequence: () => 1 });
  const heard: Frame[] = [];
  const card = { isRunning: true, receive: (frame: Uint8Array) => heard.push(frame as Frame) };
  const socket = network.socketOf({ id, name: `Machine ${id}` });
  const plug: NetworkPlug = socket.plug(card satisfies NetworkCard);
  return { network, heard, plug, socket, time, end, station: stationOf(id) };
}

const hello = (from: string, to: string): Frame =>
  writeFrame({ destination: to, source: from, type: 0x88b5, payload: new Uint8Array(46).fill(9) });

describe("Network", () => {
  it("Y4: a frame for a neighbour reaches it alone, one for all reaches all, and neither comes back", async () => {
    const wire = new MadeWire();
    const [one, two, three] = [page(wire, "one"), page(wire, "two"), page(wire, "three")];
    // Who has sent something is known to listen.
    for (const { plug, station } of [one, two, three]) plug.send(whoHas(station, "10.86.9.9"));
    await arrived();
    expect([one, two, three].map(({ heard }) => heard.length)).toEqual([2, 2, 2]);
    for (const each of [one, two, three]) each.heard.length = 0;
    one.plug.send(hello(one.station.mac, two.station.mac));
    await arrived();
    expect([one, two, three].map(({ heard }) => heard.length)).toEqual([0, 1, 0]);
    expect(readFrame(two.heard[0] as Frame)).toMatchObject({ source: one.station.mac });
  });

  it("Y4: nothing for the gateway, of it, or asked of it alone is on the wire; each has its own", async () => {
    const wire = new MadeWire();
    const [one, two] = [page(wire, "one"), page(wire, "two")];
    two.plug.send(whoHas(two.station, "10.86.9.9"));
    await arrived();
    for (const each of [one, two]) each.heard.length = 0;
    const { mac, address } = one.station;
    one.plug.send(whoHas(one.station, GATEWAY.address));
    one.plug.send(dhcpAsked(mac, [53, 1, 1]));
    const packet = { source: address, destination: "192.0.2.1", protocol: 99, payload: new Uint8Array(8) };
    one.plug.send(framed(packet, mac));
    await arrived();
    expect(one.heard.map((frame) => readFrame(frame)?.source)).toEqual([
      GATEWAY.mac,
      GATEWAY.mac,
      GATEWAY.mac,
    ]);
    expect(two.heard).toEqual([]);
  });

  it("Y4: neighbours are known while they are on, by whoever is on; one that dies without a word is found out", async () => {
    const wire = new MadeWire();
    const time = new VirtualTime();
    const one = page(wire, "one", time);
    await arrived();
    expect(one.network.neighbours).toEqual([]);
    const two = page(wire, "two");
    await arrived();
    const seen = (id: string) => ({ name: `Machine ${id}`, ...stationOf(id) });
    expect(one.network.neighbours).toEqual([seen("two")]);
    expect(two.network.neighbours).toEqual([seen("one")]);
    two.plug.unplug();
    await arrived();
    expect([one.network.neighbours, two.network.neighbours]).toEqual([[], []]);

    const three = page(wire, "three");
    await arrived();
    expect(one.network.neighbours).toEqual([seen("three")]);
    for (let each = 0; each < 5; each++) {
      time.pass(3_000);
      await arrived();
    }
    expect(one.network.neighbours).toEqual([seen("three")]);
    three.end.close();
    for (let each = 0; each < 5; each++) {
      time.pass(3_000);
      await arrived();
    }
    expect(one.network.neighbours).toEqual([]);
  });

  it("Y1: a guest that is silent is asked whether it has its address, and is seen to use it by its answer", () => {
    const one = page(new MadeWire(), "one");
    let changeCount = 0;
    one.network.onChanged(() => changeCount++);
    one.plug.restart();
    expect(one.network.seen).toBeNull();
    one.time.pass(300);
    expect(one.heard.length).toBe(1);
    changeCount = 0;
    one.plug.send(whoHas(one.station, GATEWAY.address));
    expect(one.network.seen).toEqual({ mac: one.station.mac, address: one.station.address });
    expect(changeCount).toBe(1);
    one.heard.length = 0;
    one.time.pass(60_000);
    expect(one.heard).toEqual([]);
    // The foreign address of another machine's memory is none of this network.
    one.plug.restart();
    one.plug.send(whoHas({ mac: "00:22:15:01:02:03", address: "192.168.86.100" }, "192.168.86.1"));
    expect(one.network.seen).toEqual({ mac: "00:22:15:01:02:03", address: null });
  });

  it("Y5: while a machine is built anew its card takes over without the neighbours seeing it go", async () => {
    const wire = new MadeWire();
    const [one, two] = [page(wire, "one"), page(wire, "two")];
    await arrived();
    let changeCount = 0;
    two.network.onChanged(() => changeCount++);
    const heard: Uint8Array[] = [];
    const again = one.socket.plug({ isRunning: true, receive: (frame) => heard.push(frame) });
    one.plug.unplug();
    again.send(whoHas(one.station, GATEWAY.address));
    await arrived();
    expect(heard.length).toBe(1);
    expect(two.network.neighbours.length).toBe(1);
    expect(changeCount).toBe(0);
  });
});
