/** What is known of a video's length while it may still be being made. */
export interface Growth {
  /** The whole length, from the catalogue; 0 while nobody knows it. */
  readonly duration: number;
  /** How much of it can be played now. */
  readonly available: number;
  /** More is coming: the playlist has no ENDLIST yet. */
  readonly growing: boolean;
}

export interface SeekAnswer {
  readonly position: number;
  /** The wish lay past what exists; `position` is the nearest place that plays. */
  readonly refused: boolean;
}

/** A seek to the very end of what exists would stall at once; this much is kept so that a moment still plays. */
const edgeMargin = 0.5;

export const nothingYet: Growth = { duration: 0, available: 0, growing: false };

/** `known` is the catalogue's length, `playlist` the sum of the segments, which alone is true once the playlist has ended. */
export function growthOf(known: number, playlist: number, ended: boolean): Growth {
  if (ended) return { duration: playlist, available: playlist, growing: false };
  return { duration: Math.max(known, playlist), available: playlist, growing: true };
}

export function clampSeek(growth: Growth, wish: number): SeekAnswer {
  const low = Math.max(0, Number.isFinite(wish) ? wish : 0);
  if (!growth.growing) return { position: growth.duration > 0 ? Math.min(low, growth.duration) : low, refused: false };
  const last = Math.max(0, growth.available - edgeMargin);
  return low <= last ? { position: low, refused: false } : { position: last, refused: low > growth.available };
}

/** Playback has caught up with the encoder: there is nothing more to play, though the video is longer. */
export function waitsForEncoder(growth: Growth, position: number, paused: boolean): boolean {
  return growth.growing && !paused && growth.available - position < 0.35;
}

export function fraction(part: number, whole: number): number {
  return whole > 0 ? Math.min(1, Math.max(0, part / whole)) : 0;
}
