/** What a command run in the guest left behind. */
export interface CommandResult {
  /** 0 to 255; 128 plus the signal's number when a signal ended the command. */
  readonly exitCode: number;
  /** Decoded as UTF-8. */
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  /** How long the command may take in the guest, in milliseconds. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** Runs commands in the guest without touching its consoles. */
export interface GuestAgent {
  /** Whether the guest's side has answered since the machine was started or restored. */
  readonly isReady: boolean;
  /**
   * Runs `command` by the guest's `/bin/sh`.
   * On failure: rejects with `agent-silent` (no agent answers: the guest is off, broken, or another system), `timeout`
   * or `cancelled`; never with a made-up result.
   */
  exec(command: string, options?: CommandOptions): Promise<CommandResult>;
  /** To be called after a restore: forgets commands under way (they reject with `agent-silent`) and gets in step again. */
  reset(): void;
  /** To be called when the machine goes: commands under way reject with `agent-silent`, and nothing more is sent. */
  dispose(): void;
}
