/** What a command run in the guest left behind. */
export interface CommandResult {
  /** 0 to 255; 128 plus the signal's number when a signal ended the command. */
  readonly exitCode: number;
  /** Decoded as UTF-8. */
  readonly stdout: string;
  readonly stderr: string;
  /** The output as it came, for what is no text. */
  readonly stdoutBytes: Uint8Array<ArrayBuffer>;
}

export interface CommandOptions {
  /** How long the command may take in the guest, in milliseconds. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** A path in the guest: text stands for its UTF-8. Relative ones begin in `/root`. */
export type GuestPath = string | Uint8Array;

/** How a file on its way is watched and given up. */
export interface CarryOptions {
  readonly signal?: AbortSignal | undefined;
  /** Bytes carried so far, of all. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Runs commands in the guest and carries files, without touching its consoles. */
export interface GuestAgent {
  /** Whether the guest's side has answered since the machine was started or restored. */
  readonly isReady: boolean;
  /**
   * Runs `command` by the guest's `/bin/sh`.
   * On failure: rejects with `agent-silent` (no agent answers: the guest is off, broken, or another system), `guest-broken`
   * (it has no shell to run it by), `timeout`, `output-too-long` or `cancelled`; never with a made-up result.
   */
  exec(command: string, options?: CommandOptions): Promise<CommandResult>;
  /**
   * Writes a file, which replaces one of that name and is durable in the guest when this resolves.
   * On failure: `path-invalid`, `file-missing` (its folder), `file-unsuitable` (a folder has the name), `guest-full`,
   * `file-refused` (another error of the guest), `file-damaged`, `file-unreadable` (`content`), `agent-silent` or `cancelled`;
   * what had that name is as before.
   */
  putFile(path: GuestPath, content: Blob, options?: CarryOptions): Promise<void>;
  /**
   * Reads an ordinary file. On failure: `path-invalid`, `file-missing`, `file-unsuitable`, `file-refused`, `file-damaged`
   * (it was cut off meanwhile), `agent-silent` or `cancelled`.
   */
  getFile(path: GuestPath, options?: CarryOptions): Promise<Blob>;
  /**
   * What the guest's clock shows, in milliseconds since 1970, after it was set to `now()` where that is given.
   * On failure: `agent-silent`.
   */
  clock(now?: () => number): Promise<number>;
  /** To be called after a restore: forgets commands under way (they reject with `agent-silent`) and gets in step again. */
  reset(): void;
  /** To be called when the machine goes: commands under way reject with `agent-silent`, and nothing more is sent. */
  dispose(): void;
}
