import { existsSync } from "node:fs";
import { findProgram, type Program } from "./find-program.ts";
import { runProcess } from "./run-process.ts";

const installLimitMs = 15 * 60_000;

/**
 * Makes sure that `programs` are there. On Debian and its relatives, as root or where sudo asks for no password,
 * the missing ones are installed through apt-get; the answer is what is still missing then, as sentences.
 */
export async function installPrograms(programs: readonly Program[]): Promise<readonly string[]> {
  const missing = (): Program[] => programs.filter((program) => findProgram(program) === null);
  // A path given by hand is a decision: installing something else would not honour it.
  const installable = missing().filter((program) => !process.env[program.variable]);
  if (installable.length > 0 && existsSync("/usr/bin/apt-get")) {
    await installPackages(installable.map((program) => program.debianPackage));
  }
  return missing().map((program) => {
    const given = process.env[program.variable];
    return given
      ? `${program.name} is missing: ${program.variable} is ${given}, which is no executable file`
      : `${program.name} is missing: ${program.advice}`;
  });
}

async function installPackages(packages: readonly string[]): Promise<void> {
  const prefix = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  const run = (...words: string[]): Promise<number> => {
    const [command = "", ...parameters] = [...prefix, "env", "DEBIAN_FRONTEND=noninteractive", ...words];
    return runProcess(command, parameters, installLimitMs);
  };
  if ((await run("true")) !== 0) return;
  console.log(`Installing ${packages.join(" and ")} with apt-get`);
  await run("apt-get", "-q", "update");
  // One by one: a package that this system does not know would keep the others out.
  for (const name of packages) {
    await run("apt-get", "-q", "install", "--yes", "--no-install-recommends", name);
  }
}
