// A subscription of the official socket client as something that can be awaited.

/** Collects the results of a subscription, and wakes whoever waits for one of them. */
export class Watch {
  results = [];
  errors = [];
  #waiters = new Set();

  constructor(client, query, args) {
    this.unsubscribe = client.onUpdate(
      query,
      args,
      (result) => {
        this.results.push(result);
        this.#wake();
      },
      (error) => {
        this.errors.push(error);
        this.#wake();
      },
    );
  }

  get last() {
    return this.results.at(-1);
  }

  #wake() {
    for (const waiter of [...this.#waiters]) waiter();
  }

  /** The first result, past or to come, that the predicate accepts. */
  until(predicate) {
    return this.#eventually(() => this.results.find(predicate), (found) => found !== undefined);
  }

  /** The first error. */
  failure() {
    return this.#eventually(() => this.errors[0], (error) => error !== undefined);
  }

  #eventually(look, isFound) {
    return new Promise((resolve) => {
      const attempt = () => {
        const found = look();
        if (!isFound(found)) return;
        this.#waiters.delete(attempt);
        resolve(found);
      };
      this.#waiters.add(attempt);
      attempt();
    });
  }
}
