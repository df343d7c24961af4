import { Emitter } from "../core/emitter.ts";
import type { MachineConfig } from "../core/machine-config.ts";
import type { RamImage } from "../core/ram-pages.ts";
import { StrataError } from "../core/strata-error.ts";
import type { CommandOptions, CommandResult, GuestAgent } from "../machine/guest-agent.ts";
import type { Machine, StopReason } from "../machine/machine.ts";
import type { SuspendedState } from "../store/records.ts";
import type { ComputerParts } from "./computer-parts.ts";
import { DiskWork } from "./disk-work.ts";
import { GuestClock } from "./guest-clock.ts";
import { GuestHold } from "./guest-hold.ts";
import { tendNetwork } from "./guest-network.ts";
import { StartWatch } from "./start-watch.ts";
import type { ClockChoice, MachineState } from "./view-model.ts";

/**
 * The computer on the desk: at most one powered-on machine at a time, with its consoles and its agent.
 * It outlives the machines, so that whoever listens to its console does not notice a power cycle.
 */
export class Computer {
  readonly #parts: ComputerParts;
  readonly #changed = new Emitter<void>();
  /** The state, the boot time or the agent has changed. */
  readonly onChanged = this.#changed.subscribe;
  readonly #consoleOutput = new Emitter<Uint8Array>();
  /** Bytes that the guest writes to its serial console. */
  readonly onConsoleOutput = this.#consoleOutput.subscribe;
  readonly #stopped = new Emitter<StopReason>();
  readonly onStopped = this.#stopped.subscribe;
  readonly #diskFailed = new Emitter<unknown>();
  /** Why the disk could not do what the guest asked of it, which was told of an I/O error. */
  readonly onDiskFailed = this.#diskFailed.subscribe;
  readonly diskWork = new DiskWork();
  #machine: Machine | null = null;
  #agent: GuestAgent | null = null;
  #state: MachineState = "off";
  /** The memory of the machine on the desk as the store last had all of it; null when it never did. */
  ramImage: RamImage | null = null;
  readonly clock: GuestClock;
  #isSoundOn = false;
  readonly #hold = new GuestHold();
  readonly #start = new StartWatch();

  constructor(parts: ComputerParts) {
    this.#parts = parts;
    this.clock = new GuestClock(parts.clock, () => this.#changed.emit());
  }

  get state(): MachineState {
    return this.#state;
  }

  /** Milliseconds from power-on to the first prompt on the serial console; null until it was seen. */
  get bootMs(): number | null {
    return this.#start.bootMs;
  }

  /** Milliseconds that it took to go on where it was in a visit before; null where it was started in this one. */
  get resumedMs(): number | null {
    return this.#start.resumedMs;
  }

  get hasAgent(): boolean {
    return this.#agent?.isReady ?? false;
  }

  /** Whether the guest has turned its mouse on. */
  get usesMouse(): boolean {
    return this.isOn && (this.#machine?.usesMouse ?? false);
  }

  /** Whether the guest's speaker can be heard. */
  get isSoundOn(): boolean {
    return this.#isSoundOn;
  }

  set isSoundOn(isOn: boolean) {
    this.#isSoundOn = isOn;
    if (this.isOn) this.#machine?.setSound(isOn);
    this.#changed.emit();
  }

  /** Chooses what becomes of the guest's clock; "set" sets it now, too. */
  chooseClock(choice: ClockChoice): void {
    this.clock.choose(choice);
    if (this.#state === "running") void this.clock.tend(this.#agent);
  }

  /** Whether there is a processor with a memory to keep: running or paused. */
  get isOn(): boolean {
    return this.#state === "starting" || this.#state === "running" || this.#state === "paused";
  }

  /** Whether the guest is being executed now. */
  get isRunning(): boolean {
    return this.#state === "starting" || this.#state === "running";
  }

  /** What the machine on the desk was built from, or null without one. */
  get config(): MachineConfig | null {
    return this.#machine?.config ?? null;
  }

  /** The powered-on machine. Throws `machine-state` when it is off. */
  machine(action: string): Machine {
    if (this.#machine !== null && this.isOn) return this.#machine;
    throw new StrataError("machine-state", `${action}: the machine is ${this.#state}, wanted it on`, {
      details: { state: this.#state },
    });
  }

  /**
   * Builds a machine and boots it. On success: it runs. On failure: rejects with `machine-state` when it is on already,
   * or as the factory does; the machine is off.
   */
  async powerOn(config: MachineConfig): Promise<void> {
    if (this.isOn)
      throw new StrataError("machine-state", "Power on: the machine is on already, wanted it off");
    this.powerOff();
    const startedAt = this.#parts.clock.now();
    this.#setState("starting");
    try {
      const machine = await this.build(config);
      this.adopt(machine, "starting");
      this.#start.begin(startedAt);
      machine.run();
    } catch (cause) {
      this.powerOff();
      throw cause;
    }
  }

  /** A machine that is not yet the one on the desk: stopped, and without listeners. */
  async build(config: MachineConfig): Promise<Machine> {
    const disc = await this.#parts.disc(config);
    return this.#parts.factory.create(config, this.#parts.disks(config), disc, this.#parts.socket());
  }

  /** Puts `machine` on the desk in place of the one before, which is destroyed. The processor stays as it is. */
  adopt(machine: Machine, state: MachineState): void {
    if (this.#machine !== machine) {
      this.#agent?.dispose();
      this.#machine?.destroy();
      this.#machine = machine;
      this.ramImage = null;
      this.diskWork.reset();
      machine.show();
      if (this.#isSoundOn) machine.setSound(true);
      machine.onMouseUse(() => this.#changed.emit());
      this.#agent = this.#parts.createAgent(machine);
      machine.onSerialOutput(0, (bytes) => this.#handleConsoleOutput(bytes));
      machine.onSerialOutput(1, () => this.#changed.emit());
      machine.onGraphics(() => this.#handleGraphics());
      machine.onDiskRequest((request) => {
        if (request.error !== undefined) this.#diskFailed.emit(request.error);
        this.diskWork.note(request);
      });
      machine.onStopped((reason) => {
        if (this.#machine !== machine) return;
        // It will not answer any more, and that is known now.
        this.#agent?.dispose();
        this.clock.forget();
        this.#setState("stopped-by-guest");
        this.#stopped.emit(reason);
      });
    } else {
      this.#agent?.reset();
    }
    this.#start.giveUp();
    this.clock.forget();
    this.#setState(state);
    if (state === "running") this.#tend();
  }

  /** The same with a machine that goes on where it was suspended, `resumedMs` after somebody began to wait for it. */
  goOn(machine: Machine, state: SuspendedState, resumedMs: number): void {
    this.adopt(machine, state);
    this.#start.goOn(resumedMs, state === "starting");
    this.#changed.emit();
  }

  /** Cuts the power. Does nothing when it is off. */
  powerOff(): void {
    this.#machine?.destroy();
    this.#machine = null;
    this.ramImage = null;
    this.#agent?.dispose();
    this.#agent = null;
    this.#start.forget();
    this.clock.forget();
    this.diskWork.reset();
    this.#setState("off");
  }

  /** Presses reset. Throws `machine-state` when it is off. */
  reset(): void {
    const machine = this.machine("Reset");
    machine.reset();
    // What was suspended goes at a reset, and the memory is soon another.
    this.ramImage = null;
    this.#agent?.reset();
    this.clock.forget();
    this.#start.begin(this.#parts.clock.now());
    machine.run();
    this.#setState("starting");
  }

  /** Stops the processor; the memory stays. On failure: rejects with `machine-state` when it is off. */
  async pause(): Promise<void> {
    this.#start.giveUp();
    await this.machine("Pause").quiesce();
    if (this.isOn) this.#setState("paused");
  }

  /**
   * Pauses a guest that must not go on, also while one of its disk requests waits for just that. Resolves when the
   * processor stands still, which the state says at once; without effect while the machine is off.
   */
  hold(): Promise<void> {
    if (this.#machine === null || !this.isOn) return Promise.resolve();
    this.#start.giveUp();
    const stopped = this.#hold.begin(this.#machine);
    this.#setState("paused");
    return stopped;
  }

  /** Resolves when no `hold` is under way any more. */
  async held(): Promise<void> {
    await this.#hold.ended();
  }

  /** Lets the processor run on. Throws `machine-state` when it is off. */
  resume(): void {
    this.machine("Resume").run();
    this.#setState("running");
    this.#tend();
  }

  /** Runs a command in the guest by its agent: see `GuestAgent.exec`. */
  async exec(command: string, options?: CommandOptions): Promise<CommandResult> {
    return this.agent("Run a command").exec(command, options);
  }

  /** The guest's agent, which may not answer. Throws `agent-silent` when the guest does not run. */
  agent(action: string): GuestAgent {
    if (this.isRunning && this.#agent !== null) return this.#agent;
    throw new StrataError("agent-silent", `${action}: the machine is ${this.#state}, wanted it running`, {
      details: { state: this.#state },
    });
  }

  /** What a guest needs that goes on where it stood still. */
  #tend(): void {
    void this.clock.tend(this.#agent);
    void tendNetwork(this.#agent, this.#machine, this.#parts.socket());
  }

  /** A guest without a prompt on its serial console has come up when it draws. */
  #handleGraphics(): void {
    if (this.#state === "starting") this.#setState("running");
  }

  #handleConsoleOutput(bytes: Uint8Array): void {
    this.#consoleOutput.emit(bytes);
    if (!this.#start.seesPrompt(bytes, this.#parts.clock.now())) return;
    if (this.#state === "starting") this.#setState("running");
    void this.#warmUp();
    void this.clock.tend(this.#agent);
  }

  /** What the first snapshot would find cold; the guest has just become idle. */
  async #warmUp(): Promise<void> {
    const machine = this.#machine;
    await this.#parts.clock.breathe();
    if (machine !== null && this.#machine === machine && this.#state === "running") machine.warmUp();
  }

  #setState(state: MachineState): void {
    this.#state = state;
    this.#changed.emit();
  }
}
