import type { MediaSeat } from './media-seat.ts';
import type { TimeSource } from './time-source.ts';

const step = 0.03;
const leastMs = 300;
const mostMs = 5_000;
/** A change of rate loses about this much by itself, whichever way it goes. */
const changeLossMs = 20;

/** A short, fixed step of the playback rate: 3 % up or down, then exactly the room's again. */
export class RateBurst {
  #cancel: (() => void) | undefined;
  #endedAt = -Infinity;

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
    const length = (Math.abs(drift) + (slower ? -changeLossMs : changeLossMs)) / step;
    this.seat.setRate(rate * (slower ? 1 - step : 1 + step), false);
    this.#cancel = this.time.after(Math.min(mostMs, Math.max(leastMs, this.gapMs, length)), () => {
      this.#end(rate);
      done();
    });
  }

  cancel(rate: number): void {
    if (!this.running) return;
    this.#cancel?.();
    this.#end(rate);
  }

  #end(rate: number): void {
    this.#cancel = undefined;
    this.#endedAt = this.time.now();
    this.seat.setRate(rate, true);
  }
}
