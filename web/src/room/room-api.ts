import { api, ApiError } from '../lib/api.ts';
import type { ChatMessage, DirectMessage, Me, Ticket } from './wire.ts';

export interface Knock {
  readonly name?: string;
  readonly password?: string;
  readonly invite?: string;
}

/** What the door answers. */
export type DoorAnswer =
  | { readonly open: true; readonly ticket: Ticket }
  | { readonly open: false; readonly why: 'name' | 'password' | 'wrongPassword' | 'waiting' | 'banned' | 'invite' | 'inviteInvalid' | 'locked' | 'missing' | 'fast' | 'failed' };

const refusals: Readonly<Record<string, 'password' | 'wrongPassword' | 'banned' | 'invite' | 'inviteInvalid' | 'locked'>> = {
  room_password_required: 'password', room_password_wrong: 'wrongPassword', room_banned: 'banned', room_invite_required: 'invite', invite_invalid: 'inviteInvalid', room_locked: 'locked',
};

const path = (room: string, rest = '') => `/api/rooms/${encodeURIComponent(room)}${rest}`;

/** Knocks, and comes in when the door opens. Coming back with the same cookie is the same member. */
export async function knock(room: string, what: Knock): Promise<DoorAnswer> {
  try {
    const answer = await api<Ticket | { readonly state: 'waiting'; readonly member: Me }>('POST', path(room, '/join'), what);
    return 'state' in answer ? { open: false, why: 'waiting' } : { open: true, ticket: answer };
  } catch (error) {
    if (!(error instanceof ApiError)) return { open: false, why: 'failed' };
    const refusal = refusals[error.code];
    if (refusal !== undefined) return { open: false, why: refusal };
    if (error.status === 401) return { open: false, why: 'name' };
    if (error.status === 404 || error.status === 410) return { open: false, why: 'missing' };
    if (error.status === 429) return { open: false, why: 'fast' };
    return { open: false, why: error.status === 403 ? 'banned' : 'failed' };
  }
}

/** What may be said of a room before its door. */
export async function roomName(room: string): Promise<string> {
  return (await api<{ readonly name: string }>('GET', path(room))).name;
}

export interface Waiter {
  readonly id: string;
  readonly name: string;
}

/** Who stands before the door of a room that lets in by hand. */
export async function waiters(room: string): Promise<readonly Waiter[]> {
  return (await api<{ readonly items: readonly Waiter[] }>('GET', path(room, '/members?state=waiting&limit=20'))).items;
}

/** What was written with a member before, the newest first. */
export async function letters(room: string, peer: string): Promise<readonly DirectMessage[]> {
  return (await api<{ readonly items: readonly DirectMessage[] }>('GET', path(room, `/direct/${encodeURIComponent(peer)}?limit=50`))).items;
}

/** What was said in a thread, the newest first. */
export async function threadMessages(room: string, root: string): Promise<readonly ChatMessage[]> {
  return (await api<{ readonly items: readonly ChatMessage[] }>('GET', path(room, `/messages?limit=100&thread=${encodeURIComponent(root)}`))).items;
}

export async function freshToken(room: string): Promise<string> {
  return (await api<{ readonly token: string }>('GET', path(room, '/token'))).token;
}

/** An address that lets in whoever has it. */
export async function makeInvite(room: string): Promise<string> {
  const invite = await api<{ readonly code?: string; readonly url?: string }>('POST', path(room, '/invites'), {});
  return new URL(invite.url ?? `/r/${room}?invite=${encodeURIComponent(invite.code ?? '')}`, location.href).href;
}

export interface RoomDraft {
  readonly videoId: string;
  readonly name: string;
  readonly mode: string;
}

export function createRoom(draft: RoomDraft): Promise<{ readonly id: string; readonly url: string }> {
  return api('POST', '/api/rooms', draft);
}

export function closeRoom(room: string): Promise<void> {
  return api('DELETE', path(room));
}
