/** A shell's prompt at the end of what was written: the machine's name, a directory, and # or $. */
const PROMPT = /\w+:[^\n]*[#$] $/;
/** Control sequences of a terminal: colours, and questions that a shell asks it behind its prompt. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with a control character.
const CONTROL_SEQUENCES = /\u001b\[[0-9;?]*[a-zA-Z]/g;
/** Characters kept to look at. */
const TAIL_LENGTH = 200;

/** Sees when a guest's console shows a shell prompt. */
export class PromptWatch {
  readonly #decoder = new TextDecoder();
  #tail = "";

  /** Takes the next bytes of the console; true when a prompt stands at their end. */
  hasPrompt(bytes: Uint8Array): boolean {
    this.#tail = (this.#tail + this.#decoder.decode(bytes, { stream: true })).slice(-TAIL_LENGTH);
    return PROMPT.test(this.#tail.replace(CONTROL_SEQUENCES, ""));
  }
}
