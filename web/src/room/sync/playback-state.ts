/** Playback as the room's log says it; the wire's PLAYBACK. */
export interface PlaybackState {
  readonly version: number;
  readonly item: PlaybackItem | null;
  readonly playing: boolean;
  readonly rate: number;
  /** Seconds into the item at `at`. */
  readonly position: number;
  /** Cluster ms. While playing it may lie ahead: then everybody starts there together. */
  readonly at: number;
  readonly cause?: PlaybackCause | null;
  readonly waitingFor?: Waiting | null;
}

export interface PlaybackItem {
  readonly element: string;
  readonly videoId: string;
  readonly title: string;
  readonly durationSeconds: number | null;
}

export interface PlaybackCause {
  /** Null: the room itself, at the end of a film or of a wait. */
  readonly userId: string | null;
  readonly name: string | null;
  readonly action: string;
}

export interface Waiting {
  readonly members: readonly { readonly id: string; readonly name: string }[];
  /** Cluster ms at which the room goes on without them. */
  readonly deadline: number;
}

export const nothingPlays: PlaybackState = { version: 0, item: null, playing: false, rate: 1, position: 0, at: 0 };
