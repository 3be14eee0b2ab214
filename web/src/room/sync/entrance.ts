import type { MediaSeat } from './media-seat.ts';
import { holds } from './reserve.ts';
import type { TimeSource } from './time-source.ts';

const pollMs = 15;
/** A jump inside the buffer and its decode are over by then, mostly. */
const nearestMs = 250;
/** The first try is for a quick line, so that most are in step within 2.5 s; the next ones for all others. */
const firstMs = 1_800;
const farMs = 3_000;
const farthestMs = 15_000;
const tries = 12;

/** Where the room will be, in page time. */
export interface RoomTrack {
  /** Seconds into the item at a page time. */
  positionAt(pageTime: number): number;
  readonly end: number;
}

export interface EntryPlan {
  readonly position: number;
  /** Page time at which `position` is reached. */
  readonly at: number;
}

/**
 * Brings an element that stands to a place of the running room: moves a little ahead of it, waits until that can be shown, and
 * says when to press play. Nobody else waits for it.
 */
export class Entrance {
  #cancel: (() => void) | undefined;
  #leadMs = firstMs;
  #nearMs = nearestMs;

  constructor(private readonly time: TimeSource, private readonly seat: MediaSeat) {}

  get busy(): boolean {
    return this.#cancel !== undefined;
  }

  cancel(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** Everybody starts at `plan`: be there in time, or come in late. */
  scheduled(plan: EntryPlan, track: RoomTrack, ready: (plan: EntryPlan) => void): void {
    this.cancel();
    this.#place(plan.position);
    this.#whenReady(() => (this.time.now() < plan.at ? ready(plan) : this.running(track, ready)));
  }

  /** The room plays already. */
  running(track: RoomTrack, ready: (plan: EntryPlan) => void): void {
    this.cancel();
    this.#leadMs = firstMs;
    this.#nearMs = nearestMs;
    this.#try(track, ready, tries);
  }

  #try(track: RoomTrack, ready: (plan: EntryPlan) => void, left: number): void {
    const now = this.time.now();
    const near = { position: track.positionAt(now + this.#nearMs), at: now + this.#nearMs };
    const plan = holds(this.seat, near.position, track.end) ? near : { position: track.positionAt(now + this.#leadMs), at: now + this.#leadMs };
    this.#place(plan.position);
    this.#whenReady(() => {
      const late = this.time.now() > plan.at;
      // What came in early holds the pictures before it too: come in sooner.
      const early = plan !== near && holds(this.seat, track.positionAt(this.time.now() + this.#nearMs), track.end) && plan.at - this.time.now() > 2 * this.#nearMs;
      if (!late && !early) {
        ready(plan);
        return;
      }
      if (late && plan === near) this.#nearMs = Math.min(farMs, 2 * this.#nearMs);
      else if (late) this.#leadMs = Math.min(farthestMs, Math.max(farMs, this.#leadMs * 1.5));
      if (left > 0) this.#try(track, ready, left - 1);
      else ready({ position: plan.position, at: this.time.now() });
    });
  }

  #place(position: number): void {
    if (!this.seat.paused) this.seat.pause();
    if (Math.abs(this.seat.position - position) > this.seat.frame / 4) this.seat.seek(position);
  }

  #whenReady(run: () => void): void {
    const look = () => {
      if (this.seat.seeking || this.seat.readyState < 3) {
        this.#cancel = this.time.after(pollMs, look);
        return;
      }
      this.#cancel = undefined;
      run();
    };
    look();
  }
}
