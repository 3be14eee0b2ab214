import type { PlaybackState } from './sync/playback-state.ts';
import type { Announcement, MemberMove, PersonalNews, Publication, Queue, RoomProblem, Snapshot } from './wire.ts';

const kinds: readonly string[] = ['chat', 'playback', 'queue', 'member', 'settings', 'moderation'];

/** A publication, or undefined for what a newer server may send and this page does not know. */
export function readPublication(data: unknown): Publication | undefined {
  if (!isObject(data) || typeof data['id'] !== 'string' || typeof data['at'] !== 'number' || !isObject(data['data'])) return undefined;
  if (typeof data['kind'] !== 'string' || !kinds.includes(data['kind'])) return undefined;
  const news = data as unknown as Publication;
  if (news.kind === 'playback') return { ...news, data: { ...news.data, ...readPlayback(news.data) } };
  if (news.kind === 'member' && news.data.more !== undefined && !(Array.isArray(news.data.more) && news.data.more.every((move: unknown) => isObject(move) && isObject(move['member'])))) return undefined;
  return news.kind === 'queue' ? { ...news, data: readQueue(news.data) } : news;
}

/** Everybody of whom a publication tells. */
export function movesOf(news: Publication & { kind: 'member' }): readonly MemberMove[] {
  return [news.data, ...(news.data.more ?? [])];
}

/** What is null may be left out on the wire. */
export function readPlayback(state: PlaybackState): PlaybackState {
  const item = state.item ?? null;
  return { ...state, item: item === null ? null : { ...item, durationSeconds: item.durationSeconds ?? null }, cause: state.cause ?? null, waitingFor: state.waitingFor ?? null };
}

function readQueue(queue: Queue): Queue {
  return { ...queue, current: queue.current ?? null, items: queue.items.map((i) => ({ ...i, durationSeconds: i.durationSeconds ?? null })) };
}

export function readSnapshot(data: unknown): Snapshot | undefined {
  if (!isObject(data) || !isObject(data['room']) || !isObject(data['me']) || !isObject(data['playback'])) return undefined;
  const snapshot = data as unknown as Snapshot;
  return { ...snapshot, playback: readPlayback(snapshot.playback), queue: readQueue(snapshot.queue), ready: snapshot.ready ?? null, vote: snapshot.vote ?? null };
}

/** News for oneself; undefined for what this page does not know. */
export function readPersonal(data: unknown): PersonalNews | undefined {
  if (!isObject(data) || typeof data['kind'] !== 'string' || typeof data['at'] !== 'number') return undefined;
  if (data['kind'] !== 'message') return { kind: data['kind'], at: data['at'] };
  const message = data['message'];
  if (!isObject(message) || typeof message['id'] !== 'string' || typeof message['text'] !== 'string' || typeof message['to'] !== 'string' || !isObject(message['from'])) return undefined;
  return data as unknown as PersonalNews;
}

export function readAnnouncement(data: unknown): Announcement | undefined {
  return isObject(data) && typeof data['id'] === 'string' && typeof data['text'] === 'string' ? { id: data['id'], text: data['text'] } : undefined;
}

const byCode: Readonly<Record<number, string>> = { 1: 'timeout', 2: 'offline', 4403: 'forbidden', 4404: 'not_found', 4409: 'conflict', 4422: 'invalid', 4429: 'rate_limited', 4503: 'unavailable' };

/** The error of a call: `{code, message}`, the message a problem as JSON, or a plain sentence of the protocol itself. */
export function readProblem(error: unknown): RoomProblem {
  const { code, message } = (isObject(error) ? error : {}) as { code?: number; message?: string };
  const word = byCode[code ?? -1] ?? 'unavailable';
  try {
    const problem = JSON.parse(message ?? '') as unknown;
    if (isObject(problem) && typeof problem['title'] === 'string') return { code: word, ...(problem as object) } as RoomProblem;
  } catch (failure) {
    if (!(failure instanceof SyntaxError)) throw failure;
  }
  return { code: word, title: message ?? 'The server cannot be reached' };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
