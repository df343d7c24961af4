import { describe, expect, it } from "vitest";
import { GATEWAY, isOfNetwork, macAt, macBytes, stationOf } from "../../../src/machine/network/addresses.ts";
import { Random } from "../../support/random.ts";

describe("stationOf", () => {
  it("Y6: gives the same addresses for an id each time, and others for each of ten thousand ids", () => {
    const random = new Random(1);
    const stations = Array.from({ length: 10_000 }, () => stationOf(random.bytes(8).join("-")));
    expect(new Set(stations.map(({ mac }) => mac)).size).toBe(10_000);
    // Of 64,516 addresses, ten thousand chosen blindly are about 9,260 different ones.
    expect(new Set(stations.map(({ address }) => address)).size).toBeGreaterThan(9_000);
    expect(stationOf("machine")).toEqual(stationOf("machine"));
    expect(stationOf("machine")).not.toEqual(stationOf("machinf"));
  });

  it("Y6: gives a card's address of this network's own kind, and one of the network that is neither the gateway's nor for all", () => {
    for (const id of ["", "a", "AbC_-123xyz", "é", "machine-1", "machine-2"]) {
      const { mac, address } = stationOf(id);
      expect(mac).toMatch(/^02:53(:[0-9a-f]{2}){4}$/);
      expect(macAt(macBytes(mac), 0)).toBe(mac);
      const [, , third, fourth] = address.split(".").map(Number) as [number, number, number, number];
      expect(isOfNetwork(address)).toBe(true);
      expect(address).not.toBe(GATEWAY.address);
      expect([third, fourth].every((byte) => byte >= 1 && byte <= 254)).toBe(true);
    }
  });
});
