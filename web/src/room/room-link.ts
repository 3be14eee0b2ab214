import type { ClockAnswer } from './sync/clock-sample.ts';
import type { Announcement, PersonalNews, Publication, RoomProblem, Snapshot } from './wire.ts';

/** The line to a room, whatever carries it. */
export interface RoomLink {
  /** A command or a question; refused ones reject with a {@link RoomError}. */
  call(method: string, params: Record<string, unknown>): Promise<unknown>;
  clock(sent: number): Promise<ClockAnswer>;
  /** To everybody, without a promise that it arrives. */
  signal(payload: object): void;
  close(): void;
}

export type LinkState = 'connecting' | 'live' | 'reconnecting' | 'over';

/** What comes over the line, in order. */
export interface LinkEvents {
  /** `recovered`: nothing was missed, the state goes on. */
  state(state: LinkState, why?: Ending): void;
  snapshot(epoch: string, snapshot: Snapshot): void;
  publication(epoch: string, publication: Publication): void;
  /** `from` is what the server says, never what the payload says. */
  signal(from: string, name: string, payload: unknown): void;
  /** The node that one is on cannot reach the others: the room goes on among those who are here. */
  alone(alone: boolean): void;
  personal(news: PersonalNews): void;
  announcement(announcement: Announcement): void;
  /** The line is up again, perhaps through another node. */
  resumed(): void;
}

export type Ending = 'kicked' | 'banned' | 'closed' | 'signedOut' | 'refused' | 'crowded' | 'idle';

export class RoomError extends Error {
  constructor(readonly problem: RoomProblem) {
    super(problem.title);
    this.name = 'RoomError';
  }
}
