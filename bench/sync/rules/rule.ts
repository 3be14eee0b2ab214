import type { MediaSeat } from '../../../web/src/room/sync/media-seat.ts';
import type { TimeSource } from '../../../web/src/room/sync/time-source.ts';

export type Message = Readonly<Record<string, unknown>>;

/** What a room has of its members: who they are, and a way to each that takes its time. */
export interface RoomLine {
  readonly time: TimeSource;
  members(): readonly string[];
  send(to: string, message: Message): void;
}

/** The server's side of a rule. */
export interface Room {
  join(member: string): void;
  hear(from: string, message: Message): void;
  close(): void;
}

/** What a member has: its own clock, its own element, a way to the room. */
export interface MemberLine {
  readonly time: TimeSource;
  readonly seat: MediaSeat;
  send(message: Message): void;
}

/** The page's side of a rule. */
export interface Member {
  hear(message: Message): void;
  /** The viewer presses play. */
  play(): void;
  /** The viewer drags to this second. */
  seek(to: number): void;
  close(): void;
}

/** How one program keeps players together, without anything else of it. */
export interface Rule {
  readonly name: string;
  room(line: RoomLine): Room;
  member(line: MemberLine): Member;
}

/** Runs every `ms`, until the answer is called. */
export function every(time: TimeSource, ms: number, run: () => void): () => void {
  let cancel = () => {};
  const again = () => {
    cancel = time.after(ms, () => {
      again();
      run();
    });
  };
  again();
  return () => cancel();
}
