import { describe, expect, it } from "vitest";
import {
  addressAt,
  addressBytes,
  GATEWAY,
  type Station,
  stationOf,
} from "../../../src/machine/network/addresses.ts";
import { readArp } from "../../../src/machine/network/arp-packet.ts";
import { ARP, IPV4, readFrame } from "../../../src/machine/network/ethernet-frame.ts";
import { Gateway } from "../../../src/machine/network/gateway.ts";
import { internetChecksum } from "../../../src/machine/network/internet-checksum.ts";
import { ICMP, readIpv4, UDP } from "../../../src/machine/network/ipv4-packet.ts";
import { readUdp, writeUdp } from "../../../src/machine/network/udp-datagram.ts";
import { Random } from "../../support/random.ts";
import { dhcpAsked, framed, whoHas } from "./made-guest.ts";

type Frame = Uint8Array<ArrayBuffer>;

const guest: Station = stationOf("guest");

function setUp() {
  const sent: Frame[] = [];
  let leaseCount = 0;
  const gateway = new Gateway({
    station: guest,
    send: (frame) => sent.push(frame),
    schedule: () => () => undefined,
    isAwake: () => true,
    web: () => undefined,
    findName: (name) => (name === "gateway" ? GATEWAY.address : null),
    randomSequence: () => 1,
    leased: () => leaseCount++,
  });
  return {
    gateway,
    leases: () => leaseCount,
    /** The frames that answer `frame`. */
    ask: (frame: Frame) => {
      sent.length = 0;
      gateway.receive(frame);
      return sent.map((bytes) => {
        const read = readFrame(bytes);
        if (read === null) throw new Error("What was sent is no frame");
        return read;
      });
    },
  };
}

/** The packet in the only answer. */
function packetOf(answers: ReturnType<ReturnType<typeof setUp>["ask"]>) {
  expect(answers.length).toBe(1);
  const packet = answers[0]?.type === IPV4 ? readIpv4(answers[0].payload) : null;
  if (packet === null) throw new Error("The answer has no packet");
  return packet;
}

const ping = (destination: string, byteLength = 56): Frame => {
  const message = new Uint8Array(8 + byteLength).fill(7, 8);
  message.set([8, 0, 0, 0, 1, 2, 3, 4]);
  const checksum = internetChecksum(message);
  message.set([checksum >> 8, checksum & 0xff], 2);
  return framed({ source: guest.address, destination, protocol: ICMP, payload: message }, guest.mac);
};

/** Names, as they stand in a question. */
const question = (name: string, type = 1): Uint8Array => {
  const labels = name.split(".").flatMap((label) => [label.length, ...new TextEncoder().encode(label)]);
  return Uint8Array.from([0xab, 0xcd, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...labels, 0, 0, type, 0, 1]);
};

describe("Gateway", () => {
  it("Y1: says that it has its own address, and only that", () => {
    const { ask } = setUp();
    const [answer, ...others] = ask(whoHas(guest, GATEWAY.address));
    expect(others).toEqual([]);
    expect(answer).toMatchObject({ destination: guest.mac, source: GATEWAY.mac, type: ARP });
    expect(readArp(answer?.payload ?? new Uint8Array())).toMatchObject({
      operation: "reply",
      senderMac: GATEWAY.mac,
      senderAddress: GATEWAY.address,
      targetAddress: guest.address,
    });
    expect(ask(whoHas(guest, "10.86.9.9"))).toEqual([]);
    expect(ask(whoHas(guest, "192.168.86.1"))).toEqual([]);
  });

  it("Y1: gives the guest its one address, whoever asks and however often, and refuses another", () => {
    const { ask, leases } = setUp();
    const answerTo = (frame: Frame) => {
      const packet = packetOf(ask(frame));
      const datagram = readUdp(packet);
      if (datagram === null) throw new Error("The answer has no datagram");
      expect([datagram.sourcePort, datagram.destinationPort]).toEqual([67, 68]);
      expect([...datagram.data.subarray(4, 8)]).toEqual([0x12, 0x34, 0x56, 0x78]);
      const options = [...datagram.data.subarray(240)];
      return { kind: options[2], address: addressAt(datagram.data, 16), options };
    };
    const wanted = [50, 4, ...addressBytes(guest.address)];
    expect(answerTo(dhcpAsked(guest.mac, [53, 1, 1]))).toMatchObject({ kind: 2, address: guest.address });
    expect(leases()).toBe(0);
    const lease = answerTo(dhcpAsked("00:22:15:01:02:03", [53, 1, 3, ...wanted, 54, 4, 10, 86, 0, 1]));
    expect(lease).toMatchObject({ kind: 5, address: guest.address });
    // Mask, router and name server.
    for (const option of [
      [1, 4, 255, 255, 0, 0],
      [3, 4, 10, 86, 0, 1],
      [6, 4, 10, 86, 0, 1],
      [51, 4, 0, 1, 81, 128],
    ])
      expect(lease.options.join()).toContain(option.join());
    expect(leases()).toBe(1);
    // Renewed by the address that it has.
    expect(answerTo(dhcpAsked(guest.mac, [53, 1, 3], guest.address))).toMatchObject({ kind: 5 });
    expect(answerTo(dhcpAsked(guest.mac, [53, 1, 3, 50, 4, 192, 168, 86, 100]))).toMatchObject({
      kind: 6,
      address: "0.0.0.0",
    });
    // Another server was chosen; the address is given back; a pad and an option that is cut off.
    expect(ask(dhcpAsked(guest.mac, [53, 1, 3, 54, 4, 10, 0, 0, 1]))).toEqual([]);
    expect(ask(dhcpAsked(guest.mac, [53, 1, 7]))).toEqual([]);
    expect(ask(dhcpAsked(guest.mac, [0, 0, 50, 200, 1]))).toEqual([]);
    expect(leases()).toBe(2);
  });

  it("Y1: answers a ping with what came, and none that is damaged", () => {
    const { ask } = setUp();
    const frame = ping(GATEWAY.address);
    const { payload, source, destination } = packetOf(ask(frame));
    expect([source, destination, payload[0]]).toEqual([GATEWAY.address, guest.address, 0]);
    expect([...payload.subarray(4)]).toEqual([...frame.subarray(14 + 20 + 4)]);
    expect(internetChecksum(payload)).toBe(0);
    frame[50] = (frame[50] ?? 0) ^ 1;
    expect(ask(frame)).toEqual([]);
  });

  it("Y2: what is for another network, or no service, is told so by a quotation of it", () => {
    const { ask } = setUp();
    const frame = ping("192.0.2.1");
    const { payload } = packetOf(ask(frame));
    expect([payload[0], payload[1]]).toEqual([3, 0]);
    expect([...payload.subarray(8)]).toEqual([...frame.subarray(14, 14 + 28)]);
    const datagram = {
      source: guest.address,
      sourcePort: 9,
      destination: GATEWAY.address,
      destinationPort: 9,
    };
    const refused = packetOf(ask(framed(writeUdp({ ...datagram, data: new Uint8Array(3) }), guest.mac)));
    expect([refused.payload[0], refused.payload[1]]).toEqual([3, 3]);
    // A neighbour's address is none of its business.
    expect(ask(ping("10.86.9.9"))).toEqual([]);
  });

  it("Y2: knows its own names, and says of every other that there is none", () => {
    const { ask } = setUp();
    const answerTo = (data: Uint8Array) => {
      const datagram = { source: guest.address, sourcePort: 999, destination: GATEWAY.address };
      const packet = packetOf(ask(framed(writeUdp({ ...datagram, destinationPort: 53, data }), guest.mac)));
      return readUdp(packet)?.data ?? new Uint8Array();
    };
    const known = answerTo(question("GateWay"));
    expect([...known.subarray(0, 8)]).toEqual([0xab, 0xcd, 0x85, 0, 0, 1, 0, 1]);
    expect(addressAt(known, known.byteLength - 4)).toBe(GATEWAY.address);
    // The name is there, and has no address of another kind.
    const other = answerTo(question("gateway", 28));
    expect([(other[3] ?? 0) & 0xf, other[7]]).toEqual([0, 0]);
    const unknown = answerTo(question("www.example.com"));
    expect([(unknown[3] ?? 0) & 0xf, unknown[7]]).toEqual([3, 0]);
  });

  it("Y1: whatever a guest sends, it breaks nothing", () => {
    const { ask } = setUp();
    const seed = Number(process.env["STRATA_SEED"] ?? Math.floor(Math.random() * 2 ** 32));
    const random = new Random(seed);
    const frames = [
      ping(GATEWAY.address),
      dhcpAsked(guest.mac, [53, 1, 1]),
      whoHas(guest, GATEWAY.address),
      framed(
        writeUdp({
          source: guest.address,
          sourcePort: 5,
          destination: GATEWAY.address,
          destinationPort: 53,
          data: question("gateway"),
        }),
        guest.mac,
      ),
      framed(
        { source: guest.address, destination: GATEWAY.address, protocol: UDP, payload: random.bytes(9) },
        guest.mac,
      ),
    ];
    for (let round = 0; round < 5_000; round++) {
      const frame = random.pick(frames).slice();
      for (let change = random.below(4); change >= 0; change--)
        frame[random.below(frame.length)] = random.below(256);
      const cut = random.oneIn(3) ? frame.slice(0, random.below(frame.length + 1)) : frame;
      expect(() => ask(cut), `seed ${seed}, round ${round}`).not.toThrow();
    }
    expect(ask(ping(GATEWAY.address)).length).toBe(1);
  });
});
