import type { MediaSeat } from './media-seat.ts';
import type { TimeSource } from './time-source.ts';

const pollMs = 5;
/** A start is judged as soon as this; so is where a jump has landed. */
const landedMs = 300;

/** A jump of an element that plays: over when the element says so, looked at a moment later. */
export class PredictiveSeek {
  #cancel: (() => void) | undefined;

  constructor(private readonly time: TimeSource, private readonly seat: MediaSeat) {}

  get running(): boolean {
    return this.#cancel !== undefined;
  }

  /** @param over Told how many ms the element took. */
  run(to: number, over: (took: number) => void, landed: () => void): void {
    this.cancel();
    const began = this.time.now();
    this.seat.seek(to);
    const wait = () => {
      if (this.seat.seeking) {
        this.#cancel = this.time.after(pollMs, wait);
        return;
      }
      over(this.time.now() - began);
      this.#cancel = this.time.after(landedMs, () => {
        this.#cancel = undefined;
        landed();
      });
    };
    this.#cancel = this.time.after(pollMs, wait);
  }

  cancel(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
