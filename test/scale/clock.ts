/** A clock that jumps from event to event. Times are milliseconds; events of the same time run in the order in which they were set. */
export class SimulatedClock {
  #now = 0;
  #events = 0;
  #order = 0;
  // A binary heap in three arrays: millions of small objects would cost more than the events themselves.
  readonly #times: number[] = [];
  readonly #orders: number[] = [];
  readonly #actions: (() => void)[] = [];

  get now(): number {
    return this.#now;
  }

  /** Events that have run so far. */
  get events(): number {
    return this.#events;
  }

  /** @throws Error when `delay` is negative or not a number: an effect must not precede its cause */
  after(delay: number, action: () => void): void {
    if (!(delay >= 0)) throw new Error(`An event cannot be ${delay} ms from now.`);
    this.#push(this.#now + delay, action);
  }

  /** Runs all events up to a time, or until there are none. */
  run(until = Number.POSITIVE_INFINITY): void {
    for (let time = this.#times[0]; time !== undefined && time <= until; time = this.#times[0]) {
      if (time < this.#now) throw new Error(`The event of ${time} ms comes after ${this.#now} ms.`);
      this.#now = time;
      this.#events += 1;
      this.#pop()();
    }
    if (Number.isFinite(until)) this.#now = Math.max(this.#now, until);
  }

  #push(time: number, action: () => void): void {
    let at = this.#times.length;
    const order = this.#order++;
    this.#times.push(time);
    this.#orders.push(order);
    this.#actions.push(action);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(at, parent)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #pop(): () => void {
    this.#swap(0, this.#times.length - 1);
    this.#times.pop();
    this.#orders.pop();
    const action = this.#actions.pop();
    const size = this.#times.length;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= size) break;
      const right = left + 1;
      const child = right < size && this.#isBefore(right, left) ? right : left;
      if (!this.#isBefore(child, at)) break;
      this.#swap(at, child);
      at = child;
    }
    return action ?? (() => {});
  }

  #isBefore(a: number, b: number): boolean {
    const [timeA = 0, timeB = 0] = [this.#times[a], this.#times[b]];
    return timeA < timeB || (timeA === timeB && (this.#orders[a] ?? 0) < (this.#orders[b] ?? 0));
  }

  #swap(a: number, b: number): void {
    swap(this.#times, a, b);
    swap(this.#orders, a, b);
    swap(this.#actions, a, b);
  }
}

function swap<T>(list: T[], a: number, b: number): void {
  const [first, second] = [list[a], list[b]];
  if (first === undefined || second === undefined) return;
  list[a] = second;
  list[b] = first;
}
