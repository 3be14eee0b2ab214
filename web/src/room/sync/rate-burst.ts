import type { MediaSeat } from './media-seat.ts';
import type { TimeSource } from './time-source.ts';

const step = 0.03;
const leastMs = 300;
const mostMs = 5_000;
const mostLossMs = 80;
const weight = 0.3;

/**
 * A short, fixed step of the playback rate: 3 % up or down, then exactly the room's again. The two changes may lose some time by themselves, whichever way
 * they go: how much, and how surely that is known, is learned from how the bursts before have ended.
 */
export class RateBurst {
  #cancel: (() => void) | undefined;
  #endedAt = -Infinity;
  #lossMs: number;
  #doubtMs = 0;
  #lessons = 0;
  #last: { readonly drift: number; readonly gain: number } | undefined;

  /** @param lossMs What is lost in this browser, as a first guess. */
  constructor(private readonly time: TimeSource, private readonly seat: MediaSeat, private readonly gapMs: number, lossMs: number) {
    this.#lossMs = lossMs;
  }

  get running(): boolean {
    return this.#cancel !== undefined;
  }

  get possible(): boolean {
    return !this.running && this.time.now() - this.#endedAt >= this.gapMs;
  }

  /** How far from the room a burst may leave an element that drifts: what is lost is not the same each time, and no burst is endlessly short. */
  leaves(drift: number): number {
    return Math.abs(drift + this.#gain(drift) - this.#lossMs) + this.#doubtMs;
  }

  /** @param drift ms ahead of the room; behind is negative. */
  run(drift: number, rate: number, done: () => void): void {
    const slower = drift > 0;
    const gain = this.#gain(drift);
    const length = Math.abs(gain) / step;
    this.#last = { drift, gain };
    this.seat.setRate(rate * (slower ? 1 - step : 1 + step), false);
    this.#cancel = this.time.after(length, () => {
      this.#end(rate);
      done();
    });
  }

  /** @param drift What it was once the burst had settled. */
  landed(drift: number): void {
    if (this.#last === undefined) return;
    const lost = Math.min(mostLossMs, Math.max(0, this.#last.drift + this.#last.gain - drift));
    this.#lessons++;
    const share = Math.max(weight, 1 / this.#lessons);
    // The first one corrects the guess, and says nothing about how much they differ.
    if (this.#lessons > 1) this.#doubtMs += share * (Math.abs(lost - this.#lossMs) - this.#doubtMs);
    this.#lossMs += share * (lost - this.#lossMs);
    this.#last = undefined;
  }

  cancel(rate: number): void {
    if (!this.running) return;
    this.#last = undefined;
    this.#cancel?.();
    this.#end(rate);
  }

  #gain(drift: number): number {
    const wanted = (Math.abs(drift) + (drift > 0 ? -this.#lossMs : this.#lossMs)) / step;
    const length = Math.min(mostMs, Math.max(leastMs, this.gapMs, wanted));
    return (drift > 0 ? -1 : 1) * length * step;
  }

  #end(rate: number): void {
    this.#cancel = undefined;
    this.#endedAt = this.time.now();
    this.seat.setRate(rate, true);
  }
}
