import { StrataError } from "../core/strata-error.ts";
import type { ShelfCommands } from "./network-commands.ts";
import type { Strata } from "./strata.ts";

type Group = Exclude<keyof Strata, "ready">;
type Reachable<Commands> = Readonly<Record<Exclude<keyof Commands, "shelf">, number | null>>;

/**
 * Every property of `strata` that can be asked for from another page, and nothing else can. The number says which
 * argument of a command is its options with `signal` and `onProgress`, which are no values: they are sent apart. Null
 * stands for a command without them, and for a value.
 */
const reachable: { readonly [Name in Group]: Reachable<Strata[Name]> } & {
  readonly "network.shelf": Reachable<ShelfCommands>;
} = {
  machine: {
    state: null,
    bootMs: null,
    config: null,
    clock: null,
    isSoundOn: null,
    systems: null,
    powerOn: null,
    startPrepared: null,
    powerOff: null,
    reset: null,
    pause: null,
    resume: null,
    exec: 1,
    sendText: null,
    takePicture: null,
    chooseClock: null,
    setSound: null,
    configure: null,
    putFile: 2,
    getFile: 1,
    reinstall: 1,
    insertDisc: null,
    ejectDisc: null,
    insertFloppy: null,
    ejectFloppy: null,
  },
  machines: { list: null, current: null, systems: null, create: null, open: null, rename: null, remove: 1 },
  snapshots: {
    list: null,
    current: null,
    take: null,
    revert: null,
    discardChanges: null,
    remove: 1,
    merge: null,
    flatten: 1,
    clone: 1,
    rename: null,
    note: null,
    exportFile: 1,
    importFile: 1,
    predict: null,
    compare: 2,
    contents: null,
  },
  disk: {
    size: null,
    blockSize: null,
    read: null,
    digest: 0,
    layers: null,
    locate: null,
    exportRaw: 0,
    inspect: null,
  },
  compare: { fullCopy: 0, digest: null, remove: null },
  images: { open: 1 },
  media: { list: null, import: 1, rename: null, remove: 1 },
  lessons: {
    view: null,
    open: null,
    openFile: null,
    check: null,
    close: null,
    release: null,
    predict: null,
    next: null,
    showHint: null,
    type: null,
    goOn: null,
    restartStep: null,
    restartLesson: null,
    play: null,
    stopPlaying: null,
    look: null,
    verify: null,
    result: null,
    kept: null,
  },
  network: { state: null, mac: null, address: null, gateway: null, neighbours: null },
  "network.shelf": { list: null, put: null, get: null, remove: null },
  storage: { usage: null, verify: 0, inspectFreed: 0, wipeFreed: 0, giveBackFreed: null },
};

/** What another page asks of this one; `id` is its own, and names the call in every reply. */
export interface RemoteCall {
  readonly id: string | number;
  /** "ready", or group and name as in `strata`, for instance "snapshots.take". */
  readonly path: string;
  readonly arguments: readonly unknown[];
}

/** Why a call failed, as values that can be sent. */
export interface RemoteError {
  /** A code of `StrataError`, or "call-refused" where there is no such command or its arguments are none. */
  readonly code: string;
  readonly message: string;
  readonly details: StrataError["details"];
}

interface CallOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/** Makes the call, and resolves with what it gave. Rejects as the command does; a `RangeError` where there is none. */
export async function callRemotely(
  strata: Strata,
  { path, arguments: given }: RemoteCall,
  options: CallOptions,
): Promise<unknown> {
  if (path === "ready") return strata.ready;
  const dot = path.lastIndexOf(".");
  const [groupName, name] = [path.slice(0, Math.max(0, dot)), path.slice(dot + 1)];
  const commands = Object.hasOwn(reachable, groupName) ? reachable[groupName as Group] : {};
  if (!Object.hasOwn(commands, name)) {
    throw new RangeError(`Call ${path}: no such command, wanted one of strata`);
  }
  await strata.ready;
  const group =
    groupName === "network.shelf" ? strata.network.shelf : (strata[groupName as Group] as unknown);
  const command = (group as Record<string, unknown>)[name];
  if (typeof command !== "function") return command;
  const index = (commands as Record<string, number | null>)[name] ?? null;
  const values = [...given];
  if (index !== null) {
    while (values.length < index) values.push(undefined);
    values[index] = { ...(values[index] as object | undefined), ...options };
  }
  return command.apply(group, values);
}

export function remoteError(cause: unknown): RemoteError {
  if (cause instanceof StrataError) {
    const { code, message, details } = cause;
    return { code, message, details };
  }
  return {
    code: cause instanceof RangeError || cause instanceof TypeError ? "call-refused" : "machine-failed",
    message: cause instanceof Error ? cause.message : String(cause),
    details: {},
  };
}
