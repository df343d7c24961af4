import { describe, expect, test } from "vitest";
import { type ChordEvent, ReleaseChord } from "../../src/ui/release-chord.ts";
import { ByteBacklog } from "../../src/ui/strata-console/byte-backlog.ts";

describe("ByteBacklog", () => {
  test("gives back what was pushed, once", () => {
    const backlog = new ByteBacklog(8);
    backlog.push(Uint8Array.of(1, 2));
    backlog.push(Uint8Array.of(3));
    expect([...backlog.drain()]).toEqual([1, 2, 3]);
    expect(backlog.drain()).toHaveLength(0);
  });

  test("keeps the latest bytes and never more than its capacity", () => {
    const backlog = new ByteBacklog(4);
    for (let byte = 0; byte < 3000; byte += 1) {
      backlog.push(Uint8Array.of(byte & 255));
      expect(backlog.byteLength).toBeLessThanOrEqual(4);
    }
    backlog.push(Uint8Array.of(1, 2, 3));
    expect([...backlog.drain()]).toEqual([2999 & 255, 1, 2, 3]);
  });

  test("cuts a chunk longer than its capacity", () => {
    const backlog = new ByteBacklog(3);
    backlog.push(Uint8Array.of(1, 2, 3, 4, 5));
    expect([...backlog.drain()]).toEqual([3, 4, 5]);
  });

  test("keeps its own copy", () => {
    const backlog = new ByteBacklog(3);
    const bytes = Uint8Array.of(1);
    backlog.push(bytes);
    bytes[0] = 9;
    expect([...backlog.drain()]).toEqual([1]);
  });

  test("refuses a capacity that is no number of bytes", () => {
    expect(() => new ByteBacklog(0)).toThrow(RangeError);
  });
});

describe("ReleaseChord", () => {
  const event = (type: string, key: string, held: string, code = `${key}Left`): ChordEvent => ({
    type,
    key,
    code,
    ctrlKey: held.includes("C"),
    altKey: held.includes("A"),
  });
  const play = (...events: ChordEvent[]): boolean[] => {
    const chord = new ReleaseChord();
    return events.map((one) => chord.accept(one));
  };

  test("fires when Ctrl and Alt are both up again", () => {
    expect(
      play(
        event("keydown", "Control", "C"),
        event("keydown", "Alt", "CA"),
        event("keyup", "Control", "A"),
        event("keyup", "Alt", ""),
      ),
    ).toEqual([false, false, false, true]);
  });

  test("leaves Ctrl+Alt+Delete to the guest", () => {
    expect(
      play(
        event("keydown", "Control", "C"),
        event("keydown", "Alt", "CA"),
        event("keydown", "Delete", "CA", "Delete"),
        event("keyup", "Delete", "CA", "Delete"),
        event("keyup", "Alt", "C"),
        event("keyup", "Control", ""),
      ),
    ).not.toContain(true);
  });

  test("is not AltGr", () => {
    expect(
      play(
        event("keydown", "Control", "C"),
        event("keydown", "AltGraph", "CA", "AltRight"),
        event("keyup", "AltGraph", "C", "AltRight"),
        event("keyup", "Control", ""),
      ),
    ).not.toContain(true);
  });

  test("is not one of the two keys alone", () => {
    expect(play(event("keydown", "Alt", "A"), event("keyup", "Alt", ""))).not.toContain(true);
  });
});
