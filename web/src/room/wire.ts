import type { PlaybackState } from './sync/playback-state.ts';

/** The shapes of a room on the wire; the same names as in Matinee.App/Rooms. Times are cluster time in ms. */

export interface Person {
  readonly id: string;
  readonly name: string;
}

export type RoomRole = 'owner' | 'admin' | 'member' | 'guest';

export type Permission =
  | 'playback' | 'queueAdd' | 'queueEdit' | 'vote' | 'chat' | 'react' | 'moderate' | 'members' | 'invite' | 'settings' | 'roles' | 'own';

export interface RoomSettings {
  readonly id: string;
  readonly name: string;
  readonly mode: 'host' | 'everyone' | 'vote';
  readonly access: 'open' | 'approval' | 'invite';
  readonly waiting: 'everyone' | 'briefly' | 'never';
  readonly slowModeSeconds: number;
  readonly locked: boolean;
  readonly hasPassword: boolean;
  readonly ownerId: string;
}

export interface Me extends Person {
  readonly role: RoomRole;
  readonly permissions: readonly string[];
}

export interface Member extends Person {
  readonly role: RoomRole;
  readonly status: 'online' | 'away' | 'busy';
  readonly statusText?: string | null;
  readonly muted: boolean;
  readonly devices: number;
}

export interface ChatMessage {
  readonly id: string;
  readonly user: Person;
  readonly text: string;
  readonly at: number;
  readonly replyTo?: string | null;
  readonly editedAt?: number | null;
  readonly deleted?: boolean;
  readonly reactions: Readonly<Record<string, readonly string[]>>;
  readonly pinned: boolean;
  readonly thread?: string | null;
}

/** Words for one person. */
export interface DirectMessage {
  readonly id: string;
  readonly from: Person;
  readonly to: string;
  readonly text: string;
  readonly at: number;
}

/** What comes over one's own channel. */
export interface PersonalNews {
  readonly kind: string;
  readonly at: number;
  readonly message?: { readonly id: string; readonly from: Person; readonly to: string; readonly text: string };
}

/** Words for everybody who is connected to the site. */
export interface Announcement {
  readonly id: string;
  readonly text: string;
}

export interface QueueItem {
  readonly element: string;
  readonly videoId: string;
  readonly title: string;
  readonly durationSeconds: number | null;
  readonly addedBy?: Person | null;
}

export interface Queue {
  readonly version: number;
  readonly mode: 'sequential' | 'repeat' | 'shuffle';
  readonly autoAdvance: boolean;
  readonly current: string | null;
  readonly items: readonly QueueItem[];
}

export interface ReadyCheck {
  readonly by: Person;
  readonly members: readonly { readonly id: string; readonly ready: boolean }[];
  readonly deadline: number;
}

export interface Vote {
  readonly id: string;
  readonly action: 'pause' | 'play' | 'skip' | 'item';
  readonly by: Person;
  readonly yes: readonly string[];
  readonly no: readonly string[];
  readonly needed: number;
  readonly deadline: number;
  readonly element?: string | null;
}

export interface Countdown {
  /** Cluster time at which the picture starts to move. */
  readonly at: number;
  readonly seconds: number;
}

export interface Snapshot {
  readonly room: RoomSettings;
  readonly me: Me;
  readonly playback: PlaybackState;
  readonly queue: Queue;
  readonly members: readonly Member[];
  readonly memberCount: number;
  readonly chat: readonly ChatMessage[];
  readonly pins: readonly string[];
  readonly ready: ReadyCheck | null;
  readonly vote: Vote | null;
  readonly countdown?: Countdown | null;
  /** The last message that one has read. */
  readonly readUpTo?: string | null;
  readonly node: string;
}

export type PlaybackNews = PlaybackState & {
  readonly starts?: boolean;
  readonly ready?: ReadyCheck | null;
  readonly vote?: Vote | null;
  readonly countdown?: Countdown | null;
};

interface Head {
  readonly id: string;
  readonly at: number;
  readonly user: Person | null;
}

/** Somebody who came, went or changed; a node whose members do so in numbers tells of all in one. */
export interface MemberMove {
  readonly op: 'joined' | 'left' | 'changed';
  readonly member: Member;
}

export type Publication = Head & (
  | { readonly kind: 'chat'; readonly data: { readonly op: 'sent' | 'edited' | 'deleted' | 'reacted' | 'pinned' | 'unpinned'; readonly message: ChatMessage } }
  | { readonly kind: 'playback'; readonly data: PlaybackNews }
  | { readonly kind: 'queue'; readonly data: Queue }
  | { readonly kind: 'member'; readonly data: MemberMove & { readonly memberCount: number; readonly more?: readonly MemberMove[] } }
  | { readonly kind: 'settings'; readonly data: RoomSettings }
  | { readonly kind: 'moderation'; readonly data: { readonly op: 'kicked' | 'banned' | 'muted' | 'unmuted' | 'slow' | 'locked'; readonly target: Person | null; readonly until?: number | null; readonly reason?: string | null } }
);

/** What the server answers to a change of the room. */
export interface Outcome {
  readonly offset: number;
  readonly epoch: string;
  readonly version: number;
  readonly state?: unknown;
}

/** The message of an error of a call is this, as JSON. */
export interface RoomProblem {
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly retryAfterMs?: number;
  readonly state?: PlaybackState;
}

/** `POST /api/rooms/{id}/join`. */
export interface Ticket {
  readonly token: string;
  readonly expiresAt: string;
  readonly channel: string;
  readonly signalChannel: string;
  readonly userChannel: string;
  readonly websocketUrl: string;
  readonly playback: TicketPlayback | null;
  readonly member: Person & { readonly role: RoomRole };
}

export interface TicketPlayback {
  readonly videoId: string;
  readonly masterUrl: string;
  readonly storyboardUrl: string | null;
  readonly posterUrl: string | null;
  readonly captions: readonly { readonly language: string; readonly label: string; readonly url: string }[];
  readonly chapters: readonly { readonly start: number; readonly title: string }[];
  readonly title: string;
  readonly durationSeconds: number | null;
}
