import type { MediaSeat } from './media-seat.ts';
import type { TimeSource } from './time-source.ts';

const step = 0.03;
const leastMs = 300;
const mostMs = 5_000;
/** The changes of rate lose about this much by themselves, whichever way they go; what it is here is learned. */
const initialLossMs = 20;
const mostLossMs = 40;
const weight = 0.3;

/** A short, fixed step of the playback rate: 3 % up or down, then exactly the room's again. */
export class RateBurst {
  #cancel: (() => void) | undefined;
  #endedAt = -Infinity;
  #lossMs = initialLossMs;
  #last: { readonly drift: number; readonly gain: number } | undefined;

  constructor(private readonly time: TimeSource, private readonly seat: MediaSeat, private readonly gapMs: number) {}

  get running(): boolean {
    return this.#cancel !== undefined;
  }

  get possible(): boolean {
    return !this.running && this.time.now() - this.#endedAt >= this.gapMs;
  }

  /** @param drift ms ahead of the room; behind is negative. */
  run(drift: number, rate: number, done: () => void): void {
    const slower = drift > 0;
    const wanted = (Math.abs(drift) + (slower ? -this.#lossMs : this.#lossMs)) / step;
    const length = Math.min(mostMs, Math.max(leastMs, this.gapMs, wanted));
    this.#last = { drift, gain: (slower ? -1 : 1) * length * step };
    this.seat.setRate(rate * (slower ? 1 - step : 1 + step), false);
    this.#cancel = this.time.after(length, () => {
      this.#end(rate);
      done();
    });
  }

  /** @param drift What it was once the burst had settled. */
  landed(drift: number): void {
    if (this.#last === undefined) return;
    const lost = this.#last.drift + this.#last.gain - drift;
    this.#lossMs += weight * (Math.min(mostLossMs, Math.max(0, lost)) - this.#lossMs);
    this.#last = undefined;
  }

  cancel(rate: number): void {
    if (!this.running) return;
    this.#last = undefined;
    this.#cancel?.();
    this.#end(rate);
  }

  #end(rate: number): void {
    this.#cancel = undefined;
    this.#endedAt = this.time.now();
    this.seat.setRate(rate, true);
  }
}
