import type { NetworkMessages } from "./messages.ts";

export const networkEnglish: NetworkMessages = {
  title: "Network",
  state: {
    "no-card": "the machine has no network card",
    off: "the machine is off",
    waiting: "the guest does not use its address yet",
    connected: "connected",
  },
  others: ({ value, shown }) => `${shown} ${value === 1 ? "other machine" : "other machines"}`,
  onShelf: ({ value, shown }) => `${shown} ${value === 1 ? "file on the shelf" : "files on the shelf"}`,
  address: "Address",
  willHave: "given when the guest asks for one",
  card: "Card",
  gateway: "Gateway",
  thisPage: "this page",
  neighbours: "Other machines",
  alone: "None. A machine that runs in another tab of this browser shows up here.",
  tryIt: "Type in the machine:",
  noInternet: "Nothing leaves the browser: there is no way to the internet, and no server.",
  shelf: "Shelf",
  shelfHint: "Files here are fetched in the machine by",
  emptyShelf:
    "Nothing lies here. What the guest sends appears here too; it is gone when this page is closed.",
  fromGuest: "from the guest",
  put: "Put files…",
  drop: "Drop files to put them on the shelf",
  save: (name) => `Save ${name}`,
  remove: (name) => `Remove ${name} from the shelf`,
  separateStore: "Work with a separate store here",
  separateStoreHint:
    "A separate store has machines and snapshots of its own, so that two machines can run at once, and reach each other over the network.",
  storeName: (name) => `This is the separate store “${name}”: its machines and snapshots are its own.`,
  firstStore: "To the first store",
};
