import { execFile, spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const IMAGE_BYTE_LENGTH = 2 ** 30;
/** Seconds after which the file system writes its journal by itself: none before the cut does what only a sync should. */
const COMMIT_INTERVAL = 600;
/** The ext4 call EXT4_IOC_SHUTDOWN, "without flushing the log": from now on nothing reaches the disk. */
const SHUTDOWN = `open(my $folder, "<", $ARGV[0]) or die "open: $!"; my $how = pack("L", 2);
ioctl($folder, 0x8004587d, $how) or die "shut down: $!";`;

/**
 * A file system of its own, ext4 in a file, that can lose its power: what was not synced is gone, as the file system's
 * journal finds it when it is mounted again. The cache of the disk itself is not simulated: the kernel's word that a sync
 * has reached the disk is believed.
 */
export class PowerCutDisk {
  /** Where it is mounted. */
  readonly directory: string;
  readonly #folder: string;
  readonly #image: string;

  /** When the process is stopped, the file system must not stay mounted. */
  readonly #handleExit = (): void => {
    spawnSync("umount", ["--lazy", this.directory]);
    rmSync(this.#folder, { recursive: true, force: true });
  };

  private constructor(folder: string) {
    this.#folder = folder;
    this.#image = join(folder, "disk.img");
    this.directory = join(folder, "mounted");
    process.once("exit", this.#handleExit);
  }

  /** Needs root on Linux, ext4, loop devices and perl; rejects with what is missing. */
  static async create(): Promise<PowerCutDisk> {
    if (process.getuid?.() !== 0) throw new Error("Mount a file system: no root, wanted root");
    const disk = new PowerCutDisk(await mkdtemp(join(tmpdir(), "strata-power-")));
    try {
      await mkdir(disk.directory);
      await run("truncate", ["-s", String(IMAGE_BYTE_LENGTH), disk.#image]);
      await run("mkfs.ext4", ["-q", "-F", disk.#image]);
      await disk.#mount();
      return disk;
    } catch (cause) {
      await disk.remove();
      throw cause;
    }
  }

  /** Cuts the power: writes and syncs fail from now on. */
  async cut(): Promise<void> {
    await run("perl", ["-e", SHUTDOWN, this.directory]);
  }

  /** Mounts what reached the disk. Prerequisites: nothing uses the file system any more. */
  async restore(): Promise<void> {
    await this.#unmount();
    await this.#mount();
  }

  async remove(): Promise<void> {
    await this.#unmount().catch(() => undefined);
    await rm(this.#folder, { recursive: true, force: true });
    process.off("exit", this.#handleExit);
  }

  async #mount(): Promise<void> {
    const options = `loop,noatime,commit=${COMMIT_INTERVAL}`;
    await run("mount", ["-t", "ext4", "-o", options, this.#image, this.directory]);
  }

  /** A process that was killed may take a moment to let go of its files. */
  async #unmount(): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        await run("umount", [this.directory]);
        return;
      } catch (cause) {
        if (attempt === 50) throw cause;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }
}

/** Why the power can't be cut here, as a sentence; null where it can, which is tried out. */
export async function powerCutObstacle(): Promise<string | null> {
  let disk: PowerCutDisk | null = null;
  try {
    disk = await PowerCutDisk.create();
    await disk.cut();
    await disk.restore();
    return null;
  } catch (cause) {
    return String(cause instanceof Error ? cause.message : cause).trim();
  } finally {
    await disk?.remove();
  }
}
