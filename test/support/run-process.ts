import { spawn } from "node:child_process";

/** Exit code of a process that was stopped because its time was up (the one `timeout` of coreutils gives). */
export const timeUpExitCode = 124;

/**
 * Runs a program with this terminal's output and no input, and gives its exit code; 127 when it cannot be started.
 * After `limitMs` it is killed with all its children, as it is when this process is asked to stop.
 */
export function runProcess(command: string, parameters: readonly string[], limitMs: number): Promise<number> {
  const hasGroups = process.platform !== "win32";
  const child = spawn(command, parameters, {
    stdio: ["ignore", "inherit", "inherit"],
    // A group of its own, so that one signal reaches browsers and servers that the program started.
    detached: hasGroups,
  });
  const killAll = (): void => {
    if (child.pid === undefined) return;
    try {
      if (hasGroups) process.kill(-child.pid, "SIGKILL");
      else spawn("taskkill", ["/pid", String(child.pid), "/t", "/f"], { stdio: "ignore" });
    } catch {
      // Gone already.
    }
  };
  const handleStop = (): void => {
    killAll();
    process.exit(130);
  };
  process.once("SIGINT", handleStop).once("SIGTERM", handleStop);

  return new Promise((resolve) => {
    let isTimeUp = false;
    const timer = setTimeout(() => {
      isTimeUp = true;
      killAll();
    }, limitMs);
    const finish = (exitCode: number): void => {
      clearTimeout(timer);
      process.off("SIGINT", handleStop).off("SIGTERM", handleStop);
      // What the program left running would hold ports and profiles.
      killAll();
      resolve(isTimeUp ? timeUpExitCode : exitCode);
    };
    child.once("error", () => finish(127));
    child.once("exit", (code) => finish(code ?? 1));
  });
}
