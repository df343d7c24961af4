import { test as base } from "@playwright/test";
import { BrowserProfile } from "./browser-profile.ts";

export { expect } from "@playwright/test";

/** Playwright's `test` with `profile`: a browser profile on disk, removed after the test. */
export const test = base.extend<{ profile: BrowserProfile }>({
  profile: async ({ baseURL }, use) => {
    const profile = await BrowserProfile.create(baseURL ?? "");
    // Of the two forms of the snapshots the one that has a card of each.
    profile.preferences = { "strata-snapshots": "list" };
    await use(profile);
    await profile.remove();
  },
});
