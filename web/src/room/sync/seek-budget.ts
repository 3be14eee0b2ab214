const gapMs = 4_000;
const perMinute = 4;

/** At most one correcting jump in four seconds and four in a minute: more would be worse than being late. */
export class SeekBudget {
  #times: number[] = [];

  spent(now: number): boolean {
    return this.#times.filter((t) => now - t < 60_000).length >= perMinute;
  }

  allows(now: number): boolean {
    return !this.spent(now) && now - (this.#times.at(-1) ?? -Infinity) >= gapMs;
  }

  spend(now: number): void {
    this.#times = [...this.#times.filter((t) => now - t < 60_000), now];
  }

  clear(): void {
    this.#times = [];
  }
}
