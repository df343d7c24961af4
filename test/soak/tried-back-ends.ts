import { execFileSync } from "node:child_process";
import { chromium, findProgram } from "../support/find-program.ts";
import { type BackEnd, backEnds } from "./life.ts";

/**
 * The first Chromium whose SQLite back end bears what is tried here. That of version 150, where it has to be asked for,
 * takes the whole browser along when blocks are copied from one machine to another; see docs/browsers.md.
 */
const SQLITE_SINCE = 156;

/** The back ends that the installed Chromium can be tried with. */
export function triedBackEnds(): readonly BackEnd[] {
  const program = findProgram(chromium);
  if (program === null) return backEnds;
  const version = /(\d+)\.\d+/.exec(execFileSync(program, ["--version"], { encoding: "utf8" }))?.[1];
  if (version === undefined || Number(version) >= SQLITE_SINCE) return backEnds;
  console.error(`Chromium ${version}: its SQLite back end is not tried, wanted ${SQLITE_SINCE} or newer`);
  return backEnds.filter((backEnd) => backEnd !== "SQLite");
}
