import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProgram, firefox } from "../support/find-program.ts";
import { BidiConnection } from "./bidi-connection.ts";
import { FirefoxPage } from "./firefox-page.ts";

const startLimitMs = 60_000;
const closeLimitMs = 20_000;

/** All but this computer is behind a proxy that does not exist: the browser talks to nobody by itself. */
const preferences = {
  "network.proxy.type": 1,
  "network.proxy.http": "127.0.0.1",
  "network.proxy.http_port": 9,
  "network.proxy.ssl": "127.0.0.1",
  "network.proxy.ssl_port": 9,
};

interface Running {
  readonly process: ChildProcess;
  readonly connection: BidiConnection;
}

/** The installed Firefox, without a window, driven over WebDriver BiDi; its profile is on disk until `remove`. */
export class Firefox {
  readonly #folder: string;
  #running: Running | null = null;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** A Firefox that does not run yet, with a new profile in the system's temporary folder. */
  static async create(): Promise<Firefox> {
    const folder = await mkdtemp(join(tmpdir(), "strata-firefox-"));
    const lines = Object.entries(preferences).map(
      ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
    );
    await mkdir(join(folder, "profile"));
    await writeFile(join(folder, "profile", "user.js"), lines.join(""));
    return new Firefox(folder);
  }

  /** Starts the browser on its profile, if it does not run, and opens an empty page in it. */
  async openPage(): Promise<FirefoxPage> {
    this.#running ??= await this.#start();
    return FirefoxPage.open(this.#running.connection);
  }

  /** Kills the browser at once, as a power cut would; `openPage` starts it again. */
  async crash(): Promise<void> {
    const running = this.#running;
    if (!running) throw new Error("Crash Firefox: it is not running, wanted an open page");
    this.#running = null;
    running.process.kill("SIGKILL");
    await ended(running.process);
  }

  /** Closes the browser and deletes the profile. */
  async remove(): Promise<void> {
    if (this.#running) await close(this.#running);
    this.#running = null;
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }

  async #start(): Promise<Running> {
    const program = findProgram(firefox);
    if (program === null) throw new Error(`Start Firefox: none found, wanted one: ${firefox.advice}`);
    const profile = join(this.#folder, "profile");
    const child = spawn(program, ["--headless", "--remote-debugging-port=0", "--profile", profile], {
      stdio: ["ignore", "ignore", "pipe"],
      // Firefox wants a home that belongs to whoever runs it, and leaves folders there.
      env: { ...process.env, HOME: this.#folder, MOZ_CRASHREPORTER_DISABLE: "1" },
    });
    const kill = (): void => void child.kill("SIGKILL");
    process.once("exit", kill);
    child.once("exit", () => process.off("exit", kill));
    const connection = await BidiConnection.open(`${await addressOf(child)}/session`);
    await connection.send("session.new", { capabilities: {} });
    await connection.send("session.subscribe", { events: ["log.entryAdded", "network.beforeRequestSent"] });
    return { process: child, connection };
  }
}

/** The WebSocket address that a starting Firefox names on its standard error. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = "";
    const fail = (found: string): void => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      reject(new Error(`Start Firefox: ${found}, wanted the address of its WebDriver BiDi\n${output}`));
    };
    const timer = setTimeout(() => fail(`silent for ${startLimitMs / 1000} s`), startLimitMs);
    child.once("error", ({ message }) => fail(message));
    child.once("exit", (code) => fail(`exit code ${code}`));
    child.stderr?.on("data", (chunk) => {
      output += String(chunk);
      const address = /WebDriver BiDi listening on (ws:\S+)\n/.exec(output)?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      output = "";
      resolve(address);
    });
  });
}

/** Asks the browser to close, and kills it if it does not. */
async function close({ process: child, connection }: Running): Promise<void> {
  const timer = setTimeout(() => child.kill("SIGKILL"), closeLimitMs);
  // The answer may be lost with the connection: what counts is the end of the process.
  connection.send("browser.close").catch(() => undefined);
  await ended(child);
  clearTimeout(timer);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise((resolve) => child.once("exit", resolve));
}
