import { callRemotely, type RemoteCall, remoteError } from "./lab/remote-calls.ts";
import type { ViewModel } from "./lab/view-model.ts";
import { viewSummary } from "./lab/view-summary.ts";

/** Marks the messages of this protocol, and is its version. */
const VERSION = 1;

/** What the address says about the frame that the page is in. */
export interface Embedding {
  /** Ids of the panels to show, in their order. */
  readonly panels: readonly string[];
  /** Origins that may speak with the page; none stands for the first that says hello. */
  readonly origins: readonly string[];
}

/** Reads `?embed&panels=machine,disk&origin=https://school.example`; null where the page is not embedded. */
export function embeddingOf(search: string): Embedding | null {
  const parameters = new URLSearchParams(search);
  if (!parameters.has("embed")) return null;
  const list = (name: string): readonly string[] =>
    parameters
      .getAll(name)
      .flatMap((value) => value.split(","))
      .filter((value) => value !== "");
  const panels = list("panels");
  return { panels: panels.length > 0 ? panels : ["machine", "disk"], origins: list("origin") };
}

/**
 * Speaks with the page that has this one in a frame, by messages (docs/embed.md): calls of `strata` and their answers,
 * progress, and what changes in view. Nothing but what `callRemotely` reaches can be asked for, and only that page, of an
 * allowed origin, is heard.
 */
export class EmbedSession {
  readonly #frame: Window;
  /** Those that may speak; filled by the first hello where the address names none. */
  readonly #origins: Set<string>;
  readonly #takesFirst: boolean;
  readonly #underWay = new Map<RemoteCall["id"], AbortController>();
  #told = "";
  #view: ViewModel | null = null;

  /** `parent` is the window of the page around this one. */
  constructor(parent: Window, { origins }: Embedding) {
    this.#frame = parent;
    this.#origins = new Set(origins);
    this.#takesFirst = origins.length === 0;
    addEventListener("message", (event) => this.#hear(event));
    // To whom it may concern: it says no more than that there is somebody to say hello to.
    parent.postMessage({ strata: VERSION, type: "loaded" }, "*");
  }

  /** Tells of a view whatever the embedder has not been told yet. */
  show(view: ViewModel | null): void {
    this.#view = view;
    if (view === null || this.#origins.size === 0) return;
    const summary = viewSummary(view);
    const said = JSON.stringify(summary);
    if (said === this.#told) return;
    const before = this.#told === "" ? null : (JSON.parse(this.#told) as typeof summary);
    this.#told = said;
    this.#say({ type: "view", view: summary });
    if (before?.machine.state !== summary.machine.state) {
      this.#say({ type: "state", machine: summary.machine.id, state: summary.machine.state });
    }
  }

  #hear(event: MessageEvent<unknown>): void {
    const { data } = event;
    if (event.source !== this.#frame || typeof data !== "object" || data === null) return;
    const message = data as Record<string, unknown>;
    if (message["strata"] !== VERSION) return;
    if (message["type"] === "hello" && this.#takesFirst && this.#origins.size === 0) {
      this.#origins.add(event.origin);
    }
    if (!this.#origins.has(event.origin)) return;
    const { id } = message;
    if (message["type"] === "hello") this.#welcome();
    else if (typeof id !== "string" && typeof id !== "number") return;
    else if (message["type"] === "call") void this.#answer({ ...message, id });
    else if (message["type"] === "cancel") this.#underWay.get(id)?.abort();
  }

  #welcome(): void {
    this.#say({ type: "welcome" });
    this.#told = "";
    this.show(this.#view);
  }

  async #answer(call: Readonly<Record<string, unknown>> & { readonly id: RemoteCall["id"] }): Promise<void> {
    const { id, path, arguments: given = [] } = call;
    const controller = new AbortController();
    try {
      if (typeof path !== "string" || !Array.isArray(given) || this.#underWay.has(id)) {
        throw new TypeError(`Call ${String(path)}: wanted a path, a list of arguments and an id of its own`);
      }
      this.#underWay.set(id, controller);
      const value = await callRemotely(
        strata,
        { id, path, arguments: given },
        {
          signal: controller.signal,
          onProgress: (done, total) => this.#say({ type: "progress", id, done, total }),
        },
      );
      this.#say({ type: "result", id, value });
    } catch (cause) {
      this.#say({ type: "error", id, error: remoteError(cause) });
    } finally {
      if (this.#underWay.get(id) === controller) this.#underWay.delete(id);
    }
  }

  #say(message: object): void {
    for (const origin of this.#origins) this.#frame.postMessage({ strata: VERSION, ...message }, origin);
  }
}
