/** The package has no types of its own; its class follows the browser's, which is all that is used here. */
declare module "ws" {
  export const WebSocket: typeof globalThis.WebSocket;
}
