/** The machine's first serial port, as the console needs it. It outlives power-off and power-on. */
export interface SerialConsolePort {
  /** Calls `listener` with each later output of the guest. The result ends the subscription. */
  subscribe(listener: (bytes: Uint8Array) => void): () => void;
  send(bytes: Uint8Array): void;
}
