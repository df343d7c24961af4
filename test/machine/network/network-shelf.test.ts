import { describe, expect, it } from "vitest";
import { GATEWAY, stationOf } from "../../../src/machine/network/addresses.ts";
import { gatewaySite } from "../../../src/machine/network/gateway-site.ts";
import { HttpHeadReader } from "../../../src/machine/network/http-request.ts";
import { NetworkShelf, SHELF_BYTE_LIMIT } from "../../../src/machine/network/network-shelf.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A file that only says how large it is. */
const ofSize = (size: number): Blob => ({ size }) as Blob;

describe("NetworkShelf", () => {
  it("Y3: keeps files in their order, in place of those of that name, and tells of each change", async () => {
    const shelf = new NetworkShelf();
    let changeCount = 0;
    shelf.onChanged(() => changeCount++);
    shelf.put("a", new Blob(["one"]));
    shelf.put("b", new Blob(["two!"]), "guest");
    shelf.put("a", new Blob(["three"]));
    expect(shelf.list()).toEqual([
      { name: "b", byteLength: 4, from: "guest" },
      { name: "a", byteLength: 5, from: "page" },
    ]);
    expect(await shelf.get("a").text()).toBe("three");
    shelf.remove("b");
    expect(shelf.list().length).toBe(1);
    expect(changeCount).toBe(4);
    expect(() => shelf.get("b")).toThrow(expect.objectContaining({ code: "file-missing" }));
    expect(() => shelf.remove("b")).toThrow(expect.objectContaining({ code: "file-missing" }));
  });

  it.each(["", ".", "..", "a/b", "line\nbreak", "\u007f", "é".repeat(128)])("refuses the name %j", (name) => {
    const shelf = new NetworkShelf();
    expect(() => shelf.put(name, new Blob())).toThrow(expect.objectContaining({ code: "name-invalid" }));
    expect(shelf.list()).toEqual([]);
  });

  it("takes what fits, also in place of what was there, and refuses more with the bytes that are free", () => {
    const shelf = new NetworkShelf();
    shelf.put("large", ofSize(SHELF_BYTE_LIMIT - 10));
    expect(() => shelf.put("more", ofSize(11))).toThrow(
      expect.objectContaining({ code: "shelf-full", details: { needed: 11, free: 10 } }),
    );
    shelf.put("large", ofSize(SHELF_BYTE_LIMIT));
    shelf.put("large", ofSize(5));
    for (let number = 1; number < 200; number++) shelf.put(`file ${number}`, ofSize(1));
    expect(() => shelf.put("one too many", ofSize(1))).toThrow(
      expect.objectContaining({ code: "shelf-full" }),
    );
    shelf.put("file 7", ofSize(2));
    expect(shelf.list().length).toBe(200);
  });
});

describe("the gateway's site", () => {
  const shelf = new NetworkShelf();
  const site = gatewaySite({ station: stationOf("guest"), shelf, neighbours: () => [] });
  const ask = (method: string, target: string, headers: Record<string, string> = {}, body = new Blob()) => {
    const head = { method, target, headers: new Map(Object.entries(headers)) };
    return site.refuse(head, body.size) ?? site.answer(head, body);
  };

  it("Y3: serves what lies on the shelf and takes what is put there, by names with any letters", async () => {
    const length = { "content-length": "3", host: GATEWAY.address };
    const put = ask("PUT", "/files/%C3%A9t%C3%A9%20100%25.txt", length, new Blob(["abc"]));
    expect([put.status, put.body]).toEqual([201, "été 100%.txt: 3 bytes on the shelf\n"]);
    expect(ask("GET", "/files/").body).toContain("           3  été 100%.txt\n");
    const got = ask("GET", "http://gateway/files/%C3%A9t%C3%A9%20100%25.txt?x");
    expect([got.status, await (got.body as Blob).text()]).toEqual([200, "abc"]);
    expect(ask("GET", "/files/none").status).toBe(404);
    expect(ask("GET", "/").body).toContain(stationOf("guest").address);
  });

  it("Y2: is no way to other hosts, and refuses what it can't do before a body comes", () => {
    expect(ask("GET", "http://example.com/").status).toBe(403);
    expect(ask("GET", "/", { host: "example.com" }).status).toBe(403);
    expect(ask("GET", "/", { host: "GATEWAY:80" }).status).toBe(200);
    expect(ask("DELETE", "/files/a").status).toBe(405);
    expect(ask("PUT", "/files/a").status).toBe(411);
    expect(ask("PUT", "/elsewhere", { "content-length": "1" }).status).toBe(404);
    expect(ask("PUT", "/files/a/b", { "content-length": "1" }).status).toBe(400);
    expect(ask("PUT", "/files/a", { "content-length": "1" }, ofSize(SHELF_BYTE_LIMIT + 1)).status).toBe(413);
  });
});

describe("HttpHeadReader", () => {
  it("Y3: reads a head in whatever pieces it comes, and gives what comes behind it to the body", () => {
    const text = "PUT /files/a b HTTP/1.0\r\nContent-Length: 4\r\nX: \r\n\r\nbo\r\n";
    for (let cut = 0; cut <= text.indexOf("bo"); cut++) {
      const reader = new HttpHeadReader();
      const first = cut === 0 ? "incomplete" : reader.read(encode(text.slice(0, cut)));
      const read = typeof first === "string" ? reader.read(encode(text.slice(cut))) : first;
      if (typeof read === "string") throw new Error(`${read}, cut at ${cut}`);
      expect(read.head).toMatchObject({ method: "PUT", target: "/files/a b" });
      expect([...read.head.headers]).toEqual([
        ["content-length", "4"],
        ["x", ""],
      ]);
      const rest = typeof first === "string" ? "bo\r\n" : "";
      expect(new TextDecoder().decode(read.rest)).toBe(rest);
    }
  });

  it.each([
    "GET /\r\n\r\n",
    "hello\r\n\r\n",
    "GET / HTTP/2\r\n\r\n",
    "GET / HTTP/1.1\r\nno colon\r\n\r\n",
    `GET /${"x".repeat(20_000)}`,
  ])("refuses what is no request: %#", (text) => {
    expect(new HttpHeadReader().read(encode(text))).toBe("malformed");
  });
});
