import { describe, expect, it } from "vitest";
import { addressBytes } from "../../../src/machine/network/addresses.ts";
import { readIpv4, writeIpv4 } from "../../../src/machine/network/ipv4-packet.ts";
import { readTcp, type TcpSegment, writeTcp } from "../../../src/machine/network/tcp-segment.ts";
import { TcpServer, type TcpService } from "../../../src/machine/network/tcp-server.ts";
import { Random } from "../../support/random.ts";
import { TcpClient } from "./tcp-client.ts";
import { VirtualTime } from "./virtual-time.ts";

const seed = Number(process.env["STRATA_SEED"] ?? Math.floor(Math.random() * 2 ** 32));
const SERVER = "10.86.0.1";
const GUEST = "10.86.1.2";

/** As it arrives, if it was whole. */
function overTheWire(segment: TcpSegment, from: string, to: string): TcpSegment {
  const packet = readIpv4(writeIpv4(writeTcp(segment, from, to)));
  const arrived = packet && readTcp(packet);
  if (arrived === null) throw new Error("A segment that was sent can't be read");
  return { ...arrived, data: arrived.data.slice() };
}

interface Weather {
  /** One in so many is lost, comes twice, or comes late; 0 for none. */
  readonly lost: number;
  readonly twice: number;
  readonly late: number;
}

/** A server and a client with bad weather between them. */
function connect(
  random: Random,
  weather: Weather,
  { toSend, first, firstOfServer }: { toSend: Uint8Array; first: number; firstOfServer: number },
  service: TcpService,
) {
  const time = new VirtualTime();
  const isAwake = { now: true };
  const travel = (deliver: () => void): void => {
    if (weather.lost > 0 && random.oneIn(weather.lost)) return;
    const times = weather.twice > 0 && random.oneIn(weather.twice) ? 2 : 1;
    for (let each = 0; each < times; each++) {
      const delayMs = weather.late > 0 && random.oneIn(weather.late) ? random.between(1, 700) : 1;
      time.schedule(delayMs, deliver);
    }
  };
  const server = new TcpServer({
    schedule: time.schedule,
    isAwake: () => isAwake.now,
    services: new Map([[80, service]]),
    randomSequence: () => firstOfServer,
    send: (segment) => {
      const arrived = overTheWire(segment, SERVER, GUEST);
      travel(() => client.receive(arrived));
    },
  });
  const client: TcpClient = new TcpClient({ first, toSend, schedule: time.schedule }, (segment) => {
    const arrived = overTheWire(segment, GUEST, SERVER);
    travel(() => server.receive(arrived, GUEST));
  });
  return { time, server, client, isAwake };
}

describe(`TCP, seed ${seed}`, () => {
  it("Y3: whatever is lost, doubled or late, both ways arrive whole and in order, around the end of the numbers too", () => {
    const random = new Random(seed);
    for (let round = 0; round < 60; round++) {
      const [toServer, toGuest] = [random.bytes(random.below(12_000)), random.bytes(random.below(60_000))];
      const weather =
        round === 0
          ? { lost: 0, twice: 0, late: 0 }
          : { lost: random.between(4, 30), twice: random.between(3, 30), late: random.between(3, 30) };
      const arrived: number[] = [];
      const told = { ended: 0, closed: 0 };
      const { time, client } = connect(
        random,
        weather,
        // Numbers that begin again at 0 on the way.
        { toSend: toServer, first: -random.below(9_000) >>> 0, firstOfServer: -random.below(50_000) >>> 0 },
        (connection) => {
          connection.handle({
            receive: (bytes) => arrived.push(...bytes),
            ended: () => told.ended++,
            closed: () => told.closed++,
          });
          for (let at = 0; at < toGuest.byteLength; ) {
            const byteLength = random.between(1, 20_000);
            void connection.write(toGuest.subarray(at, at + byteLength));
            at += byteLength;
          }
          connection.end();
        },
      );
      client.end();
      // Its receiver is full now and then, and takes more later.
      for (let each = 0; each < 400 && !(client.isDone && client.hasHeardEnd); each++) {
        client.window = random.oneIn(5) ? 0 : random.between(1, 9_000);
        time.pass(random.between(1, 400));
      }
      client.window = 9_000;
      time.pass(120_000);
      const described = `round ${round}`;
      expect(client.state, described).toBe("open");
      expect(Buffer.from(arrived).equals(toServer), described).toBe(true);
      expect(Buffer.from(client.received).equals(toGuest), described).toBe(true);
      expect([client.isDone, client.hasHeardEnd, told.ended, told.closed], described).toEqual([
        true,
        true,
        1,
        1,
      ]);
      expect(time.hasTimers, described).toBe(false);
    }
  });

  it("Y5: a guest that stands still for an hour is waited for, and one that never answers is given up", () => {
    const random = new Random(seed);
    const toGuest = random.bytes(20_000);
    const told = { closed: 0 };
    const { time, client, isAwake } = connect(
      random,
      { lost: 0, twice: 0, late: 0 },
      { toSend: new Uint8Array(1), first: 7, firstOfServer: 9 },
      (connection) => {
        connection.handle({
          receive: () => {
            void connection.write(toGuest);
            connection.end();
          },
          ended: () => undefined,
          closed: () => told.closed++,
        });
      },
    );
    client.window = 1;
    time.pass(10);
    isAwake.now = false;
    const { receive } = client;
    client.receive = () => undefined;
    time.pass(3_600_000);
    isAwake.now = true;
    client.receive = receive;
    client.window = 9_000;
    client.end();
    time.pass(60_000);
    expect(Buffer.from(client.received).equals(toGuest)).toBe(true);
    expect(told.closed).toBe(1);

    const deaf = connect(
      random,
      { lost: 0, twice: 0, late: 0 },
      { toSend: new Uint8Array(1), first: 7, firstOfServer: 9 },
      (connection) => {
        connection.handle({ receive: () => undefined, ended: () => undefined, closed: () => told.closed++ });
        void connection.write(toGuest);
      },
    );
    deaf.client.window = 1;
    deaf.time.pass(3);
    deaf.client.receive = () => undefined;
    deaf.time.pass(120_000);
    expect(told.closed).toBe(2);
  });

  it("Y5: what is of no connection is reset, also when all were forgotten; a port without a service refuses", () => {
    const random = new Random(seed);
    const told = { closed: 0 };
    const { time, server, client } = connect(
      random,
      { lost: 0, twice: 0, late: 0 },
      { toSend: random.bytes(100_000), first: 7, firstOfServer: 9 },
      (connection) =>
        connection.handle({ receive: () => undefined, ended: () => undefined, closed: () => told.closed++ }),
    );
    time.pass(100);
    expect(client.state).toBe("open");
    server.forgetAll();
    expect(told.closed).toBe(1);
    time.pass(1_000);
    expect(client.state).toBe("reset");

    const answers: TcpSegment[] = [];
    const closed = new TcpServer({
      schedule: time.schedule,
      isAwake: () => true,
      services: new Map(),
      randomSequence: () => 0,
      send: (segment, guest) => {
        expect(addressBytes(guest)).toEqual([10, 86, 1, 2]);
        answers.push(segment);
      },
    });
    const syn = {
      sourcePort: 5,
      destinationPort: 81,
      sequence: 41,
      acknowledgment: null,
      isSyn: true,
      window: 9,
    };
    closed.receive({ ...syn, data: new Uint8Array(0) }, GUEST);
    expect(answers).toMatchObject([
      { isReset: true, sourcePort: 81, destinationPort: 5, acknowledgment: 42, sequence: 0 },
    ]);
    closed.receive({ ...syn, isReset: true, data: new Uint8Array(0) }, GUEST);
    expect(answers.length).toBe(1);
  });
});
