// Long because one protocol is tested against one scripted guest.
import { describe, expect, it } from "vitest";
import { encodeBase64 } from "../../src/machine/base64.ts";
import { SerialAgent } from "../../src/machine/serial-agent.ts";

/** A timer that moves when the test says so. */
class ManualTimer {
  readonly #entries = new Set<{ readonly atMs: number; readonly callback: () => void }>();
  #nowMs = 0;

  readonly schedule = (delayMs: number, callback: () => void) => {
    const entry = { atMs: this.#nowMs + delayMs, callback };
    this.#entries.add(entry);
    return () => this.#entries.delete(entry);
  };

  get count(): number {
    return this.#entries.size;
  }

  advance(ms: number): void {
    const endMs = this.#nowMs + ms;
    for (;;) {
      const [next] = [...this.#entries].filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs);
      if (next === undefined) break;
      this.#entries.delete(next);
      this.#nowMs = next.atMs;
      next.callback();
    }
    this.#nowMs = endMs;
  }
}

/** The guest's end of the line, played by the test. */
function createAgent() {
  const timer = new ManualTimer();
  const sent: string[] = [];
  let listener: (bytes: Uint8Array) => void = () => {};
  const guest = { isRunning: true };
  const agent = new SerialAgent(
    {
      get isRunning() {
        return guest.isRunning;
      },
      filePiece: new Uint8Array(0),
      sendSerial: (_port, bytes) => {
        for (const line of new TextDecoder().decode(bytes).split("\n")) if (line !== "") sent.push(line);
      },
      onSerialOutput: (port, handle) => {
        expect(port).toBe(1);
        listener = handle;
        return () => {
          listener = () => {};
        };
      },
    },
    { schedule: timer.schedule, idPrefix: "t", outputLimitBytes: 100_000 },
  );
  const say = (...lines: readonly string[]): void => {
    for (const line of lines) listener(new TextEncoder().encode(`${line}\n`));
  };
  const lastId = (): string => sent.at(-1)?.split(" ")[1] ?? "";
  const sayRaw = (text: string): void => listener(new TextEncoder().encode(text));
  return { agent, guest, timer, sent, say, sayRaw, lastId };
}

const base64 = (text: string): string => encodeBase64(new TextEncoder().encode(text));

/** The outcome of a promise, as text, once it is known. */
function follow(promise: Promise<{ readonly stdout: string }>): { outcome: string; details: unknown } {
  const result: { outcome: string; details: unknown } = { outcome: "none", details: null };
  promise.then(
    ({ stdout }) => {
      result.outcome = stdout;
    },
    (error: { readonly code: string; readonly details: unknown }) => {
      result.outcome = error.code;
      result.details = error.details;
    },
  );
  return result;
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe("SerialAgent", () => {
  it("runs a command and gives its output and exit code", async () => {
    const { agent, say, sent, lastId } = createAgent();
    say("hello 2");
    const whenDone = agent.exec("echo hé; ls", { timeoutMs: 1000 });
    expect(sent.at(-1)).toBe(`run ${lastId()} 1000 ${base64("echo hé; ls")}`);
    const id = lastId();
    // The two bytes of é come in two lines.
    say(
      `out ${id} ${encodeBase64(Uint8Array.of(0x68, 0xc3))}`,
      `out ${id} ${encodeBase64(Uint8Array.of(0xa9))}`,
    );
    say(`err ${id} ${base64("oops")}`, `end ${id} 2`);
    await expect(whenDone).resolves.toEqual({
      exitCode: 2,
      stdout: "hé",
      stderr: "oops",
      stdoutBytes: Uint8Array.of(0x68, 0xc3, 0xa9),
    });
  });

  it("waits for the guest to start, asking it again and again", () => {
    const { agent, say, sent, timer, lastId } = createAgent();
    void agent.exec("true", { timeoutMs: 60_000 });
    expect(sent).toEqual(["reset t-1"]);
    timer.advance(1100);
    expect(sent.filter((line) => line.startsWith("reset"))).toHaveLength(3);
    expect(agent.isReady).toBe(false);
    // A serial port that nobody reads yet sends back what it gets: that is no answer.
    say(sent.at(-1) ?? "");
    expect(agent.isReady).toBe(false);
    say(`fresh ${lastId()}`);
    expect(agent.isReady).toBe(true);
    expect(sent.at(-1)).toMatch(/^run /);
  });

  it("runs commands one after another", async () => {
    const { agent, say, sent, lastId } = createAgent();
    say("hello 2");
    const first = follow(agent.exec("first", { timeoutMs: 1000 }));
    const second = follow(agent.exec("second", { timeoutMs: 1000 }));
    expect(sent).toHaveLength(1);
    say(`end ${lastId()} 0`);
    await settled();
    expect([first.outcome, second.outcome]).toEqual(["", "none"]);
    expect(sent.at(-1)).toContain(base64("second"));
    say(`end ${lastId()} 0`);
    await settled();
    expect(second.outcome).toBe("");
  });

  it("ignores every line with another id", async () => {
    const { agent, say, lastId } = createAgent();
    say("hello 2");
    const run = follow(agent.exec("true", { timeoutMs: 1000 }));
    const id = lastId();
    say(
      `out other ${base64("lie")}`,
      "end other 0",
      `end ${id}x 0`,
      "pong other",
      "end",
      "bad verb",
      "noise",
      "",
    );
    await settled();
    expect(run.outcome).toBe("none");
    say(`out ${id} ${base64("truth")}`, `end ${id} 0`);
    await settled();
    expect(run.outcome).toBe("truth");
  });

  it("takes the guest's timeout for a timeout, and its error for a failure", async () => {
    const { agent, say, lastId } = createAgent();
    say("hello 2");
    const late = follow(agent.exec("sleep 9", { timeoutMs: 10 }));
    say(`end ${lastId()} timeout`);
    const broken = follow(agent.exec("x", { timeoutMs: 10 }));
    say(`end ${lastId()} error fork failed`);
    await settled();
    expect([late.outcome, broken.outcome]).toEqual(["timeout", "guest-broken"]);
    expect(broken.details).toEqual({ answer: "error fork failed" });
  });

  it("is silent when no answer comes within the limit and its margin, and ignores the answer that comes later", async () => {
    const { agent, say, sent, timer, lastId } = createAgent();
    say("hello 2");
    const run = follow(agent.exec("true", { timeoutMs: 1000 }));
    const id = lastId();
    timer.advance(5999);
    await settled();
    expect(run.outcome).toBe("none");
    timer.advance(1);
    await settled();
    expect(run.outcome).toBe("agent-silent");
    expect(sent.at(-1)).toBe(`cancel ${id}`);
    const next = follow(agent.exec("echo next", { timeoutMs: 1000 }));
    say(`out ${id} ${base64("late")}`, `end ${id} 0`);
    await settled();
    expect(next.outcome).toBe("none");
  });

  it("is silent when the guest never starts, without a run", async () => {
    const { agent, sent, timer } = createAgent();
    const run = follow(agent.exec("true", { timeoutMs: 1000 }));
    timer.advance(6000);
    await settled();
    expect(run.outcome).toBe("agent-silent");
    expect(sent.some((line) => line.startsWith("run"))).toBe(false);
    timer.advance(60_000);
    expect(timer.count).toBe(0);
  });

  it("cancels a command in the guest when its signal is aborted", async () => {
    const { agent, say, sent, lastId } = createAgent();
    say("hello 2");
    const controller = new AbortController();
    const run = follow(agent.exec("sleep 9", { timeoutMs: 1000, signal: controller.signal }));
    const id = lastId();
    controller.abort();
    await settled();
    expect(run.outcome).toBe("cancelled");
    expect(sent.at(-1)).toBe(`cancel ${id}`);
    const never = follow(agent.exec("x", { timeoutMs: 1000, signal: controller.signal }));
    await settled();
    expect(never.outcome).toBe("cancelled");
  });

  it("rejects what was asked before a reset, and says so", async () => {
    const { agent, say } = createAgent();
    say("hello 2");
    const first = follow(agent.exec("first", { timeoutMs: 1000 }));
    const second = follow(agent.exec("second", { timeoutMs: 1000 }));
    agent.reset();
    await settled();
    expect([first.outcome, second.outcome]).toEqual(["agent-silent", "agent-silent"]);
    expect(first.details).toEqual({ isReverted: true });
    expect(agent.isReady).toBe(false);
  });

  it("S3: after a reset takes no answer of the time before, not even the rest of a line", async () => {
    const { agent, say, sayRaw, sent, lastId } = createAgent();
    say("hello 2");
    const before = agent.exec("before", { timeoutMs: 1000 }).catch(() => {});
    const oldId = lastId();
    sayRaw(`out ${oldId} `);
    agent.reset();
    await before;
    const run = follow(agent.exec("after", { timeoutMs: 1000 }));
    // The restored agent goes on in the middle of its line and its command.
    say("aGVsbG8=", `end ${oldId} 0`, "pong old");
    expect(sent.at(-1)).toMatch(/^reset /);
    say(`fresh ${lastId()}`);
    const id = lastId();
    say(`end ${oldId} 0`);
    await settled();
    expect(run.outcome).toBe("none");
    say(`out ${id} ${base64("after")}`, `end ${id} 0`);
    await settled();
    expect(run.outcome).toBe("after");
  });

  it("A2: asks a restored guest to give up what it does, and after a late answer only whether it listens", async () => {
    const { agent, say, sent, timer, lastId } = createAgent();
    agent.reset();
    say(`fresh ${lastId()}`);
    const late = follow(agent.exec("late", { timeoutMs: 1000 }));
    timer.advance(6000);
    await settled();
    expect(late.outcome).toBe("agent-silent");
    void agent.exec("next", { timeoutMs: 1000 }).catch(() => {});
    expect(sent.at(-1)).toMatch(/^ping /);
    agent.reset();
    expect(sent.at(-1)).toMatch(/^reset /);
  });

  it("A1: hears no agent of another version", async () => {
    const { agent, say } = createAgent();
    say("hello 1", "hello 3");
    expect(agent.isReady).toBe(false);
  });

  it("A1: a limit counts while the guest runs, and not while it stands still", async () => {
    const { agent, guest, say, timer, lastId } = createAgent();
    say("hello 2");
    const run = follow(agent.exec("true", { timeoutMs: 1000 }));
    guest.isRunning = false;
    timer.advance(60_000);
    await settled();
    expect(run.outcome).toBe("none");
    guest.isRunning = true;
    say(`end ${lastId()} 0`);
    await settled();
    expect(run.outcome).toBe("");
  });

  it("A3: gives up a command that says more than can be kept", async () => {
    const { agent, say, sent, lastId } = createAgent();
    say("hello 2");
    const run = follow(agent.exec("yes", { timeoutMs: 1000 }));
    const id = lastId();
    for (let bytes = 0; bytes < 100_000; bytes += 50_000) say(`out ${id} ${"A".repeat(66_664 / 2)}`);
    for (let bytes = 0; bytes < 100_000; bytes += 50_000) say(`err ${id} ${"A".repeat(66_664 / 2)}`);
    await settled();
    expect(run.outcome).toBe("none");
    say(`out ${id} ${"A".repeat(4000)}`);
    await settled();
    expect([run.outcome, sent.at(-1)]).toEqual(["output-too-long", `cancel ${id}`]);
  });

  it("A1, N4: asks and sets the clock, and knows nothing where nobody answers", async () => {
    const { agent, say, sent, timer, lastId } = createAgent();
    say("hello 2");
    const set = agent.clock(() => 1_900_000_000_123);
    await settled();
    expect(sent.at(-1)).toBe(`clock ${lastId()} 1900000000123`);
    say(sent.at(-1) ?? "", `time ${lastId()} 1900000000 124`);
    expect(await set).toBe(1_900_000_000_124);
    const asked = agent.clock().catch((error: { readonly code: string }) => error.code);
    await settled();
    expect(sent.at(-1)).toBe(`clock ${lastId()}`);
    timer.advance(5000);
    expect(await asked).toBe("agent-silent");
  });

  it("begins a reset with a newline, for an agent in the middle of a line", () => {
    const chunks: string[] = [];
    const agent = new SerialAgent(
      {
        isRunning: true,
        filePiece: new Uint8Array(0),
        sendSerial: (_port, bytes) => chunks.push(new TextDecoder().decode(bytes)),
        onSerialOutput: () => () => {},
      },
      { schedule: () => () => {} },
    );
    agent.reset();
    expect(chunks[0]).toMatch(/^\nreset /);
  });

  it("tries again when the restored guest is still busy with a command of its past", async () => {
    const { agent, say, sent, timer, lastId } = createAgent();
    say("hello 2");
    const run = follow(agent.exec("true", { timeoutMs: 5000 }));
    const firstId = lastId();
    say(`end ${firstId} error busy`);
    timer.advance(200);
    expect(lastId()).not.toBe(firstId);
    expect(sent.filter((line) => line.startsWith("run"))).toHaveLength(2);
    say(`end ${firstId} 7`, `end ${lastId()} 0`);
    await settled();
    expect(run.outcome).toBe("");
  });

  it("does not wait for the answer of an agent that was started anew", async () => {
    const { agent, say, sent } = createAgent();
    say("hello 2");
    const run = follow(agent.exec("reboot", { timeoutMs: 60_000 }));
    const next = follow(agent.exec("next", { timeoutMs: 60_000 }));
    say("hello 2");
    await settled();
    expect([run.outcome, next.outcome]).toEqual(["agent-silent", "none"]);
    expect(sent.at(-1)).toContain(base64("next"));
  });

  it("passes no damaged output off as whole", async () => {
    const { agent, say, lastId } = createAgent();
    say("hello 2");
    const run = follow(agent.exec("x", { timeoutMs: 1000 }));
    say(`out ${lastId()} !!`, `end ${lastId()} 0`);
    await settled();
    expect(run.outcome).toBe("agent-silent");
  });

  it("refuses a command that is empty, too long or holds a NUL", async () => {
    const { agent } = createAgent();
    for (const command of ["", "x".repeat(65_537), "a\0b"]) {
      await expect(agent.exec(command, { timeoutMs: 10 })).rejects.toThrow(RangeError);
    }
    await expect(agent.exec("x", { timeoutMs: 0 })).rejects.toThrow(RangeError);
  });

  it("rejects everything when it is disposed, and leaves no timer", async () => {
    const { agent, timer } = createAgent();
    const run = follow(agent.exec("x", { timeoutMs: 1000 }));
    agent.dispose();
    const later = follow(agent.exec("x", { timeoutMs: 1000 }));
    await settled();
    expect([run.outcome, later.outcome, timer.count]).toEqual(["agent-silent", "agent-silent", 0]);
  });
});
