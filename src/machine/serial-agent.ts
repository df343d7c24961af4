/*
 * Long because it is one protocol with one state, and the states explain each other.
 */
import { Emitter, type Unsubscribe } from "../core/emitter.ts";
import { StrataError } from "../core/strata-error.ts";
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { FileCarrier } from "./file-carrier.ts";
import type { CarryOptions, CommandOptions, CommandResult, GuestAgent, GuestPath } from "./guest-agent.ts";
import { LineReader } from "./line-reader.ts";
import type { Machine } from "./machine.ts";
import { type Schedule, scheduleWithTimeout } from "./schedule.ts";

const AGENT_PORT = 1;
/** Another version's agent is not understood, and so not heard. */
const PROTOCOL_VERSION = "2";
/** Longest command in bytes that the guest's agent takes. */
const COMMAND_LIMIT_BYTES = 65_536;
/** The agent's longest line is 4 KiB or so; anything far longer is another program's noise. */
const LINE_LIMIT = 65_536;
/** A command's time limit when its caller names none. */
const DEFAULT_TIMEOUT_MS = 10_000;
/** How long the agent may take on top of the command's own time limit. */
const ANSWER_MARGIN_MS = 5_000;
/** Pause between two pings while the agent does not answer. */
const PING_PAUSE_MS = 500;
/** Pause before a command is sent again that the agent was too busy for. */
const BUSY_PAUSE_MS = 200;
/** How many pings follow a `reset` unasked; a command that waits pings on. */
const PINGS_AFTER_RESET = 20;
/** How long the agent may take to say that it listens, and what time it is. */
const READY_LIMIT_MS = 10_000;
const CLOCK_LIMIT_MS = 5_000;
/** Most bytes that a command may say: all of it is kept until it ends. */
const OUTPUT_LIMIT_BYTES = 64 * 1024 * 1024;

/** What the agent needs of a machine. */
export type AgentMachine = Pick<Machine, "sendSerial" | "onSerialOutput" | "isRunning" | "filePiece">;

interface Job {
  readonly command: string;
  readonly timeoutMs: number;
  readonly output: Uint8Array<ArrayBuffer>[];
  readonly errorOutput: Uint8Array<ArrayBuffer>[];
  outputByteLength: number;
  readonly resolve: (result: CommandResult) => void;
  readonly reject: (error: unknown) => void;
  /** Of the attempt in hand; a new one for each. */
  id: string;
  /** "waiting" until the agent is known to listen, "sent" from then on. */
  stage: "queued" | "waiting" | "sent";
  cancelTimer: Unsubscribe;
  cancelRetry: Unsubscribe;
}

/** A question after the clock. */
interface ClockQuestion {
  readonly id: string;
  readonly resolve: (timeMs: number) => void;
}

/**
 * Runs commands in the guest and carries files, unseen by the learner, through the agent on the second serial port.
 *
 * The protocol is lines of ASCII; images/linux/agent/README.md lists them. Every line of ours carries an id of this
 * client, new for each attempt and never used again, so that what a restored or restarted guest says of other times is
 * never taken for an answer. The first thing that a guest is asked is to give up whatever it does for somebody else: the
 * page that took the snapshot, perhaps.
 */
export class SerialAgent implements GuestAgent {
  readonly #machine: AgentMachine;
  readonly #schedule: Schedule;
  readonly #unsubscribe: Unsubscribe;
  readonly #lines = new LineReader(LINE_LIMIT, (line) => this.#handleLine(line));
  readonly #readiness = new Emitter<boolean>();
  /** Random, so that a client of another page never wrote these ids into a restored guest. */
  readonly #idPrefix: string;
  readonly #outputLimit: number;
  readonly #jobs: Job[] = [];
  #lastId = 0;
  #isReady = false;
  #isDisposed = false;
  #pingId: string | null = null;
  #clock: ClockQuestion | null = null;
  readonly #files: FileCarrier;
  /** Whether the agent has to be asked to give up what it does, for it may be at something that we know nothing of. */
  #isStranger = true;
  #pingsLeft = 0;
  #waitingCount = 0;
  #cancelPingTimer: Unsubscribe = () => {};
  /** Reports each change of `isReady`. */
  readonly onReadyChange = this.#readiness.subscribe;

  /**
   * `idPrefix` distinguishes clients: up to eight letters and digits, random by default. `outputLimitBytes` is how much a
   * command may say, 64 MiB by default.
   */
  constructor(
    machine: AgentMachine,
    options: {
      readonly schedule?: Schedule;
      readonly idPrefix?: string;
      readonly outputLimitBytes?: number;
    } = {},
  ) {
    this.#machine = machine;
    this.#schedule = options.schedule ?? scheduleWithTimeout;
    this.#outputLimit = options.outputLimitBytes ?? OUTPUT_LIMIT_BYTES;
    this.#idPrefix = options.idPrefix ?? Math.floor(Math.random() * 36 ** 6).toString(36);
    this.#files = new FileCarrier({
      schedule: this.#schedule,
      newId: () => this.#newId(),
      send: (line) => this.#send(line),
      isRunning: () => machine.isRunning,
      whenReady: () => this.#whenReady(),
      piece: machine.filePiece,
    });
    this.#unsubscribe = machine.onSerialOutput(AGENT_PORT, (bytes) => this.#lines.read(bytes));
  }

  /** Whether the agent has been heard since the machine started or was restored. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /**
   * Runs `command` in the guest's shell. Commands run one after another; the time limit (10 s by default)
   * counts from the start of this one.
   * A command may be as long as 64 KiB and hold any text but the character NUL.
   *
   * Rejects with `timeout` (the guest ended it), `agent-silent` (no answer, or the machine was reverted or
   * restarted meanwhile: whether the command ran is not known), `cancelled`, `guest-broken` (the guest could not
   * start it), or `RangeError` for a command or limit out of bounds. A command that fails is no error: see
   * `exitCode`.
   */
  exec(command: string, options: CommandOptions = {}): Promise<CommandResult> {
    const { timeoutMs = DEFAULT_TIMEOUT_MS, signal } = options;
    const bytes = new TextEncoder().encode(command);
    if (bytes.byteLength === 0 || bytes.byteLength > COMMAND_LIMIT_BYTES || bytes.includes(0)) {
      return Promise.reject(
        new RangeError(
          `Run command: ${bytes.byteLength} bytes, wanted 1 to ${COMMAND_LIMIT_BYTES} without NUL`,
        ),
      );
    }
    if (!Number.isInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > 999_999_999) {
      return Promise.reject(new RangeError(`Run command: a limit of ${timeoutMs} ms, wanted 1 to 999999999`));
    }
    return new Promise((resolve, reject) => {
      const job: Job = {
        command: encodeBase64(bytes),
        timeoutMs,
        output: [],
        errorOutput: [],
        outputByteLength: 0,
        resolve,
        reject,
        id: "",
        stage: "queued",
        cancelTimer: () => {},
        cancelRetry: () => {},
      };
      const handleAbort = (): void => this.#cancel(job);
      if (this.#isDisposed) {
        reject(silent("the machine is off"));
        return;
      }
      if (signal?.aborted) {
        reject(cancelled());
        return;
      }
      signal?.addEventListener("abort", handleAbort, { once: true });
      this.#jobs.push(job);
      if (this.#jobs.length === 1) this.#start(job);
    });
  }

  putFile(path: GuestPath, content: Blob, options?: CarryOptions): Promise<void> {
    return this.#files.put(path, content, options);
  }

  getFile(path: GuestPath, options?: CarryOptions): Promise<Blob> {
    return this.#files.get(path, options);
  }

  async clock(now?: () => number): Promise<number> {
    await this.#whenReady();
    return new Promise((resolve, reject) => {
      const id = this.#newId();
      const cancelTimer = this.#schedule(CLOCK_LIMIT_MS, () => reject(silent("no answer")));
      this.#clock = {
        id,
        resolve: (timeMs) => {
          cancelTimer();
          resolve(timeMs);
        },
      };
      this.#send(now === undefined ? `clock ${id}` : `clock ${id} ${Math.floor(now())}`);
    });
  }

  /**
   * To be called after a restore or a reset of the machine: what was asked before will not be answered by the
   * guest that is there now. The command in hand and those that wait reject with `agent-silent`
   * (`details.isReverted`); a line begun on either side is ended; the agent is asked whether it listens.
   */
  reset(): void {
    this.#lines.clear();
    this.#failAll(() => silent("the machine was reverted", true));
    this.#isStranger = true;
    this.#setReady(false);
    this.#pingsLeft = PINGS_AFTER_RESET;
    this.#ping();
  }

  /** Lets go of the machine; every command rejects with `agent-silent`. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#unsubscribe();
    this.#cancelPingTimer();
    this.#failAll(() => silent("the machine is off"));
  }

  /** Resolves when the agent listens. Rejects with `agent-silent`. */
  async #whenReady(): Promise<void> {
    if (this.#isReady) return;
    if (this.#isDisposed) throw silent("the machine is off");
    this.#waitingCount++;
    try {
      await new Promise<void>((resolve, reject) => {
        const cancelTimer = this.#schedule(READY_LIMIT_MS, () => end(() => reject(silent("no answer"))));
        const stopListening = this.#readiness.subscribe((isReady) => isReady && end(resolve));
        const end = (settle: () => void): void => {
          cancelTimer();
          stopListening();
          settle();
        };
        this.#ping();
      });
    } finally {
      this.#waitingCount--;
    }
  }

  #start(job: Job): void {
    job.stage = "waiting";
    this.#limit(job);
    if (this.#isReady) this.#sendCommand(job);
    else this.#ping();
  }

  #limit(job: Job): void {
    job.cancelTimer = this.#schedule(job.timeoutMs + ANSWER_MARGIN_MS, () => {
      // The limit counts the guest's time, and its time stands still.
      if (!this.#machine.isRunning) {
        this.#limit(job);
        return;
      }
      // The agent may be gone, or the guest so busy that it is late: its answer will not be taken any more.
      if (job.stage === "sent") this.#send(`cancel ${job.id}`);
      this.#setReady(false);
      this.#finish(job, () => job.reject(silent(`no answer within ${job.timeoutMs + ANSWER_MARGIN_MS} ms`)));
    });
  }

  #sendCommand(job: Job): void {
    job.stage = "sent";
    job.id = this.#newId();
    job.output.length = 0;
    job.errorOutput.length = 0;
    job.outputByteLength = 0;
    this.#send(`run ${job.id} ${job.timeoutMs} ${job.command}`);
  }

  /** Asks until the agent answers: a few times after a reset, and as long as a command waits. */
  #ping(): void {
    this.#cancelPingTimer();
    if (this.#isReady || this.#isDisposed) return;
    this.#pingId = this.#newId();
    // The newline ends whatever line the agent was reading.
    this.#send(`\n${this.#isStranger ? "reset" : "ping"} ${this.#pingId}`);
    this.#cancelPingTimer = this.#schedule(PING_PAUSE_MS, () => {
      if (this.#pingsLeft > 0) this.#pingsLeft--;
      else if (this.#jobs.length === 0 && this.#waitingCount === 0) return;
      this.#ping();
    });
  }

  #handleLine(line: string): void {
    const [verb = "", id = "", ...rest] = line.split(" ");
    if (verb === "hello" && id === PROTOCOL_VERSION) this.#handleHello();
    else if ((verb === "pong" || verb === "fresh") && id === this.#pingId) this.#handleAlive();
    else if (verb === "time" && id === this.#clock?.id) this.#handleClock(this.#clock, rest);
    else if (!this.#files.accept(verb, id, rest)) {
      const job = this.#jobs[0];
      // `bad REASON` names no id; the command that it may be about runs into its limit.
      if (job?.stage !== "sent" || id !== job.id) return;
      if (verb === "out" || verb === "err") this.#handleOutput(job, verb, rest.join(" "));
      else if (verb === "end") this.#handleEnd(job, rest);
    }
  }

  /** A new agent: it knows nothing of what the one before was asked. */
  #handleHello(): void {
    const job = this.#jobs[0];
    if (job?.stage === "sent") this.#finish(job, () => job.reject(silent("the guest was restarted")));
    this.#files.fail(silent("the guest was restarted"));
    this.#handleAlive();
  }

  #handleClock(question: ClockQuestion, [seconds = "", milliseconds = ""]: readonly string[]): void {
    this.#clock = null;
    question.resolve(Number(seconds) * 1000 + Number(milliseconds));
  }

  #handleAlive(): void {
    this.#pingId = null;
    this.#isStranger = false;
    this.#cancelPingTimer();
    this.#setReady(true);
    const job = this.#jobs[0];
    if (job?.stage === "waiting") this.#sendCommand(job);
  }

  #handleOutput(job: Job, stream: "out" | "err", text: string): void {
    const bytes = decodeBase64(text);
    if (bytes === null) {
      // A byte was lost on the way: half an output is not passed off as the whole.
      this.#send(`cancel ${job.id}`);
      this.#finish(job, () => job.reject(silent("its answer was damaged")));
      return;
    }
    job.outputByteLength += bytes.byteLength;
    if (job.outputByteLength > this.#outputLimit) {
      this.#send(`cancel ${job.id}`);
      const error = new StrataError(
        "output-too-long",
        `Run command: more than ${this.#outputLimit} bytes of output, wanted less`,
        { details: { limit: this.#outputLimit } },
      );
      this.#finish(job, () => job.reject(error));
      return;
    }
    (stream === "out" ? job.output : job.errorOutput).push(bytes);
  }

  #handleEnd(job: Job, words: readonly string[]): void {
    const [outcome = ""] = words;
    if (/^\d{1,3}$/.test(outcome)) {
      const stdoutBytes = join(job.output);
      const result: CommandResult = {
        exitCode: Number(outcome),
        stdout: new TextDecoder().decode(stdoutBytes),
        stderr: new TextDecoder().decode(join(job.errorOutput)),
        stdoutBytes,
      };
      this.#finish(job, () => job.resolve(result));
    } else if (outcome === "timeout") {
      const { timeoutMs } = job;
      const error = new StrataError(
        "timeout",
        `Run command: still running, wanted it ended within ${timeoutMs} ms`,
        {
          details: { timeoutMs },
        },
      );
      this.#finish(job, () => job.reject(error));
    } else if (outcome === "cancelled") {
      this.#finish(job, () => job.reject(cancelled()));
    } else if (words.join(" ") === "error busy") {
      // The command before was given up, and has not ended yet.
      job.stage = "waiting";
      job.cancelRetry = this.#schedule(BUSY_PAUSE_MS, () => {
        if (this.#jobs[0] === job && job.stage === "waiting" && this.#isReady) this.#sendCommand(job);
      });
    } else {
      const found = words.join(" ");
      const error = new StrataError(
        "guest-broken",
        `Run command: the guest's agent says ${JSON.stringify(found)}`,
        {
          details: { answer: found },
        },
      );
      this.#finish(job, () => job.reject(error));
    }
  }

  #cancel(job: Job): void {
    if (!this.#jobs.includes(job)) return;
    // The agent's answer is not waited for, but the next command is: the agent runs one at a time.
    if (job.stage === "sent") this.#send(`cancel ${job.id}`);
    this.#finish(job, () => job.reject(cancelled()));
  }

  #finish(job: Job, settle: () => void): void {
    const at = this.#jobs.indexOf(job);
    if (at === -1) return;
    this.#jobs.splice(at, 1);
    job.cancelTimer();
    job.cancelRetry();
    settle();
    const next = this.#jobs[0];
    if (next?.stage === "queued") this.#start(next);
  }

  #failAll(error: () => StrataError): void {
    this.#files.fail(error());
    for (const job of this.#jobs.splice(0)) {
      job.cancelTimer();
      job.cancelRetry();
      job.reject(error());
    }
  }

  #setReady(isReady: boolean): void {
    if (this.#isReady === isReady) return;
    this.#isReady = isReady;
    this.#readiness.emit(isReady);
  }

  #newId(): string {
    this.#lastId++;
    return `${this.#idPrefix}-${this.#lastId}`;
  }

  #send(line: string): void {
    try {
      this.#machine.sendSerial(AGENT_PORT, new TextEncoder().encode(`${line}\n`));
    } catch {
      // The machine is off or has failed: the limit of each command tells its caller.
    }
  }
}

function silent(found: string, isReverted = false): StrataError {
  return new StrataError("agent-silent", `Run command: ${found}, wanted the guest's answer`, {
    details: { isReverted },
  });
}

function cancelled(): StrataError {
  return new StrataError("cancelled", "Run command: cancelled, wanted it to end by itself");
}

function join(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}
