import type { MachineId } from "../core/identity.ts";
import type { HostTiming, HostView } from "./lesson-host.ts";
import type { LessonEvent } from "./lesson-progress.ts";
import { type EventKind, operation } from "./vocabulary/names.ts";

const isOperation = (name: string): name is EventKind =>
  (operation.options as readonly string[]).includes(name);

/** Tells from one view to the next what has happened to one machine. */
export class EventWatch {
  readonly #machine: MachineId;
  readonly #now: () => number;
  #before: HostView;

  /** What comes after `view` is told. */
  constructor(machine: MachineId, view: HostView, now: () => number) {
    this.#machine = machine;
    this.#before = view;
    this.#now = now;
  }

  /** What has happened since the view before; nothing while another machine is open. */
  observe(view: HostView): readonly LessonEvent[] {
    if (view.machine.id !== this.#machine) return [];
    const before = this.#before;
    this.#before = view;
    const timings = newTimings(before.timings, view.timings);
    return [
      ...timings.flatMap((timing) =>
        isOperation(timing.operation) ? [eventOf(timing, timing.operation, view)] : [],
      ),
      ...this.#machineEvents(before, view),
    ];
  }

  #machineEvents(before: HostView, after: HostView): readonly LessonEvent[] {
    const from = before.machine.state;
    const to = after.machine.state;
    const isOn = (state: string): boolean =>
      state === "running" || state === "starting" || state === "paused";
    const kinds: EventKind[] = [];
    if (!isOn(from) && isOn(to)) kinds.push("power-on");
    else if (to === "stopped-by-guest" && from !== to) kinds.push("stopped-by-guest");
    else if (isOn(from) && to === "off") kinds.push("power-off");
    else if (from !== "paused" && to === "paused") kinds.push("pause");
    else if (from === "paused" && to === "running") kinds.push("resume");
    if (JSON.stringify(before.machine.config) !== JSON.stringify(after.machine.config))
      kinds.push("configure");
    return kinds.map((kind) => ({ kind, subject: "", at: this.#now(), cost: null, snapshot: null }));
  }
}

/** Those that came since, the oldest first. Cleared timings begin anew. */
function newTimings(before: readonly HostTiming[], after: readonly HostTiming[]): readonly HostTiming[] {
  const [last] = before;
  const end = last === undefined ? after.length : after.indexOf(last);
  return after.slice(0, end === -1 ? after.length : end).toReversed();
}

function eventOf({ subject, at, cost }: HostTiming, kind: EventKind, view: HostView): LessonEvent {
  const taken = view.snapshots.findLast(({ name }) => name === subject);
  const { elapsedMs, pauseMs, durableMs, bytesRead, bytesWritten, blockCount } = cost;
  return {
    kind,
    subject,
    at,
    cost: { elapsedMs, pauseMs, durableMs, bytesRead, bytesWritten, blockCount },
    snapshot: kind === "snapshot" ? (taken?.id ?? null) : null,
  };
}
