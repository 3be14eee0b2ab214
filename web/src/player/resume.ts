/** Below this a restart is quicker than a question; within `tail` of the end the video counts as seen. */
const head = 5;
const tailShare = 0.05;
const tailMost = 30;

/** The place worth asking about, or undefined when the video should just start at the beginning. */
export function resumeOffer(saved: number | undefined, duration: number): number | undefined {
  if (saved === undefined || !Number.isFinite(saved) || saved < head) return undefined;
  return duration > 0 && saved > duration - tail(duration) ? undefined : saved;
}

/** What to save for a position: a finished video starts over next time. */
export function positionToSave(position: number, duration: number): number {
  return duration > 0 && position > duration - tail(duration) ? 0 : Math.round(position * 10) / 10;
}

function tail(duration: number): number {
  return Math.min(tailMost, duration * tailShare);
}

/** Says when a position is worth writing: every 5 s of play, and never the same place twice. */
export class SaveClock {
  #lastAt = -Infinity;
  #lastPosition: number | undefined;

  constructor(private readonly everyMs = 5000) {}

  due(nowMs: number, position: number): boolean {
    return nowMs - this.#lastAt >= this.everyMs && this.moved(position);
  }

  moved(position: number): boolean {
    return this.#lastPosition === undefined || Math.abs(position - this.#lastPosition) >= 0.5;
  }

  saved(nowMs: number, position: number): void {
    this.#lastAt = nowMs;
    this.#lastPosition = position;
  }
}
