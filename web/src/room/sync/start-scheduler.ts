import type { MediaSeat } from './media-seat.ts';
import type { StartLag } from './start-lag.ts';
import type { TimeSource } from './time-source.ts';

/** Timers come late by up to this; the rest is waited for picture by picture. */
const timerSlackMs = 8;
const learnAfterMs = 300;
/** Something else than the start went wrong: not a lesson about it. */
const absurdDrift = 150;

export interface StartWish {
  /** Page time at which the first picture should move. */
  readonly at: number;
  /** Drift in ms at the moment of the call; undefined when it cannot be told. */
  drift(): number | undefined;
  done(outcome: 'playing' | 'blocked' | 'interrupted'): void;
}

/** Calls play() early by the learned lag, so that the picture moves at the agreed moment, and learns from what came of it. */
export class StartScheduler {
  #cancel: (() => void) | undefined;
  #turn = 0;

  constructor(private readonly time: TimeSource, private readonly seat: MediaSeat, private readonly lag: StartLag) {}

  get waiting(): boolean {
    return this.#cancel !== undefined;
  }

  start(wish: StartWish): void {
    this.cancel();
    const turn = this.#turn;
    const callAt = wish.at - this.lag.ms;
    const wait = callAt - timerSlackMs - this.time.now();
    if (wait > 0) this.#cancel = this.time.after(wait, () => this.#approach(callAt, wish, turn));
    else this.#approach(callAt, wish, turn);
  }

  cancel(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#turn++;
  }

  // Whichever of a picture and the last milliseconds comes first: a frame may be 17 ms away, a timer may be clamped to 4.
  #approach(callAt: number, wish: StartWish, turn: number): void {
    const left = callAt - this.time.now();
    if (left <= 0.5) {
      this.#call(wish, turn);
      return;
    }
    let over = false;
    const again = () => {
      if (over || turn !== this.#turn) return;
      over = true;
      this.#cancel?.();
      this.#approach(callAt, wish, turn);
    };
    const stops = [this.time.frame(again), this.time.after(left, again)];
    this.#cancel = () => stops.forEach((stop) => stop());
  }

  #call(wish: StartWish, turn: number): void {
    this.#cancel = undefined;
    void this.seat.play().then((outcome) => {
      if (turn !== this.#turn) return;
      wish.done(outcome);
      if (outcome === 'playing') this.#cancel = this.time.after(Math.max(0, wish.at + learnAfterMs - this.time.now()), () => this.#learn(wish));
    });
  }

  #learn(wish: StartWish): void {
    this.#cancel = undefined;
    const drift = wish.drift();
    if (drift !== undefined && Math.abs(drift) <= absurdDrift) this.lag.learn(drift);
  }
}
