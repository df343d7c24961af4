import { WebSocket } from "ws";

/** What the browser sends: an answer to a command, or an event. */
interface Message {
  readonly type: "success" | "error" | "event";
  readonly id?: number | null;
  readonly method?: string;
  readonly result?: unknown;
  readonly params?: unknown;
  readonly error?: string;
  readonly message?: string;
}

interface PendingCommand {
  readonly method: string;
  readonly resolve: (result: unknown) => void;
  readonly reject: (cause: Error) => void;
}

/** Takes an event: its name, and what the protocol says that it carries. */
export type EventListener = (method: string, params: unknown) => void;

/**
 * A connection to a browser that speaks WebDriver BiDi (https://www.w3.org/TR/webdriver-bidi/): commands with their
 * answers, and events.
 */
export class BidiConnection {
  readonly #socket: WebSocket;
  readonly #pending = new Map<number, PendingCommand>();
  readonly #listeners = new Set<EventListener>();
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => this.#take(JSON.parse(String(data)) as Message));
    socket.addEventListener("close", () => {
      for (const { method, reject } of this.#pending.values()) {
        reject(new Error(`${method}: the browser has gone, wanted an answer`));
      }
      this.#pending.clear();
    });
  }

  /** Connects to `url`, a WebSocket address. */
  static async open(url: string): Promise<BidiConnection> {
    const socket = new WebSocket(url);
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener("open", () => resolve());
      socket.addEventListener("error", () =>
        reject(new Error(`Connect to ${url}: no answer, wanted a browser`)),
      );
    });
    return new BidiConnection(socket);
  }

  /** Sends a command. Rejects when the browser refuses it, with its reason, or goes away. */
  send(method: string, params: object = {}): Promise<unknown> {
    if (this.#socket.readyState !== this.#socket.OPEN) {
      return Promise.reject(new Error(`${method}: the browser has gone, wanted a connection`));
    }
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { method, resolve, reject });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  /** Calls `listener` for every event from now on. */
  onEvent(listener: EventListener): void {
    this.#listeners.add(listener);
  }

  #take({ type, id, method, result, params, error, message }: Message): void {
    if (type === "event") {
      for (const listener of this.#listeners) listener(method ?? "", params);
      return;
    }
    const command = this.#pending.get(id ?? 0);
    this.#pending.delete(id ?? 0);
    if (type === "success") command?.resolve(result);
    else command?.reject(new Error(`${command.method}: ${error}, ${message}`));
  }
}
