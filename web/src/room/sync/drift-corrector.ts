import { CorrectionBudget } from './correction-budget.ts';
import { DriftReadings } from './drift-readings.ts';
import type { MediaSeat } from './media-seat.ts';
import { PredictiveSeek } from './predictive-seek.ts';
import { RateBurst } from './rate-burst.ts';
import { holds } from './reserve.ts';
import type { SeekCost } from './seek-cost.ts';
import { StandingDrift } from './standing-drift.ts';
import type { SyncProfile } from './sync-profile.ts';
import type { TimeSource } from './time-source.ts';

const loopMs = 250;
const hiddenLoopMs = 1_000;
const burstSettleMs = 500;
const seekSettleMs = 600;
const failureWindowMs = 30_000;
const prefetchAhead = 2;
const patienceMs = 3_000;
const seekGapMs = 4_000;
const seeksPerMinute = 4;
/** A burst is heard by good ears: what is nearly right is set right seldom. */
const trimGapMs = 6_000;
const trimsPerMinute = 3;

/** What the corrector aims at; everything in ms of drift or seconds of the item. */
export interface Aim {
  /** ms by which the element is ahead of the room; undefined while that says nothing (seeking, stalled, standing). */
  drift(): number | undefined;
  uncertainty(): number;
  rate(): number;
  /** Where the room is `ms` from now. */
  positionIn(ms: number): number;
  readonly end: number;
  readonly hidden: boolean;
  /** Come in anew, with a scheduled start: the target does not get into the buffer, or a jump has missed it. */
  enter(): void;
  judged(verdict: Verdict, drift: number): void;
}

export type Verdict = 'sync' | 'catch' | 'struggling';

/**
 * Three zones: leave alone what is within the dead band unless it stands there, take up small drift with a burst of the rate, jump over large drift.
 * Never a rate that varies continuously: each change may lose up to 40 ms by itself.
 */
export class DriftCorrector {
  readonly #readings: DriftReadings;
  readonly #burst: RateBurst;
  readonly #budget = new CorrectionBudget(seekGapMs, seeksPerMinute);
  readonly #trims = new CorrectionBudget(trimGapMs, trimsPerMinute);
  readonly #standing = new StandingDrift();
  readonly #seek: PredictiveSeek;
  #cancelLoop: (() => void) | undefined;
  #restUntil = -Infinity;
  #outside = 0;
  #failures: number[] = [];
  #afterBurst = false;
  #jumpUsed: number | undefined;
  #catchingSince: number | undefined;
  #lowered = false;

  constructor(
    private readonly time: TimeSource,
    private readonly seat: MediaSeat,
    private readonly profile: SyncProfile,
    private readonly cost: SeekCost,
    private readonly aim: Aim,
  ) {
    this.#readings = new DriftReadings(time, () => aim.drift());
    this.#burst = new RateBurst(time, seat, profile.rateGap, profile.burstLoss);
    this.#seek = new PredictiveSeek(time, seat);
  }

  get deadBand(): number {
    return Math.max(this.profile.deadBand, this.aim.uncertainty());
  }

  /** What stands closer than this stays: a burst would not surely bring it nearer, and half of what the clock may hide is no error to chase. */
  get fineBand(): number {
    return Math.max(this.profile.fineBand, this.aim.uncertainty() / 2);
  }

  /** @param restMs Time in which a start or a change of rate may settle before it is judged. */
  start(restMs: number): void {
    this.stop();
    this.#restUntil = this.time.now() + restMs;
    this.#loop();
  }

  stop(): void {
    this.#cancelLoop?.();
    this.#cancelLoop = undefined;
    this.#seek.cancel();
    this.#readings.cancel();
    this.#burst.cancel(this.aim.rate());
    this.#standing.clear();
    this.#outside = 0;
    this.#afterBurst = false;
    this.#jumpUsed = undefined;
    this.#catchingSince = undefined;
  }

  /** Somebody asked for it: the next reading may jump whatever was spent. */
  forgive(): void {
    this.#budget.clear();
    this.#trims.clear();
    this.#failures = [];
    this.#lowered = false;
  }

  #loop(): void {
    this.#cancelLoop = this.time.after(this.aim.hidden ? hiddenLoopMs : loopMs, () => {
      this.#loop();
      this.#look();
    });
  }

  #look(): void {
    // Something moved it meanwhile: what the burst was for is nothing beside that.
    if (this.#burst.running && Math.abs(this.aim.drift() ?? 0) > this.profile.seekAhead + this.deadBand) this.#burst.cancel(this.aim.rate());
    if (this.#burst.running || this.#seek.running || this.#readings.running || this.time.now() < this.#restUntil) return;
    this.#read((drift) => this.#judge(drift));
  }

  #read(answer: (drift: number) => void): void {
    if (!this.aim.hidden) {
      this.#readings.take(answer);
      return;
    }
    // Timers of a hidden page come once a second: one look, and only what a jump is for.
    const drift = this.aim.drift();
    if (drift !== undefined) answer(drift);
  }

  #judge(drift: number): void {
    this.#learn(drift);
    const size = Math.abs(drift);
    if (size <= this.deadBand) {
      this.#outside = 0;
      this.#catchingSince = undefined;
      this.#lowered = false;
      this.aim.judged('sync', drift);
      this.#trim(drift);
      return;
    }
    this.#standing.clear();
    const failing = this.#failures.length >= 2;
    if (failing || size > Math.max(this.deadBand, drift > 0 ? this.profile.seekAhead : this.profile.seekBehind)) {
      this.#jumpOrWait(drift);
      return;
    }
    this.#outside = Math.sign(this.#outside) === Math.sign(drift) ? this.#outside + Math.sign(drift) : Math.sign(drift);
    // Between the bands a browser whose rate must be left alone is as good as it gets.
    this.aim.judged(this.profile.bursts ? 'catch' : 'sync', drift);
    if (this.profile.bursts && !this.aim.hidden && Math.abs(this.#outside) >= 2 && this.#burst.possible) this.#takeUp(drift);
  }

  #learn(drift: number): void {
    const now = this.time.now();
    if (this.#jumpUsed !== undefined) this.cost.landed(this.#jumpUsed, drift);
    this.#jumpUsed = undefined;
    this.#failures = this.#failures.filter((t) => now - t < failureWindowMs);
    if (this.#afterBurst) this.#burst.landed(drift);
    if (this.#afterBurst && Math.abs(drift) > this.deadBand) this.#failures.push(now);
    this.#afterBurst = false;
  }

  /** Every start and every jump ends somewhere in the dead band, each member elsewhere: what stands there for seconds is taken up too. */
  #trim(drift: number): void {
    if (!this.profile.bursts || this.aim.hidden) return;
    const stands = this.#standing.see(drift);
    if (stands === undefined || Math.abs(stands) <= this.fineBand) return;
    const now = this.time.now();
    if (!this.#burst.possible || !this.#trims.allows(now) || this.#burst.leaves(stands) > Math.abs(stands) / 2) return;
    this.#trims.spend(now);
    this.#takeUp(stands);
  }

  #takeUp(drift: number): void {
    this.#outside = 0;
    this.#standing.clear();
    this.#burst.run(drift, this.aim.rate(), () => {
      this.#afterBurst = true;
      this.#restUntil = this.time.now() + burstSettleMs;
    });
  }

  #jumpOrWait(drift: number): void {
    const now = this.time.now();
    this.#outside = 0;
    if (this.#budget.spent(now)) {
      if (!this.#lowered) {
        this.#lowered = true;
        this.seat.lowerQuality();
      }
      this.aim.judged('struggling', drift);
      return;
    }
    this.aim.judged('catch', drift);
    const target = this.aim.positionIn(this.cost.ms);
    if (holds(this.seat, target, this.aim.end)) {
      if (this.#budget.allows(now)) this.#jump(now);
      return;
    }
    this.#catchingSince ??= now;
    if (now - this.#catchingSince < patienceMs) this.seat.prefetch(target + prefetchAhead);
    else if (this.#budget.allows(now)) {
      this.#budget.spend(now);
      this.aim.enter();
    }
  }

  #jump(now: number): void {
    const used = this.cost.ms;
    this.#budget.spend(now);
    this.#failures = [];
    this.#catchingSince = undefined;
    const over = (took: number) => {
      this.cost.seeked(took);
      this.#jumpUsed = used;
      this.#restUntil = this.time.now() + seekSettleMs;
    };
    this.#seek.run(this.aim.positionIn(used), over, () => this.#read((drift) => this.#land(drift)));
  }

  /** What a jump costs depends on how far the last key picture is, so one may miss. A scheduled start does not: it ends the correction. */
  #land(drift: number): void {
    const now = this.time.now();
    this.#learn(drift);
    const near = this.profile.bursts ? this.deadBand : Math.max(this.deadBand, this.profile.seekBehind);
    this.aim.judged(Math.abs(drift) <= this.deadBand ? 'sync' : 'catch', drift);
    if (Math.abs(drift) <= near || this.#budget.spent(now)) return;
    this.#budget.spend(now);
    this.aim.enter();
  }
}
