import type { LessonClock, LessonHost } from "./lesson-host.ts";

/** A shell's prompt behind what a command wrote. */
const PROMPT = /[#$] $/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal's control sequences begin with one.
const CONTROL_SEQUENCES = /\u001b\[[0-9;?]*[a-zA-Z]/g;
const TAIL_LENGTH = 80;
const LOOK_AGAIN_MS = 100;
/** After that it goes on: the command may have destroyed the shell that would show a prompt. */
const PATIENCE_MS = 15_000;

/** Types a command into the serial console, and waits until the shell shows its prompt again. */
export async function typeInConsole(
  command: string,
  { host, clock }: { readonly host: LessonHost; readonly clock: LessonClock },
): Promise<void> {
  const decoder = new TextDecoder();
  let tail = "";
  const stop = host.onConsoleOutput((bytes) => {
    tail = (tail + decoder.decode(bytes, { stream: true })).slice(-TAIL_LENGTH);
  });
  try {
    await host.machine.sendText(`${command}\r`, { console: "serial" });
    const until = clock.date() + PATIENCE_MS;
    // The prompt that stands there already has no answer of this command behind it yet.
    while (clock.date() < until) {
      await clock.delay(LOOK_AGAIN_MS);
      if (tail.includes("\n") && PROMPT.test(tail.replace(CONTROL_SEQUENCES, ""))) return;
    }
  } finally {
    stop();
  }
}
