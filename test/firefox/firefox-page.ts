import type { BidiConnection } from "./bidi-connection.ts";

interface CallResult {
  readonly type: "success" | "exception";
  readonly result?: { readonly value?: string };
  readonly exceptionDetails?: { readonly text: string };
}

interface LogEntry {
  readonly level: string;
  readonly text: string | null;
  readonly source: { readonly context?: string };
}

interface Request {
  readonly context: string | null;
  readonly request: { readonly url: string };
}

/** One page of a Firefox. */
export class FirefoxPage {
  readonly #connection: BidiConnection;
  readonly #context: string;
  readonly #errors: string[] = [];
  readonly #requests: string[] = [];

  private constructor(connection: BidiConnection, context: string) {
    this.#connection = connection;
    this.#context = context;
    connection.onEvent((method, params) => {
      if (method === "log.entryAdded") {
        const { level, text, source } = params as LogEntry;
        if (level === "error" && source.context === context) this.#errors.push(text ?? "");
      } else if (method === "network.beforeRequestSent") {
        const { context: from, request } = params as Request;
        if (from === context) this.#requests.push(request.url);
      }
    });
  }

  /** Opens an empty page in front of those that there are. */
  static async open(connection: BidiConnection): Promise<FirefoxPage> {
    const { context } = (await connection.send("browsingContext.create", { type: "tab" })) as {
      context: string;
    };
    return new FirefoxPage(connection, context);
  }

  /** What went wrong in the page so far: errors in its console, and those that nobody caught. */
  get errors(): readonly string[] {
    return this.#errors;
  }

  /** The addresses that the page has asked for so far. */
  get requests(): readonly string[] {
    return this.#requests;
  }

  /** Opens `url` and waits until all that the page names is loaded. */
  async goto(url: string): Promise<void> {
    await this.#send("browsingContext.navigate", { url, wait: "complete" });
  }

  async reload(): Promise<void> {
    await this.#send("browsingContext.reload", { wait: "complete" });
  }

  /**
   * Calls `work` in the page with `argument` and gives what it returns or resolves with; both travel as JSON.
   * Rejects with what `work` throws, as text.
   */
  async evaluate<Result, Argument = undefined>(
    work: (argument: Argument) => Result | Promise<Result>,
    argument?: Argument,
  ): Promise<Result> {
    const { type, result, exceptionDetails } = (await this.#connection.send("script.callFunction", {
      functionDeclaration: `async (json) => JSON.stringify(await (${work})(JSON.parse(json)) ?? null)`,
      arguments: [{ type: "string", value: JSON.stringify(argument ?? null) }],
      target: { context: this.#context },
      awaitPromise: true,
      userActivation: true,
    })) as CallResult;
    if (type !== "success") throw new Error(`Evaluate in the page: ${exceptionDetails?.text}`);
    return JSON.parse(result?.value ?? "null") as Result;
  }

  /** A picture of what the page shows, as a PNG file. */
  async screenshot(): Promise<Buffer> {
    const { data } = (await this.#send("browsingContext.captureScreenshot", {})) as { data: string };
    return Buffer.from(data, "base64");
  }

  #send(method: string, params: object): Promise<unknown> {
    return this.#connection.send(method, { context: this.#context, ...params });
  }
}
