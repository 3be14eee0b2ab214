/** One way delays in ms: what every message takes, and up to how much more, mostly little. */
export interface Way {
  readonly base: number;
  readonly jitter: number;
}

export interface Connection {
  readonly there: Way;
  readonly back: Way;
}

/** Lines of a home, of a home farther away, and of the slow member, which is always the last. */
const home: Connection = { there: { base: 8, jitter: 12 }, back: { base: 10, jitter: 40 } };
const farther: Connection = { there: { base: 16, jitter: 12 }, back: { base: 20, jitter: 40 } };
const slow: Connection = { there: { base: 28, jitter: 20 }, back: { base: 36, jitter: 60 } };

export function connectionOf(member: number, count: number): Connection {
  if (member === count - 1) return slow;
  return member === 0 ? home : farther;
}

/** When a message that is sent now arrives: never before the one sent before it. */
export class Delays {
  #last = -Infinity;

  constructor(private readonly way: Way, private readonly random: () => number) {}

  arrival(now: number): number {
    this.#last = Math.max(this.#last, now + this.way.base + this.way.jitter * this.random() ** 3);
    return this.#last;
  }
}
