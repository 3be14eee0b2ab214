/** What the page shows of this member's own synchronisation. */
export interface SyncView {
  readonly phase: SyncPhase;
  readonly state: SyncState;
  /** ms ahead of the room, from the last judged readings; undefined while there is nothing to compare. */
  readonly drift: number | undefined;
  /** What the clock itself may be off by, ms. */
  readonly uncertainty: number;
}

/** `blocked`: the browser wants a gesture. `outside`: this element was paused by itself, the room goes on. */
export type SyncPhase = 'idle' | 'standing' | 'entering' | 'following' | 'blocked' | 'outside';

/** Words of a report. */
export type SyncState = 'sync' | 'catch' | 'buffer' | 'away' | 'struggling';

export const unevenAbove = 80;

export const idleView: SyncView = { phase: 'idle', state: 'away', drift: undefined, uncertainty: 1_000 };
