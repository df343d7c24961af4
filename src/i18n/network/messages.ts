import type { Quantity } from "../messages.ts";

/** Texts of the network panel, and of separate stores, which machines need to be two at a time. */
export interface NetworkMessages {
  readonly title: string;
  readonly state: Record<"no-card" | "off" | "waiting" | "connected", string>;
  readonly others: (machines: Quantity) => string;
  readonly onShelf: (files: Quantity) => string;
  readonly address: string;
  /** What is said of the address before the guest uses it. */
  readonly willHave: string;
  readonly card: string;
  readonly gateway: string;
  readonly thisPage: string;
  readonly neighbours: string;
  readonly alone: string;
  /** Before the command that a person may type in the guest. */
  readonly tryIt: string;
  readonly noInternet: string;
  readonly shelf: string;
  readonly shelfHint: string;
  readonly emptyShelf: string;
  readonly fromGuest: string;
  readonly put: string;
  readonly drop: string;
  readonly save: (name: string) => string;
  readonly remove: (name: string) => string;
  readonly separateStore: string;
  readonly separateStoreHint: string;
  /** In the storage panel of a page with a separate store. */
  readonly storeName: (name: string) => string;
  readonly firstStore: string;
}
