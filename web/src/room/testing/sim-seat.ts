import type { MediaSeat } from '../sync/media-seat.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface SeatHabits {
  /** Parts per million that its sound card runs fast. */
  readonly ppm: number;
  readonly startLag: readonly [number, number];
  readonly seekCost: readonly [number, number];
  /** ms on top for each second between the last key picture and the place: what lies between must be decoded. Key pictures come every two seconds. */
  readonly decodeMs: number;
  readonly rateLoss: readonly [number, number];
  /** ms from a jump outside the buffer until it can go on. */
  readonly loadMs: number;
  readonly blocked: boolean;
}

/** A start comes some part of a sound buffer (1,024 samples) late, which part nobody can tell; a change of rate that lets the pitch go loses next to nothing. */
export const measuredHabits: SeatHabits = { ppm: 0, startLag: [31, 53], seekCost: [9, 25], decodeMs: 0, rateLoss: [0, 2], loadMs: 350, blocked: false };

const keyEvery = 2;

/** A media element as measured in Chromium: play() is late, jumps cost; each change of rate may lose a little. */
export class SimSeat implements MediaSeat {
  readonly frame = 1 / 25;
  seeks = 0;
  rateChanges = 0;
  lowered = 0;
  rate = 1;
  paused = true;
  ended = false;
  muted = false;
  blocked: boolean;
  readonly prefetched: number[] = [];
  #position = 0;
  #since = 0;
  #moving = false;
  #busyUntil = 0;
  #stalledUntil = 0;
  #buffers: [number, number][] = [];
  #turn = 0;

  constructor(private readonly world: VirtualTime, private readonly random: () => number, private readonly habits: SeatHabits = measuredHabits) {
    this.blocked = habits.blocked;
  }

  get position(): number {
    if (!this.#moving || this.world.now < this.#since) return this.#position;
    return this.#position + (this.rate * (1 + this.habits.ppm / 1e6) * (this.world.now - this.#since)) / 1000;
  }

  get seeking(): boolean {
    return this.world.now < this.#busyUntil;
  }

  get readyState(): number {
    if (this.world.now < this.#stalledUntil || this.world.now < this.#busyUntil) return 1;
    return this.bufferedUntil(this.position) === undefined ? 1 : 4;
  }

  buffer(from: number, to: number): void {
    this.#buffers.push([from, to]);
  }

  bufferedUntil(position: number): number | undefined {
    return this.#buffers.find(([from, to]) => from <= position && position <= to)?.[1];
  }

  play(): Promise<'playing' | 'blocked' | 'interrupted'> {
    if (this.blocked) return Promise.resolve('blocked');
    if (!this.paused) return Promise.resolve('playing');
    this.paused = false;
    this.#begin(this.#between(this.habits.startLag));
    return Promise.resolve('playing');
  }

  pause(): void {
    this.#fix();
    this.paused = true;
    this.#moving = false;
    this.#turn++;
  }

  seek(to: number): void {
    this.seeks++;
    this.#fix();
    this.#position = to;
    const outside = this.bufferedUntil(to) === undefined;
    const cost = this.#between(this.habits.seekCost) + this.habits.decodeMs * (to % keyEvery) + (outside ? this.habits.loadMs : 0);
    // A segment is loaded from its beginning: what stands shortly before the place is there too.
    if (outside) this.world.at(this.world.now + cost, () => this.buffer(Math.floor(to / 4) * 4, Math.floor(to / 4) * 4 + 40));
    this.#busyUntil = this.world.now + cost;
    if (!this.paused) this.#begin(cost);
  }

  setRate(rate: number): void {
    this.rateChanges++;
    this.#fix();
    this.rate = rate;
    if (!this.paused) this.#begin(this.#between(this.habits.rateLoss));
  }

  prefetch(position: number): void {
    this.prefetched.push(position);
  }

  lowerQuality(): boolean {
    this.lowered++;
    return true;
  }

  /** Something moved the element that is none of ours. */
  disturb(seconds: number): void {
    this.#fix();
    this.#position += seconds;
    if (this.#moving) this.#since = this.world.now;
  }

  stall(ms: number): void {
    this.#fix();
    this.#stalledUntil = this.world.now + ms;
    if (!this.paused) this.#begin(ms);
  }

  #begin(afterMs: number): void {
    const turn = ++this.#turn;
    this.#moving = false;
    this.world.at(this.world.now + afterMs, () => {
      if (turn !== this.#turn || this.paused) return;
      this.#moving = true;
      this.#since = this.world.now;
    });
  }

  #fix(): void {
    this.#position = this.position;
    this.#since = this.world.now;
  }

  #between([low, high]: readonly [number, number]): number {
    return low + (high - low) * this.random();
  }
}
