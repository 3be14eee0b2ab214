import type { TimeSource } from '../sync/time-source.ts';

interface Alarm {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/** Time that moves only when told to. Pages of one world share it; each sees its own monotonic origin. */
export class VirtualTime {
  #now = 0;
  #order = 0;
  #alarms: Alarm[] = [];

  get now(): number {
    return this.#now;
  }

  at(when: number, run: () => void): () => void {
    const alarm = { at: Math.max(when, this.#now), order: this.#order++, run };
    let low = 0;
    for (let high = this.#alarms.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (this.#alarms[middle]!.at <= alarm.at) low = middle + 1; // Inside the array by the bounds.
      else high = middle;
    }
    this.#alarms.splice(low, 0, alarm);
    return () => {
      const index = this.#alarms.indexOf(alarm);
      if (index >= 0) this.#alarms.splice(index, 1);
    };
  }

  /** Runs what falls due, with the promises that each of it settles. */
  async run(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (let next = this.#alarms[0]; next !== undefined && next.at <= until; next = this.#alarms[0]) {
      this.#alarms.shift();
      this.#now = next.at;
      next.run();
      for (let i = 0; i < 8; i++) await null;
    }
    this.#now = until;
    for (let i = 0; i < 8; i++) await null;
  }

  /** @param origin What this page's clock shows at 0. `lateMs` is how late its timers come at most. */
  page(origin: number, random: () => number = () => 0, lateMs = 0): TimeSource {
    return {
      now: () => origin + this.#now,
      after: (ms, run) => this.at(this.#now + Math.max(0, ms) + random() * lateMs, run),
      // The next of this page's pictures, 60 a second.
      frame: (run) => this.at((Math.floor((this.#now + origin) / 16.667) + 1) * 16.667 - origin, run),
    };
  }
}

/** Mulberry32: the same seed, the same story. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
