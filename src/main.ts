import { StrataError } from "./core/strata-error.ts";
import type { Lab } from "./lab/lab.ts";
import type { Strata } from "./lab/strata.ts";
import { openStrata } from "./open-strata.ts";
import { runCommand } from "./run-command.ts";
import { StrataApp } from "./ui/strata-app/strata-app.ts";

const app = document.querySelector<StrataApp>("strata-app") ?? document.body.appendChild(new StrataApp());
const screenContainer = document.createElement("div");
app.screen = screenContainer;

const opening = openStrata({ screenContainer });
globalThis.strata = exposed(opening.then(() => undefined));
opening.then(join, (cause: unknown) => {
  const { code, details, message } = asStrataError(cause);
  app.failure = { severity: "error", code, details, message };
});

/** The interface before and after the opening: until then every command is refused. */
function exposed(ready: Promise<void>): Strata {
  ready.catch(() => undefined);
  const notYet = (): never => {
    throw new StrataError(
      "machine-busy",
      "Use strata: it is still opening, wanted `await strata.ready` first",
    );
  };
  return {
    ready,
    get machine() {
      return notYet();
    },
    get snapshots() {
      return notYet();
    },
    get disk() {
      return notYet();
    },
    get compare() {
      return notYet();
    },
  };
}

/** Joins page and lab. */
function join(lab: Lab): void {
  const { machine, snapshots, disk, compare } = lab;
  globalThis.strata = { ready: Promise.resolve(), machine, snapshots, disk, compare };
  app.view = lab.view;
  lab.onView((view) => {
    app.view = view;
  });
  app.console = {
    subscribe: lab.onConsoleOutput,
    send: (bytes) => lab.sendToConsole(bytes),
  };
  const report = (cause: unknown): void => lab.journal.reportFailure(cause);
  app.addEventListener("strata-command", (event) => {
    runCommand(lab, event.detail).catch(report);
  });
  // A page that is hidden may never be shown again.
  const flush = (): void => {
    lab.flush().catch(report);
  };
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") flush();
  });
  addEventListener("pagehide", flush);
  // The one error boundary: what nobody awaited.
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    report(event.reason);
  });
}

function asStrataError(cause: unknown): StrataError {
  return cause instanceof StrataError ? cause : new StrataError("machine-failed", String(cause), { cause });
}
