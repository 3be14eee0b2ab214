import type { TimeSource } from './time-source.ts';

const count = 5;
const gapMs = 20;

/** The median of five looks over 80 ms: one late timer or one repeated picture does not count. */
export class DriftReadings {
  #cancel: (() => void) | undefined;

  constructor(private readonly time: TimeSource, private readonly look: () => number | undefined) {}

  get running(): boolean {
    return this.#cancel !== undefined;
  }

  /** Answers once, or not at all when a look says that nothing can be told. */
  take(answer: (median: number) => void): void {
    this.cancel();
    const seen: number[] = [];
    const step = () => {
      const value = this.look();
      this.#cancel = undefined;
      if (value === undefined) return;
      seen.push(value);
      if (seen.length < count) this.#cancel = this.time.after(gapMs, step);
      else answer(medianOf(seen));
    };
    step();
  }

  cancel(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
