import type { StorageCommands } from "../lab/strata.ts";

/** What was found out about the store when somebody asked, with the moment (milliseconds since 1970). */
export type UsageView = Awaited<ReturnType<StorageCommands["usage"]>> & { readonly at: number };
export type VerificationView = Awaited<ReturnType<StorageCommands["verify"]>> & { readonly at: number };

export type FreedView = Awaited<ReturnType<StorageCommands["inspectFreed"]>> & { readonly at: number };

/** Where the answers to questions about the store go; null before the first. */
export interface StoreFindings {
  usage: UsageView | null;
  verification: VerificationView | null;
  freed: FreedView | null;
}
