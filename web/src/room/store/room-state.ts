import type { Ending, LinkState } from '../room-link.ts';
import { nothingPlays, type PlaybackState } from '../sync/playback-state.ts';
import type { Announcement, ChatMessage, Countdown, Me, Member, Person, Queue, ReadyCheck, RoomSettings, Vote } from '../wire.ts';

/** Everything the page of a room shows that comes over the line. */
export interface RoomState {
  readonly link: LinkState;
  readonly ending: Ending | undefined;
  readonly endingReason: string;
  readonly settings: RoomSettings | undefined;
  readonly me: Me | undefined;
  readonly playback: PlaybackState;
  readonly queue: Queue;
  readonly members: ReadonlyMap<string, Member>;
  readonly memberCount: number;
  /** Oldest first. */
  readonly lines: readonly ChatLine[];
  readonly pins: readonly string[];
  readonly ready: ReadyCheck | null;
  readonly vote: Vote | null;
  readonly countdown: Countdown | null;
  readonly typing: readonly Person[];
  readonly flying: readonly Flying[];
  readonly notice: Notice | undefined;
  /** Messages that came while nobody looked. */
  readonly unread: number;
  /** Cut off from the other servers. */
  readonly alone: boolean;
  readonly announcement: Announcement | undefined;
  /** The first message that was new when one came in. */
  readonly newFrom: string | undefined;
  /** The message whose thread is open. */
  readonly thread: string | undefined;
  readonly older: 'unknown' | 'loading' | 'none';
}

export type ChatLine = MessageLine | EventLine;

export interface MessageLine {
  readonly kind: 'message';
  readonly id: string;
  readonly at: number;
  readonly message: ChatMessage;
  /** A message of one's own before the room has it. */
  readonly fate: 'sent' | 'pending' | 'failed';
  readonly why?: string;
}

export interface EventLine {
  readonly kind: 'event';
  readonly id: string;
  readonly at: number;
  readonly what: EventWord;
  readonly who: string;
  readonly detail?: string | number;
}

/** Keys of `room.event` in the wording. */
export type EventWord =
  | 'joined' | 'left' | 'play' | 'pause' | 'seek' | 'rate' | 'item' | 'next' | 'end' | 'wait' | 'resume' | 'start' | 'kicked' | 'banned' | 'muted' | 'unmuted' | 'slow' | 'slowOff' | 'locked';

/** A reaction on its way up. */
export interface Flying {
  readonly id: number;
  readonly emote: string;
}

/** What the screen says for a moment. */
export interface Notice {
  readonly id: number;
  readonly what: EventWord | 'problem' | 'hint' | 'letter';
  readonly who: string;
  readonly detail?: string | number;
}

const nobody: ReadonlyMap<string, Member> = new Map();

export const emptyQueue: Queue = { version: 0, mode: 'sequential', autoAdvance: true, current: null, items: [] };

export const initialRoom: RoomState = {
  link: 'connecting', ending: undefined, endingReason: '', settings: undefined, me: undefined, playback: nothingPlays, queue: emptyQueue, members: nobody, memberCount: 0,
  lines: [], pins: [], ready: null, vote: null, countdown: null, typing: [], flying: [], notice: undefined, unread: 0, alone: false, announcement: undefined, newFrom: undefined, thread: undefined, older: 'unknown',
};

export function may(state: RoomState, permission: string): boolean {
  return state.me?.permissions.includes(permission) === true;
}
