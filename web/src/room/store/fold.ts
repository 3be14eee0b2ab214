import { movesOf } from '../wire-reading.ts';
import type { PlaybackNews, Publication, Snapshot } from '../wire.ts';
import { fromSnapshot, withEvent, withMessage } from './chat-lines.ts';
import { standingOf, turned } from './rights.ts';
import type { EventLine, EventWord, RoomState } from './room-state.ts';

/** Above this a line for each who comes and goes would drown the chat. */
const smallRoom = 20;

export function foldSnapshot(state: RoomState, snapshot: Snapshot): RoomState {
  return {
    ...state,
    settings: snapshot.room,
    me: snapshot.me,
    queue: snapshot.queue,
    members: new Map(snapshot.members.map((m) => [m.id, m])),
    memberCount: snapshot.memberCount,
    lines: fromSnapshot(state.lines, snapshot.chat),
    pins: snapshot.pins,
    ready: snapshot.ready,
    vote: snapshot.vote,
    countdown: snapshot.countdown ?? null,
  };
}

/** One publication further. Playback itself is the target's to take; here only what stands beside it. */
export function foldPublication(state: RoomState, news: Publication): RoomState {
  return withRights(state, fold(state, news));
}

/** The log says who became what; what oneself may do follows from it. */
function withRights(before: RoomState, after: RoomState): RoomState {
  const { me, settings } = after;
  if (before.me === undefined || before.settings === undefined || me === undefined || settings === undefined) return after;
  const [was, is] = [standingOf(before.me, before.members.get(me.id), before.settings), standingOf(me, after.members.get(me.id), settings)];
  if (was.role === is.role && was.mode === is.mode && was.muted === is.muted) return after;
  return { ...after, me: { ...me, permissions: turned(before.me.permissions, was, is) } };
}

function fold(state: RoomState, news: Publication): RoomState {
  switch (news.kind) {
    case 'chat': {
      const { message } = news.data;
      const pins = state.pins.filter((id) => id !== message.id);
      return { ...state, lines: withMessage(state.lines, message), pins: message.pinned ? [...pins, message.id] : pins };
    }
    case 'playback':
      return foldPlayback(state, news, news.data);
    case 'queue':
      return news.data.version >= state.queue.version ? { ...state, queue: news.data } : state;
    case 'member':
      return foldMember(state, news);
    case 'settings':
      return { ...state, settings: news.data };
    case 'moderation':
      return foldModeration(state, news);
  }
}

function foldPlayback(state: RoomState, news: Publication, data: PlaybackNews): RoomState {
  const next = {
    ...state,
    ...('ready' in data ? { ready: data.ready ?? null } : {}),
    ...('vote' in data ? { vote: data.vote ?? null } : {}),
    ...('countdown' in data ? { countdown: data.countdown ?? null } : {}),
    ...(data.starts === true && data.item !== null ? { queue: { ...state.queue, current: data.item.element } } : {}),
  };
  const what = data.cause?.action;
  if (data.version === state.playback.version || !isWord(what) || (what !== 'seek' && what !== 'item' && what !== 'next')) return next;
  return { ...next, lines: withEvent(next.lines, eventOf(news, what, data.cause?.name ?? '', what === 'seek' ? data.position : (data.item?.title ?? ''))) };
}

function foldMember(state: RoomState, news: Publication & { kind: 'member' }): RoomState {
  const { memberCount } = news.data;
  const members = new Map(state.members);
  let { me, lines } = state;
  for (const [i, { op, member }] of movesOf(news).entries()) {
    const known = members.has(member.id);
    if (op === 'left') members.delete(member.id);
    else members.set(member.id, member);
    if (member.id === state.me?.id) me = op !== 'left' ? { ...state.me, role: member.role } : me;
    else if (memberCount <= smallRoom && (op === 'left' ? known : op === 'joined' && !known)) {
      const line = eventOf(news, op === 'left' ? 'left' : 'joined', member.name);
      lines = withEvent(lines, i === 0 ? line : { ...line, id: `${news.id}.${i.toString().padStart(2, '0')}` });
    }
  }
  return { ...state, members, memberCount, me, lines };
}

function foldModeration(state: RoomState, news: Publication & { kind: 'moderation' }): RoomState {
  const { op, target, until, reason } = news.data;
  let next = state;
  if (target !== null && (op === 'muted' || op === 'unmuted')) {
    const member = state.members.get(target.id);
    if (member !== undefined) next = { ...next, members: new Map(state.members).set(target.id, { ...member, muted: op === 'muted' }) };
  }
  if (target !== null && target.id === state.me?.id && (op === 'kicked' || op === 'banned')) next = { ...next, ending: op, endingReason: reason ?? '', link: 'over' };
  const what: EventWord = op === 'slow' && (until ?? 0) <= 0 && state.settings?.slowModeSeconds === 0 ? 'slowOff' : op;
  return { ...next, lines: withEvent(next.lines, eventOf(news, what, target?.name ?? news.user?.name ?? '')) };
}

function eventOf(news: Publication, what: EventWord, who: string, detail?: string | number): EventLine {
  return { kind: 'event', id: news.id, at: news.at, what, who, ...(detail === undefined ? {} : { detail }) };
}

const words: readonly string[] = ['play', 'pause', 'seek', 'rate', 'item', 'next', 'end', 'wait', 'resume', 'start'];

export function isWord(action: string | undefined): action is EventWord {
  return action !== undefined && words.includes(action);
}
