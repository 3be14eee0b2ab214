import type { ClockSync } from './clock-sync.ts';
import { DriftCorrector, type Verdict } from './drift-corrector.ts';
import { Entrance, type EntryPlan } from './entrance.ts';
import type { MediaSeat } from './media-seat.ts';
import type { PlaybackTarget } from './playback-target.ts';
import { holds } from './reserve.ts';
import { SeekCost } from './seek-cost.ts';
import { StallDetector } from './stall-detector.ts';
import type { StartLag } from './start-lag.ts';
import { StartScheduler } from './start-scheduler.ts';
import type { SyncProfile } from './sync-profile.ts';
import { idleView, type SyncPhase, type SyncState, type SyncView } from './sync-view.ts';
import type { TimeSource } from './time-source.ts';

const watchMs = 100;
/** Nearer than this an element that plays is left to the corrector; farther it comes in anew. */
const reachMs = 10_000;
const startRestMs = 400;

export interface RoomSyncParts {
  readonly time: TimeSource;
  readonly clock: ClockSync;
  readonly target: PlaybackTarget;
  readonly profile: SyncProfile;
  readonly lag: StartLag;
  changed(view: SyncView): void;
}

/** Keeps one element with the room: carries out each new state together with everybody else, and stays there. */
export class RoomSync {
  readonly #parts: RoomSyncParts;
  #seat: MediaSeat | undefined;
  #scheduler: StartScheduler | undefined;
  #corrector: DriftCorrector | undefined;
  #entrance: Entrance | undefined;
  readonly #stall = new StallDetector();
  readonly #cost = new SeekCost();
  #view: SyncView = idleView;
  #cancelWatch: (() => void) | undefined;
  #cancelRate: (() => void) | undefined;
  #pending = false;
  #hidden = false;

  constructor(parts: RoomSyncParts) {
    this.#parts = parts;
  }

  get view(): SyncView {
    return this.#view;
  }

  /** The element holds the item that plays now; before, there is nothing to keep in step. */
  sit(seat: MediaSeat): void {
    this.rise();
    const { time, profile, lag } = this.#parts;
    this.#seat = seat;
    this.#scheduler = new StartScheduler(time, seat, lag);
    this.#entrance = new Entrance(time, seat);
    this.#corrector = new DriftCorrector(time, seat, profile, this.#cost, this.#aim());
    this.#watch();
    this.follow();
  }

  rise(): void {
    this.#halt();
    this.#cancelWatch?.();
    this.#cancelWatch = undefined;
    this.#seat = undefined;
    this.#show({ phase: 'idle', state: 'away', drift: undefined });
  }

  /** Carries out the target as it is now. Call it when the target changed. */
  follow(): void {
    const seat = this.#seat;
    if (seat === undefined) return;
    this.#halt();
    const { playing, item, rate } = this.#parts.target.state;
    if (item === null || !playing) {
      this.#stand(seat);
      return;
    }
    // Times of the room mean nothing before the clock is known: clockChanged() comes back here.
    this.#pending = !this.#parts.clock.ready;
    if (this.#pending) return;
    this.#go(seat, rate);
  }

  /** This viewer has paused the room: the own picture need not wait for the answer. */
  anticipatePause(): void {
    if (this.#seat === undefined || this.#view.phase !== 'following') return;
    this.#halt();
    this.#seat.pause();
    this.#show({ phase: 'standing', drift: undefined });
  }

  clockChanged(): void {
    if (this.#pending && this.#parts.clock.ready) this.follow();
    else this.#show({});
  }

  /** A click or a key of the viewer: the browser lets the element speak now. */
  join(): void {
    void this.#seat?.play();
    this.#corrector?.forgive();
    this.follow();
  }

  /** Asked for by hand: fresh clock, fresh entry. */
  resync(): void {
    this.#corrector?.forgive();
    this.#parts.clock.restart();
    this.follow();
  }

  /** The connection is back, perhaps on another node, or the machine woke. The element plays on until the clock is known again. */
  wake(): void {
    this.#parts.clock.restart();
  }

  get hidden(): boolean {
    return this.#hidden;
  }

  setHidden(hidden: boolean): void {
    if (hidden === this.#hidden) return;
    this.#hidden = hidden;
    if (!hidden) this.wake();
    this.#show({});
  }

  #aim() {
    const self = this;
    return {
      drift: () => self.#drift(),
      uncertainty: () => self.#parts.clock.uncertainty,
      rate: () => self.#parts.target.state.rate,
      positionIn: (ms: number) => self.#positionAt(self.#parts.time.now() + ms),
      get end() {
        return self.#end;
      },
      get hidden() {
        return self.#hidden;
      },
      enter: () => self.#enter(),
      judged: (verdict: Verdict, drift: number) => self.#show({ state: verdict, drift }),
    };
  }

  #go(seat: MediaSeat, rate: number): void {
    const { target, clock, time } = this.#parts;
    const at = clock.pageTimeOf(target.state.at);
    const drift = this.#driftNow(seat);
    if (!seat.paused && Math.abs(drift) < reachMs && (at <= time.now() || Math.abs(this.#driftAt(seat, at)) < 100)) {
      this.#keepGoing(seat, rate, at);
      return;
    }
    this.#show({ phase: 'entering', state: 'catch', drift: undefined });
    seat.setRate(rate, true);
    if (at > time.now()) this.#entrance?.scheduled({ position: target.state.position, at }, this.#track(), (plan) => this.#start(plan));
    else this.#enter();
  }

  // A change of rate, or news that change nothing here: no pause, the rate turns when everybody's does.
  #keepGoing(seat: MediaSeat, rate: number, at: number): void {
    const turn = () => {
      this.#cancelRate = undefined;
      if (seat.rate !== rate) seat.setRate(rate, true);
      this.#corrector?.start(startRestMs);
    };
    const wait = at - this.#parts.time.now();
    this.#show({ phase: 'following' });
    if (wait > 0 && seat.rate !== rate) this.#cancelRate = this.#parts.time.after(wait, turn);
    else turn();
  }

  #enter(): void {
    this.#corrector?.stop();
    this.#show({ phase: 'entering', state: 'catch' });
    this.#entrance?.running(this.#track(), (plan) => this.#start(plan));
  }

  #start(plan: EntryPlan): void {
    this.#scheduler?.start({
      at: plan.at,
      drift: () => this.#drift(),
      done: (outcome) => {
        if (outcome === 'blocked') this.#show({ phase: 'blocked', state: 'away', drift: undefined });
        else if (outcome === 'interrupted') this.#show({ phase: 'outside', state: 'away', drift: undefined });
        else this.#arrive();
      },
    });
  }

  #arrive(): void {
    this.#stall.reset();
    this.#show({ phase: 'following' });
    this.#corrector?.start(startRestMs);
  }

  #stand(seat: MediaSeat): void {
    const { position, rate, item } = this.#parts.target.state;
    this.#pending = false;
    if (!seat.paused) seat.pause();
    if (seat.rate !== rate) seat.setRate(rate, true);
    if (item !== null && Math.abs(seat.position - position) > seat.frame) seat.seek(Math.min(position, this.#end));
    this.#show({ phase: item === null ? 'idle' : 'standing', state: this.#standing(seat), drift: undefined });
  }

  /** A room that waits goes on when those whom it waits for could: until then they say that they cannot. */
  #standing(seat: MediaSeat): SyncState {
    const ready = !seat.seeking && seat.readyState >= 3 && holds(seat, seat.position, this.#end);
    const over = seat.ended || seat.position >= this.#end - 0.25;
    return this.#parts.target.state.waitingFor && !ready && !over ? 'buffer' : 'sync';
  }

  #halt(): void {
    this.#corrector?.stop();
    this.#scheduler?.cancel();
    this.#entrance?.cancel();
    this.#cancelRate?.();
    this.#cancelRate = undefined;
  }

  #watch(): void {
    this.#cancelWatch = this.#parts.time.after(watchMs, () => {
      this.#watch();
      this.#look();
    });
  }

  #look(): void {
    const seat = this.#seat;
    if (seat !== undefined && this.#view.phase === 'standing') this.#show({ state: this.#standing(seat) });
    if (seat === undefined || this.#view.phase !== 'following') return;
    const stalled = this.#stall.look(this.#parts.time.now(), seat.position, seat.readyState, !seat.paused && !seat.seeking);
    const over = seat.ended || this.#positionAt(this.#parts.time.now()) >= this.#end - 0.25;
    if (seat.paused && !over) {
      // Nobody here asked for that: headphones were pulled, or the picture-in-picture window's own button was used.
      this.#halt();
      this.#show({ phase: 'outside', state: 'away', drift: undefined });
    } else if (stalled && !over) this.#show({ state: 'buffer', drift: undefined });
    else if (this.#view.state === 'buffer') this.#show({ state: 'catch' });
  }

  #drift(): number | undefined {
    const seat = this.#seat;
    if (seat === undefined || seat.paused || seat.seeking || this.#stall.stalled || !this.#parts.clock.ready) return undefined;
    return this.#positionAt(this.#parts.time.now()) >= this.#end ? undefined : this.#driftNow(seat);
  }

  /** In ms of time, not of film: at double speed 100 ms are 0.2 s of it. */
  #driftNow(seat: MediaSeat): number {
    return ((seat.position - this.#positionAt(this.#parts.time.now())) * 1000) / this.#parts.target.state.rate;
  }

  #driftAt(seat: MediaSeat, pageTime: number): number {
    const there = seat.position + (seat.rate * Math.max(0, pageTime - this.#parts.time.now())) / 1000;
    return (there - this.#positionAt(pageTime)) * 1000;
  }

  #positionAt(pageTime: number): number {
    return this.#parts.target.positionAt(pageTime + this.#parts.clock.offset());
  }

  #track() {
    return { positionAt: (pageTime: number) => this.#positionAt(pageTime), end: this.#end };
  }

  get #end(): number {
    const length = this.#parts.target.state.item?.durationSeconds ?? 0;
    return length > 0 ? length : Infinity;
  }

  #show(part: { phase?: SyncPhase; state?: SyncState; drift?: number | undefined }): void {
    const next = { ...this.#view, ...part, uncertainty: this.#parts.clock.uncertainty };
    const same = next.phase === this.#view.phase && next.state === this.#view.state && next.drift === this.#view.drift && next.uncertainty === this.#view.uncertainty;
    this.#view = next;
    if (!same) this.#parts.changed(next);
  }
}
