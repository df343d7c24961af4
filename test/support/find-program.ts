import { accessSync, constants, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/** A program that the tests need and npm cannot install. */
export interface Program {
  /** For people. */
  readonly name: string;
  /** Environment variable that, when set, says where the program is; nothing else is tried then. */
  readonly variable: string;
  /** Names to look for in PATH. */
  readonly commands: readonly string[];
  /** Full paths to try next: usual places that PATH often lacks. */
  readonly places: readonly string[];
  /** The Debian package that brings it. */
  readonly debianPackage: string;
  /** What to do on a system where it is not installed automatically. */
  readonly advice: string;
}

const environment = process.env;
const macApplications = ["/Applications", join(homedir(), "Applications")];
const windowsPrograms = [
  environment["PROGRAMFILES"],
  environment["PROGRAMFILES(X86)"],
  environment["LOCALAPPDATA"],
].filter((folder) => folder !== undefined);

/** A Chromium-based browser. */
export const chromium: Program = {
  name: "Chromium or Google Chrome",
  variable: "STRATA_CHROMIUM",
  commands: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"],
  places: [
    "/usr/bin/chromium",
    "/usr/lib/chromium/chromium",
    "/opt/google/chrome/chrome",
    "/snap/bin/chromium",
    ...macApplications.flatMap((folder) => [
      `${folder}/Chromium.app/Contents/MacOS/Chromium`,
      `${folder}/Google Chrome.app/Contents/MacOS/Google Chrome`,
    ]),
    ...windowsPrograms.flatMap((folder) => [
      `${folder}\\Chromium\\Application\\chrome.exe`,
      `${folder}\\Google\\Chrome\\Application\\chrome.exe`,
      `${folder}\\Microsoft\\Edge\\Application\\msedge.exe`,
    ]),
  ],
  debianPackage: "chromium",
  advice: "install Chromium or Google Chrome, or set STRATA_CHROMIUM to its executable",
};

/** Firefox, as it is released: it speaks WebDriver BiDi by itself. */
export const firefox: Program = {
  name: "Firefox",
  variable: "STRATA_FIREFOX",
  commands: ["firefox-esr", "firefox"],
  places: [
    "/usr/bin/firefox-esr",
    "/usr/bin/firefox",
    "/opt/firefox/firefox",
    ...macApplications.map((folder) => `${folder}/Firefox.app/Contents/MacOS/firefox`),
    ...windowsPrograms.map((folder) => `${folder}\\Mozilla Firefox\\firefox.exe`),
  ],
  debianPackage: "firefox-esr",
  advice: "install Firefox, or set STRATA_FIREFOX to its executable",
};

/** The checker of ext2 file systems. */
export const e2fsck: Program = {
  name: "e2fsck",
  variable: "STRATA_E2FSCK",
  commands: ["e2fsck"],
  places: [
    "/usr/sbin/e2fsck",
    "/sbin/e2fsck",
    "/opt/homebrew/opt/e2fsprogs/sbin/e2fsck",
    "/usr/local/opt/e2fsprogs/sbin/e2fsck",
  ],
  debianPackage: "e2fsprogs",
  advice: "install e2fsprogs (macOS: brew install e2fsprogs), or set STRATA_E2FSCK to its executable",
};

/** A PC that is no web page. */
export const qemu: Program = {
  name: "QEMU",
  variable: "STRATA_QEMU",
  commands: ["qemu-system-i386", "qemu-system-x86_64"],
  places: [
    "/usr/bin/qemu-system-i386",
    "/opt/homebrew/bin/qemu-system-i386",
    "/usr/local/bin/qemu-system-i386",
  ],
  debianPackage: "qemu-system-x86",
  advice: "install QEMU (macOS: brew install qemu), or set STRATA_QEMU to its qemu-system-i386",
};

/** The full path of `program`, or null where it is not installed. */
export function findProgram(program: Program): string | null {
  const given = environment[program.variable];
  if (given !== undefined && given !== "") return isExecutable(given) ? given : null;
  const suffix = process.platform === "win32" ? ".exe" : "";
  const folders = (environment["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const inPath = program.commands.flatMap((command) =>
    folders.map((folder) => join(folder, command + suffix)),
  );
  return [...inPath, ...program.places].find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
