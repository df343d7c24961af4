import { BLOCK_BYTE_LENGTH } from "../core/geometry.ts";
import type { LayerId, SnapshotId } from "../core/identity.ts";
import { StrataError } from "../core/strata-error.ts";
import type { HostSnapshot, LessonHost } from "./lesson-host.ts";
import type { LessonEvent, LessonProgress, Scalar } from "./lesson-progress.ts";
import { pick } from "./pick.ts";
import { fillIn, type Variables } from "./variables.ts";
import type { Check } from "./vocabulary/check.ts";
import type { Fact, Value } from "./vocabulary/value.ts";

/** How a check came out. What can't be known has not passed, and its contrary has not either. */
export type Verdict = "passed" | "failed" | "unknown";

const MOST_TEXT_BYTES = 4096;

/** Looks up facts and judges checks, of the machine as it is now. */
export class LessonJudge {
  readonly #host: LessonHost;
  readonly #variables: Variables;
  readonly #progress: () => LessonProgress;
  /** Digests of the disk at points in time, and of the disk as it stood, by what tells that it is another. */
  readonly #digests = new Map<string, string>();

  constructor(host: LessonHost, variables: Variables, progress: () => LessonProgress) {
    this.#host = host;
    this.#variables = variables;
    this.#progress = progress;
  }

  /** The marks that the last `judge` that passed has met, with the snapshots that they name. */
  marksOf(check: Check): Readonly<Record<string, SnapshotId>> {
    switch (check.check) {
      case "happened": {
        const event = this.#eventsOf("step").findLast(({ kind }) => kind === check.event);
        if (check.mark === undefined || event?.snapshot === null || event === undefined) return {};
        return { [check.mark]: event.snapshot as SnapshotId };
      }
      case "all":
      case "any":
        return Object.assign({}, ...check.of.map((each) => this.marksOf(each)));
      default:
        return {};
    }
  }

  /** Never rejects: what goes wrong is unknown. */
  async judge(check: Check): Promise<Verdict> {
    switch (check.check) {
      case "all":
        return this.#firstUnlike(check.of, "passed");
      case "any":
        return this.#firstUnlike(check.of, "failed");
      case "not": {
        const verdict = await this.judge(check.of);
        return verdict === "unknown" ? verdict : verdict === "passed" ? "failed" : "passed";
      }
      case "happened":
        return this.#eventsOf("step").some(({ kind }) => kind === check.event) ? "passed" : "failed";
      case "guest-broken":
        return this.#isGuestBroken();
      case "contains":
        return this.#compare(check.value, check.text, (text, part) => String(text).includes(String(part)));
      case "equal":
        return this.#compare(check.value, check.to, (a, b) => a === b);
      case "different":
        return this.#compare(check.value, check.to, (a, b) => a !== b);
      case "at-least":
        return this.#compareNumbers(check.value, check.than, (a, b) => a >= b);
      case "at-most":
        return this.#compareNumbers(check.value, check.than, (a, b) => a <= b);
      case "more":
        return this.#compareNumbers(check.value, check.than, (a, b) => a > b);
      case "less":
        return this.#compareNumbers(check.value, check.than, (a, b) => a < b);
    }
  }

  /** What a value is now; null while that can't be known. Never rejects. */
  async valueOf(value: Value): Promise<Scalar | null> {
    if (typeof value === "string") return fillIn(value, this.#variables);
    if (typeof value !== "object") return value;
    try {
      return await this.#factOf(value);
    } catch {
      return null;
    }
  }

  async #firstUnlike(checks: readonly Check[], usual: Verdict): Promise<Verdict> {
    for (const check of checks) {
      const verdict = await this.judge(check);
      if (verdict !== usual) return verdict;
    }
    return usual;
  }

  async #compare(a: Value, b: Value, holds: (a: Scalar, b: Scalar) => boolean): Promise<Verdict> {
    const left = await this.valueOf(a);
    const right = left === null ? null : await this.valueOf(b);
    if (left === null || right === null) return "unknown";
    return holds(left, right) ? "passed" : "failed";
  }

  #compareNumbers(a: Value, b: Value, holds: (a: number, b: number) => boolean): Promise<Verdict> {
    return this.#compare(a, b, (left, right) => holds(Number(left), Number(right)));
  }

  #eventsOf(since: "step" | "lesson"): readonly LessonEvent[] {
    const { events, eventsBefore } = this.#progress();
    return since === "lesson" ? events : events.slice(eventsBefore);
  }

  async #factOf(fact: Fact): Promise<Scalar | null> {
    const { view, machines, storage } = this.#host;
    switch (fact.fact) {
      case "sum":
      case "difference":
      case "product":
      case "quotient":
        return this.#calculate(fact.fact, fact.of);
      case "layer-blocks":
        return this.#layer(fact.layer)?.blockCount ?? null;
      case "layer-sign":
        return this.#layer(fact.layer)?.sign ?? null;
      case "layer-count":
        return view.layers.length - 1;
      case "snapshot-count":
        return view.snapshots.filter(({ id }) => id !== this.#progress().start).length;
      case "snapshot-part":
        return this.#snapshot(fact.snapshot)?.parts[fact.part] ?? null;
      case "snapshot-kind":
        return this.#snapshot(fact.snapshot)?.kind ?? null;
      case "block-layer": {
        const id = this.#host.disk.locate(this.#number(fact.block), { drive: fact.drive });
        return id === null ? "base" : (view.layers.find((layer) => layer.id === id)?.sign ?? null);
      }
      case "disk-text": {
        const from = this.#number(fact.block) * BLOCK_BYTE_LENGTH + this.#number(fact.offset);
        const length = Math.min(this.#number(fact.length), MOST_TEXT_BYTES);
        return textOf(await this.#host.disk.read(from, length, { drive: fact.drive }));
      }
      case "bytes-not-zero": {
        const from = this.#number(fact.block) * BLOCK_BYTE_LENGTH;
        const bytes = await this.#host.disk.read(from, BLOCK_BYTE_LENGTH, { drive: fact.drive });
        return bytes.filter((byte) => byte !== 0).length;
      }
      case "disk-bytes":
        return view.disk.byteLength;
      case "disk-blocks":
        return view.disk.blockCount;
      case "disk-digest":
        return this.#digest(fact.at);
      case "stored-bytes":
        return (await storage.usage()).liveBytes;
      case "cost": {
        const samples = this.#eventsOf(fact.since)
          .filter(({ kind }) => kind === fact.operation)
          .flatMap(({ cost }) => (cost === null ? [] : [cost[fact.of]]));
        return pick(samples, fact.pick);
      }
      case "event-count":
        return this.#eventsOf(fact.since).filter(({ kind }) => kind === fact.event).length;
      case "machine-state":
        return view.machine.state;
      case "ram-mib":
        return view.machine.config.ramMiB;
      case "nic":
        return view.machine.config.nic;
      case "drive-count":
        return view.machine.config.disks.length;
      case "machine-count":
        return machines.list().length;
      case "prediction":
        return this.#progress().predictions[fact.prediction]?.answer ?? null;
      case "recorded":
        return this.#progress().recorded[fact.name] ?? null;
      case "guest":
        return this.#askGuest(fillIn(fact.command, this.#variables), fact.read, fact.timeoutMs);
    }
  }

  async #calculate(kind: "sum" | "difference" | "product" | "quotient", of: readonly Value[]) {
    let result: number | null = null;
    for (const each of of) {
      const value = await this.valueOf(each);
      if (value === null) return null;
      const number = Number(value);
      if (result === null) result = number;
      else if (kind === "sum") result += number;
      else if (kind === "difference") result -= number;
      else if (kind === "product") result *= number;
      else result /= number;
    }
    return result !== null && Number.isFinite(result) ? result : null;
  }

  #number(value: number | string): number {
    return typeof value === "number" ? value : Number(fillIn(value, this.#variables));
  }

  /** Null where there is no such snapshot, or no longer. */
  #snapshot(reference: string): HostSnapshot | null {
    const { snapshots } = this.#host.view;
    const { start, marks } = this.#progress();
    if (reference === "current") return snapshots.find(({ isCurrent }) => isCurrent) ?? null;
    const id = reference === "start" ? start : marks[reference];
    return snapshots.find((snapshot) => snapshot.id === id) ?? null;
  }

  #layer(reference: string): { readonly sign: string; readonly blockCount: number } | null {
    const { layers } = this.#host.view;
    if (reference === "base" || reference === "active")
      return layers.find(({ kind }) => kind === reference) ?? null;
    const parts = this.#snapshot(reference)?.parts;
    return parts === undefined ? null : { sign: parts.layerSign, blockCount: parts.diskBlockCount };
  }

  async #digest(at: string | undefined): Promise<string | null> {
    const { view, disk } = this.#host;
    const active = view.layers.at(-1);
    const snapshot = at === undefined ? null : this.#snapshot(at);
    if (at !== undefined && snapshot === null) return null;
    const key =
      snapshot === null
        ? `${active?.id satisfies LayerId | undefined}/${active?.blockCount}/${view.disk.writtenBytes}`
        : `at ${snapshot.id}`;
    const known = this.#digests.get(key);
    if (known !== undefined) return known;
    const digest = await disk.digest(snapshot === null ? {} : { at: snapshot.id });
    this.#digests.set(key, digest);
    return digest;
  }

  async #askGuest(
    command: string,
    read: "output" | "number" | "exit-code",
    timeoutMs: number,
  ): Promise<Scalar | null> {
    if (this.#host.machine.state !== "running") return null;
    const { exitCode, stdout } = await this.#host.machine.exec(command, { timeoutMs });
    if (read === "exit-code") return exitCode;
    const output = stdout.trim();
    if (read === "output") return output;
    return /^-?\d+(\.\d+)?$/.test(output) ? Number(output) : null;
  }

  async #isGuestBroken(): Promise<Verdict> {
    if (this.#host.machine.state !== "running") return "unknown";
    try {
      const { exitCode } = await this.#host.machine.exec("ls / > /dev/null", { timeoutMs: 5000 });
      return exitCode === 127 || exitCode === 126 ? "passed" : "failed";
    } catch (cause) {
      return cause instanceof StrataError && cause.code === "guest-broken" ? "passed" : "unknown";
    }
  }
}

function textOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : "·")).join("");
}
