import type { BrowserProfile } from "../support/browser-profile.ts";
import type { PowerCutDisk } from "./power-cut.ts";

/** What dies: the page's process, the browser with all its processes, or the computer. */
export const deaths = ["tab", "browser", "power"] as const;
export type Death = (typeof deaths)[number];

export interface PreparedDeath {
  /** Kills, and resolves when all can be opened again. */
  kill(): Promise<void>;
}

/** Looks up what is to be killed, so that the kill itself is one signal. */
export async function prepareDeath(
  death: Death,
  profile: BrowserProfile,
  disk: PowerCutDisk | null,
): Promise<PreparedDeath> {
  if (death === "tab") return profile.prepareKillTabs();
  const browser = await profile.prepareKill();
  if (disk === null) return browser;
  return {
    kill: async () => {
      await disk.cut();
      await browser.kill();
      await disk.restore();
    },
  };
}
