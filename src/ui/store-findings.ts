import type { StorageCommands } from "../lab/strata.ts";

/** What was found out about the store when somebody asked, with the moment (milliseconds since 1970). */
export type UsageView = Awaited<ReturnType<StorageCommands["usage"]>> & { readonly at: number };
export type VerificationView = Awaited<ReturnType<StorageCommands["verify"]>> & { readonly at: number };

/** Where answers of `measure-usage` and `verify-storage` go; null before the first. */
export interface StoreFindings {
  usage: UsageView | null;
  verification: VerificationView | null;
}
