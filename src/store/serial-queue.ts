/** Runs pieces of work one after another, in the order in which they came; one that fails does not hold up the next. */
export class SerialQueue {
  readonly #explain: ((cause: unknown) => Promise<unknown>) | null;
  #last: Promise<unknown> = Promise.resolve();
  #waitingCount = 0;

  /** @param explain makes of what a piece of work was rejected with what the caller gets; it must not fail. */
  constructor(explain: ((cause: unknown) => Promise<unknown>) | null = null) {
    this.#explain = explain;
  }

  /** Whether nothing is under way. */
  get isIdle(): boolean {
    return this.#waitingCount === 0;
  }

  /** Settles as `work` does. */
  run<Value>(work: () => Promise<Value>): Promise<Value> {
    const explain = this.#explain;
    this.#waitingCount++;
    const settled = this.#last.then(work, work).finally(() => {
      this.#waitingCount--;
    });
    const result =
      explain === null
        ? settled
        : settled.catch(async (cause: unknown) => {
            throw await explain(cause);
          });
    this.#last = result.catch(() => undefined);
    return result;
  }
}
