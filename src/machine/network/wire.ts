import type { Unsubscribe } from "../../core/emitter.ts";

/** A machine that is on the wire. */
export interface Neighbour {
  readonly name: string;
  readonly mac: string;
  readonly address: string;
}

/** What the pages of one browser say to each other for their machines. */
export type WireMessage =
  /** Frames that a machine sends. */
  | { readonly kind: "frames"; readonly frames: readonly Uint8Array[] }
  /** A machine is there: when it comes, and to whoever asks; or it is no more. */
  | ({ readonly kind: "here" | "gone" } & Neighbour)
  | { readonly kind: "who-is-there" };

/** What joins the machines of all pages: everybody hears what anybody says, but not what it says itself. */
export interface Wire {
  send(message: WireMessage): void;
  onMessage(listener: (message: WireMessage) => void): Unsubscribe;
  close(): void;
}

/** The wire of all pages of this site in this browser, whichever store each has. */
export function broadcastWire(name: string): Wire {
  const channel = new BroadcastChannel(name);
  return {
    send: (message) => channel.postMessage(message),
    onMessage: (listener) => {
      const handle = ({ data }: MessageEvent<WireMessage>): void => listener(data);
      channel.addEventListener("message", handle);
      return () => channel.removeEventListener("message", handle);
    },
    close: () => channel.close(),
  };
}
