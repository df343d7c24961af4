import type { Cost } from "../core/cost.ts";
import type { Unsubscribe } from "../core/emitter.ts";
import type { LayerId, MachineId, SnapshotId } from "../core/identity.ts";
import type { MachineConfig } from "../core/machine-config.ts";

/** A snapshot, as far as lessons look at it. */
export interface HostSnapshot {
  readonly id: SnapshotId;
  readonly name: string;
  readonly kind: "live" | "powered-off";
  readonly takenAt: number;
  readonly parentId: SnapshotId | null;
  readonly isCurrent: boolean;
  readonly status: "saving" | "durable";
  readonly parts: {
    readonly deviceBytes: number;
    readonly ramBytes: number;
    readonly configBytes: number;
    readonly layerId: LayerId;
    readonly layerSign: string;
    readonly diskBlockCount: number;
    readonly diskBytes: number;
  };
}

/** A timed operation that is done. */
export interface HostTiming {
  readonly operation: string;
  readonly subject: string;
  readonly at: number;
  readonly cost: Cost;
}

export type HostMachineState = "off" | "starting" | "running" | "paused" | "stopped-by-guest";

/** What the page shows of the machine: what lessons judge by. */
export interface HostView {
  readonly machine: {
    readonly id: MachineId;
    readonly name: string;
    readonly state: HostMachineState;
    readonly config: MachineConfig;
    readonly hasAgent: boolean;
  };
  /** Oldest first. */
  readonly snapshots: readonly HostSnapshot[];
  /** Base image first, active layer last. */
  readonly layers: readonly {
    readonly id: LayerId;
    readonly sign: string;
    readonly kind: "base" | "frozen" | "active";
    readonly blockCount: number;
  }[];
  readonly disk: {
    readonly byteLength: number;
    readonly blockCount: number;
    readonly unsavedBytes: number;
    readonly writtenBytes: number;
  };
  /** Newest first. */
  readonly timings: readonly HostTiming[];
  readonly activity: object | null;
}

/** What lessons can see and do: a part of the lab's commands, which stand in for it as they are. */
export interface LessonHost {
  readonly view: HostView;
  onView(listener: (view: HostView) => void): Unsubscribe;
  onConsoleOutput(listener: (bytes: Uint8Array) => void): Unsubscribe;
  readonly machine: {
    readonly state: HostMachineState;
    exec(
      command: string,
      options?: { readonly timeoutMs?: number },
    ): Promise<{ readonly exitCode: number; readonly stdout: string }>;
    sendText(text: string, options?: { readonly console?: "screen" | "serial" }): Promise<void>;
    powerOn(): Promise<Cost>;
    powerOff(): Promise<Cost>;
    pause(): Promise<Cost>;
    resume(): Promise<Cost>;
    startPrepared(): Promise<void>;
    configure(changes: Partial<MachineConfig>): Promise<Cost>;
    reinstall(system: string): Promise<Cost>;
  };
  readonly machines: {
    list(): readonly { readonly id: MachineId; readonly name: string; readonly isCurrent: boolean }[];
    create(options: {
      readonly name: string;
      readonly image?: string | undefined;
      readonly config?: Partial<MachineConfig>;
    }): Promise<{ readonly id: MachineId }>;
    open(id: MachineId): Promise<Cost>;
    remove(id: MachineId): Promise<unknown>;
  };
  readonly snapshots: {
    list(): readonly HostSnapshot[];
    take(options: { readonly name: string }): Promise<{ readonly id: SnapshotId }>;
    revert(id: SnapshotId | null, options?: { readonly diskOnly?: boolean }): Promise<Cost>;
    discardChanges(): Promise<Cost>;
    rename(id: SnapshotId, name: string): Promise<Cost>;
    remove(id: SnapshotId, options?: { readonly branch?: boolean; readonly wipe?: boolean }): Promise<Cost>;
    merge(id: SnapshotId): Promise<Cost>;
    flatten(id: SnapshotId): Promise<Cost>;
    clone(
      id: SnapshotId,
      options: { readonly name: string; readonly linked: boolean },
    ): Promise<{ readonly machine: MachineId }>;
  };
  readonly disk: {
    read(
      offset: number,
      length: number,
      options?: { readonly drive?: number },
    ): Promise<Uint8Array<ArrayBuffer>>;
    digest(options?: { readonly at?: SnapshotId }): Promise<string>;
    locate(blockIndex: number, options?: { readonly drive?: number }): LayerId | null;
  };
  readonly compare: {
    fullCopy(options: { readonly mode: "every-byte" | "allocated" }): Promise<Cost>;
  };
  readonly storage: {
    usage(): Promise<{ readonly liveBytes: number }>;
  };
}

/** Where progress is kept, by key. Writing resolves when it is durable. */
export interface ProgressShelf {
  read(key: string): Promise<unknown>;
  write(key: string, value: unknown): Promise<void>;
}

export interface LessonClock {
  /** Milliseconds since 1970. */
  date(): number;
  delay(delayMs: number): Promise<void>;
}
