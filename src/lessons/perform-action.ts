import type { SnapshotId } from "../core/identity.ts";
import type { DataDiskConfig, MachineConfig } from "../core/machine-config.ts";
import { StrataError } from "../core/strata-error.ts";
import type { LessonClock, LessonHost } from "./lesson-host.ts";
import type { LessonJudge } from "./lesson-judge.ts";
import type { LessonProgress } from "./lesson-progress.ts";
import type { LessonLanguage } from "./read-lesson.ts";
import { typeInConsole } from "./type-in-console.ts";
import { fillIn, type Variables } from "./variables.ts";
import type { Action } from "./vocabulary/action.ts";
import type { LocalText } from "./vocabulary/names.ts";

const COMMAND_TIMEOUT_MS = 60_000;
/** A command that may destroy what answers is not waited for any longer. */
const DOOMED_TIMEOUT_MS = 10_000;
const LOOK_AGAIN_MS = 100;
const WAIT_TIMEOUT_MS = 60_000;

/** What an action works on. */
export interface Stage {
  readonly host: LessonHost;
  readonly clock: LessonClock;
  readonly judge: LessonJudge;
  readonly variables: Variables;
  readonly language: LessonLanguage;
  /** Whether somebody looks on: commands are typed into the console then. */
  readonly isDemonstrated: boolean;
  readonly progress: () => LessonProgress;
  readonly setMark: (mark: string, snapshot: SnapshotId) => void;
  readonly predict: (prediction: string, answer: string | number) => void;
}

/**
 * Does what a person would do with the page. Rejects as the command does, and with `lesson-action` where the action itself
 * can't be done: no such snapshot, a command in the guest that failed, something waited for that did not come.
 */
export async function performAction(action: Action, stage: Stage): Promise<void> {
  const { host } = stage;
  switch (action.do) {
    case "guest":
      await runInGuest(fillIn(action.command, stage.variables), action.mayFail, stage);
      return;
    case "type":
      await host.machine.sendText(fillIn(action.text, stage.variables).replaceAll("\n", "\r"), {
        console: "serial",
      });
      return;
    case "snapshot": {
      const { id } = await host.snapshots.take({ name: nameIn(action.name, stage) });
      if (action.mark !== undefined) stage.setMark(action.mark, id);
      return;
    }
    case "revert": {
      const id = action.snapshot === "base" ? null : snapshotOf(action.snapshot, stage);
      await host.snapshots.revert(id, { diskOnly: action.diskOnly });
      return;
    }
    case "discard":
      await host.snapshots.discardChanges();
      return;
    case "remove": {
      const { branch, wipe } = action;
      await host.snapshots.remove(snapshotOf(action.snapshot, stage), { branch, wipe });
      return;
    }
    case "merge":
      await host.snapshots.merge(snapshotOf(action.snapshot, stage));
      return;
    case "flatten":
      await host.snapshots.flatten(snapshotOf(action.snapshot, stage));
      return;
    case "clone": {
      const options = { name: nameIn(action.name, stage), linked: action.linked };
      await host.snapshots.clone(snapshotOf(action.snapshot, stage), options);
      return;
    }
    case "power-on":
      await host.machine.powerOn();
      await waitFor("the machine running", stage, () => host.machine.state !== "starting");
      return;
    case "power-off":
      await host.machine.powerOff();
      return;
    case "pause":
      await host.machine.pause();
      return;
    case "resume":
      await host.machine.resume();
      return;
    case "configure":
      await host.machine.configure(configChanges(action, host.view.machine.config));
      return;
    case "copy":
      await host.compare.fullCopy({ mode: action.mode });
      return;
    case "reinstall":
      await host.machine.reinstall(action.system);
      return;
    case "predict": {
      const { answer } = action;
      stage.predict(action.prediction, typeof answer === "number" ? answer : fillIn(answer, stage.variables));
      return;
    }
    case "wait":
      await waitFor(
        "what was to come",
        stage,
        async () => (await stage.judge.judge(action.until)) === "passed",
      );
  }
}

const refuse = (message: string, cause?: unknown): StrataError =>
  new StrataError("lesson-action", message, { cause });

async function runInGuest(command: string, mayFail: boolean, stage: Stage): Promise<void> {
  if (stage.isDemonstrated) {
    await typeInConsole(command, stage);
    return;
  }
  const timeoutMs = mayFail ? DOOMED_TIMEOUT_MS : COMMAND_TIMEOUT_MS;
  const result = await stage.host.machine.exec(command, { timeoutMs }).catch((cause: unknown) => {
    if (mayFail) return null;
    throw cause;
  });
  if (mayFail || result?.exitCode === 0) return;
  throw refuse(`Run ${JSON.stringify(command)}: exit code ${result?.exitCode}, wanted 0`);
}

const nameIn = (text: LocalText, { language, variables }: Stage): string =>
  fillIn(typeof text === "string" ? text : text[language], variables);

function snapshotOf(reference: string, { host, progress }: Stage): SnapshotId {
  const { start, marks } = progress();
  const id =
    reference === "current"
      ? host.view.snapshots.find(({ isCurrent }) => isCurrent)?.id
      : reference === "start"
        ? start
        : marks[reference];
  if (id === undefined || id === null)
    throw refuse(`Find the snapshot ${reference}: there is none, wanted one taken before`);
  return id;
}

function configChanges(
  { ramMiB, nic, secondDisk }: Extract<Action, { do: "configure" }>,
  { disks: [system] }: MachineConfig,
): Partial<MachineConfig> {
  const second = (byteLength: number): DataDiskConfig => ({
    bus: "primary-slave",
    image: null,
    byteLength,
    provisioning: "thin",
  });
  return {
    ...(ramMiB === undefined ? {} : { ramMiB }),
    ...(nic === undefined ? {} : { nic }),
    ...(secondDisk === undefined
      ? {}
      : { disks: secondDisk === null ? ([system] as const) : ([system, second(secondDisk)] as const) }),
  };
}

async function waitFor(
  what: string,
  { clock }: Stage,
  holds: () => boolean | Promise<boolean>,
): Promise<void> {
  const until = clock.date() + WAIT_TIMEOUT_MS;
  while (!(await holds())) {
    if (clock.date() > until) throw refuse(`Wait for ${what}: it did not come within ${WAIT_TIMEOUT_MS} ms`);
    await clock.delay(LOOK_AGAIN_MS);
  }
}
