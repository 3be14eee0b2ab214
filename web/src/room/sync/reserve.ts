import type { MediaSeat } from './media-seat.ts';

/** Seconds of media after a place without which playing from it would soon stop again. */
const aheadNeeded = 1.5;
/** The last pictures have nothing after them. */
const endSlack = 0.5;

/** Enough is buffered at `position` to play on from there. */
export function holds(seat: MediaSeat, position: number, end: number): boolean {
  const until = seat.bufferedUntil(position);
  return until !== undefined && (until - position >= aheadNeeded || until >= end - endSlack);
}
