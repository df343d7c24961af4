import { StrataError } from "./core/strata-error.ts";
import type { Lab } from "./lab/lab.ts";
import type { Strata } from "./lab/strata.ts";
import type { ViewModel } from "./lab/view-model.ts";
import { openStrata } from "./open-strata.ts";
import { runCommand } from "./run-command.ts";
import { StrataApp } from "./ui/strata-app/strata-app.ts";

const app = document.querySelector<StrataApp>("strata-app") ?? document.body.appendChild(new StrataApp());
const screenContainer = document.createElement("div");
app.screen = screenContainer;

/** Whether the machine is this page's, or about to be. */
let state: "opening" | "refused" | "joined" = "opening";
open(false);
app.addEventListener("strata-command", (event) => {
  if (event.detail.kind === "take-over" && state === "refused") open(true);
});

function open(takesOver: boolean): void {
  state = "opening";
  app.failure = null;
  const opening = openStrata({ screenContainer, takesOver });
  globalThis.strata = exposed(opening.then(() => undefined));
  opening.then(join, (cause: unknown) => {
    state = "refused";
    const { code, details, message } = asStrataError(cause);
    app.failure = { severity: "error", code, details, message };
  });
}

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
    get machines() {
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
    get storage() {
      return notYet();
    },
  };
}

/** Joins page and lab, once: what is refused is opened again, what is joined stays so. */
function join(lab: Lab): void {
  state = "joined";
  const { machine, machines, snapshots, disk, compare, storage } = lab;
  globalThis.strata = { ready: Promise.resolve(), machine, machines, snapshots, disk, compare, storage };
  const show = (view: ViewModel): void => {
    app.view = view;
    app.machines = machines.list();
  };
  show(lab.view);
  lab.onView(show);
  app.console = {
    subscribe: lab.onConsoleOutput,
    send: (bytes) => lab.sendToConsole(bytes),
  };
  const report = (cause: unknown): void => lab.journal.reportFailure(cause);
  app.addEventListener("strata-command", (event) => {
    runCommand(lab, event.detail, app).catch(report);
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
