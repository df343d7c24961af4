/** Undoes a subscription; calling it again does nothing. */
export type Unsubscribe = () => void;

/** The one idiom for events: a private emitter, a public `subscribe`. */
export class Emitter<Value> {
  readonly #listeners = new Set<(value: Value) => void>();

  /** Calls `listener` for each later value, in the order of subscription. */
  readonly subscribe = (listener: (value: Value) => void): Unsubscribe => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Hands `value` to every listener there is now. */
  emit(value: Value): void {
    for (const listener of [...this.#listeners]) listener(value);
  }
}
