/** What is under way, so that somebody can wait until nothing is. */
export class InFlight {
  readonly #promises = new Set<Promise<unknown>>();

  track<Value>(promise: Promise<Value>): Promise<Value> {
    const tracked: Promise<unknown> = promise
      .catch(() => undefined)
      .finally(() => this.#promises.delete(tracked));
    this.#promises.add(tracked);
    return promise;
  }

  get size(): number {
    return this.#promises.size;
  }

  async settled(): Promise<void> {
    while (this.#promises.size > 0) await Promise.all(this.#promises);
  }
}
