const minuteMs = 60_000;

/** At most one correction in a while and a few in a minute: more would be worse than being late. */
export class CorrectionBudget {
  #times: number[] = [];

  constructor(private readonly gapMs: number, private readonly perMinute: number) {}

  spent(now: number): boolean {
    return this.#times.filter((t) => now - t < minuteMs).length >= this.perMinute;
  }

  allows(now: number): boolean {
    return !this.spent(now) && now - (this.#times.at(-1) ?? -Infinity) >= this.gapMs;
  }

  spend(now: number): void {
    this.#times = [...this.#times.filter((t) => now - t < minuteMs), now];
  }

  clear(): void {
    this.#times = [];
  }
}
