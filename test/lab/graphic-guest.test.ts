import { expect, test } from "vitest";
import { FileShelf } from "../../src/lab/file-commands.ts";
import { LabContext } from "../../src/lab/lab-context.ts";
import { machineCommands } from "../../src/lab/machine-commands.ts";
import { SnapshotShelf } from "../../src/lab/snapshot-commands.ts";
import { Suspension } from "../../src/lab/suspension.ts";
import { setUpMachine } from "../store/machine-setup.ts";
import { madeLabParts } from "./made-lab.ts";

test("a guest without a prompt counts as running once it draws, and a paused one stays paused", async () => {
  let draw = (): void => undefined;
  const { parts } = madeLabParts(await setUpMachine(), {
    onGraphics: (listener) => {
      draw = listener;
      return () => undefined;
    },
  });
  const context = new LabContext(parts);
  const commands = machineCommands(
    context,
    {
      snapshots: new SnapshotShelf(context, () => undefined),
      files: new FileShelf(context, () => undefined),
      suspension: new Suspension(context, async () => undefined),
    },
    () => undefined,
  );
  await commands.powerOn();
  expect(commands.state).toBe("starting");
  draw();
  expect([commands.state, commands.bootMs]).toEqual(["running", null]);
  await commands.pause();
  draw();
  expect(commands.state).toBe("paused");
});
