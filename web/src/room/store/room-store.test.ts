import { describe, expect, it } from 'vitest';
import { RoomError, type RoomLink } from '../room-link.ts';
import { nothingPlays } from '../sync/playback-state.ts';
import { VirtualTime } from '../testing/virtual-time.ts';
import type { ChatMessage, Member, Publication, Snapshot } from '../wire.ts';
import { mostLines } from './chat-lines.ts';
import { lockOf } from './lock.ts';
import { emptyQueue, type MessageLine, type RoomState } from './room-state.ts';
import { RoomStore } from './room-store.ts';
import { steer } from './steering.ts';

const ann = { id: 'u-ann', name: 'Ann' };
const bo = { id: 'u-bo', name: 'Bo' };
const member = (p: typeof ann, part: Partial<Member> = {}): Member => ({ ...p, role: 'member', status: 'online', muted: false, devices: 1, ...part });
const message = (id: string, at: number, part: Partial<ChatMessage> = {}): ChatMessage => ({ id, user: bo, text: `words of ${id}`, at, reactions: {}, pinned: false, ...part });

const snapshot = (part: Partial<Snapshot> = {}): Snapshot => ({
  room: { id: 'r1', name: 'Thursday film club', mode: 'host', access: 'open', waiting: 'briefly', slowModeSeconds: 0, locked: false, hasPassword: false, ownerId: ann.id },
  me: { ...ann, role: 'owner', permissions: ['playback', 'chat', 'vote'] },
  playback: nothingPlays, queue: emptyQueue, members: [member(ann, { role: 'owner' }), member(bo)], memberCount: 2, chat: [], pins: [], ready: null, vote: null, node: 'n1', ...part,
});

const sent = (m: ChatMessage, id = m.id): Publication => ({ id, kind: 'chat', at: m.at, user: m.user, data: { op: 'sent', message: m } });

function room(answer: (method: string, params: Record<string, unknown>) => unknown = () => ({}), part: Partial<Snapshot> = {}) {
  const world = new VirtualTime();
  const calls: [string, Record<string, unknown>][] = [];
  const signals: object[] = [];
  let ids = 0;
  const store = new RoomStore({ time: world.page(0), clusterNow: () => 10_000 + world.now, newId: () => `own-${++ids}` });
  const link: RoomLink = {
    call: async (method, params) => {
      calls.push([method, params]);
      const value = answer(method, params);
      if (value instanceof Error) throw value;
      return value;
    },
    clock: () => Promise.reject(new Error('no clock here')),
    signal: (payload) => void signals.push(payload),
    close: () => undefined,
  };
  store.attach(link);
  store.linked('live');
  store.snapshot(snapshot(part));
  return { world, store, calls, signals };
}

const texts = (state: RoomState) => state.lines.map((l) => (l.kind === 'message' ? `${l.fate}:${l.id}` : `event:${l.what}`));

describe('a message of one’s own', () => {
  it('is there at once, and confirmed by its publication under the same id', async () => {
    const { world, store, calls } = room();
    store.say('  Hello  ');
    expect(texts(store.state)).toEqual(['pending:own-1']);
    await world.run(10);
    expect(calls).toEqual([['chat.send', { id: 'own-1', text: 'Hello' }]]);

    store.publication(sent(message('own-1', 10_050, { user: ann, text: 'Hello' })));

    expect(texts(store.state)).toEqual(['sent:own-1']);
  });

  it('stays below what comes meanwhile, and takes the room’s place once it has one', () => {
    const { store } = room();
    store.say('first?');
    store.publication(sent(message('m1', 10_020)));
    expect(texts(store.state)).toEqual(['sent:m1', 'pending:own-1']);

    store.publication(sent(message('own-1', 10_010, { user: ann })));

    expect(texts(store.state)).toEqual(['sent:own-1', 'sent:m1']);
  });

  it('that was refused says why, goes again under the same id, or goes away', async () => {
    let refuse = true;
    const { world, store, calls } = room(() => (refuse ? new RoomError({ code: 'rate_limited', title: 'Too fast', detail: 'Wait two seconds.', retryAfterMs: 2_000 }) : {}));
    store.say('Hello');
    await world.run(10);
    expect((store.state.lines[0] as MessageLine).why).toBe('Wait two seconds.');
    refuse = false;
    store.again('own-1');
    await world.run(10);

    expect(calls.map(([, p]) => p['id'])).toEqual(['own-1', 'own-1']);
    expect(texts(store.state)).toEqual(['pending:own-1']);
    store.dismiss('own-1');
    expect(store.state.lines).toEqual([]);
  });

  it('without words is none', () => {
    const { store, calls } = room();
    store.say('   ');
    expect(calls).toEqual([]);
  });

  it('survives a gap that is closed by a snapshot', () => {
    const { store } = room();
    store.say('on its way');
    store.publication(sent(message('m1', 10_001)));
    store.snapshot(snapshot({ chat: [message('m1', 10_001), message('m2', 10_002)] }));

    expect(texts(store.state)).toEqual(['sent:m1', 'sent:m2', 'pending:own-1']);
  });
});

describe('the chat', () => {
  it('shows a message as it is now: edited, reacted to, pinned, deleted', () => {
    const { store } = room();
    store.publication(sent(message('m1', 1)));
    const news = (op: 'edited' | 'reacted' | 'pinned' | 'unpinned' | 'deleted', m: ChatMessage): Publication => ({ id: `${op}-1`, kind: 'chat', at: 9, user: bo, data: { op, message: m } });
    store.publication(news('reacted', message('m1', 1, { reactions: { heart: [ann.id] } })));
    store.publication(news('pinned', message('m1', 1, { pinned: true })));
    expect(store.state.pins).toEqual(['m1']);
    store.publication(news('unpinned', message('m1', 1)));
    expect(store.state.pins).toEqual([]);
    store.publication(news('deleted', message('m1', 1, { deleted: true, text: '' })));

    expect(store.state.lines).toHaveLength(1);
    expect((store.state.lines[0] as MessageLine).message.deleted).toBe(true);
  });

  it('counts what comes while nobody looks, but not one’s own', () => {
    const { store } = room();
    store.look(false);
    store.publication(sent(message('m1', 1)));
    store.publication(sent(message('m2', 2, { user: ann })));
    expect(store.state.unread).toBe(1);
    store.look(true);
    expect(store.state.unread).toBe(0);
  });

  it('keeps its last lines and asks for older ones once', async () => {
    const { store } = room();
    for (let i = 0; i < mostLines + 30; i++) store.publication(sent(message(`m${String(i).padStart(4, '0')}`, 1_000 + i)));
    expect(store.state.lines).toHaveLength(mostLines);
    const asked: (string | undefined)[] = [];
    const older = async (before: string | undefined) => {
      asked.push(before);
      return [message('m0028', 1_028), message('m0029', 1_029)];
    };
    await Promise.all([store.loadOlder(older), store.loadOlder(older)]);

    expect(asked).toEqual(['m0030']);
    expect(store.state.lines[0]?.id).toBe('m0028');
    await store.loadOlder(async () => []);
    expect(store.state.older).toBe('none');
  });

  it('shows for three seconds who types, not after their message, and tells of oneself every two', async () => {
    const { world, store, signals } = room();
    store.heardTyping(bo.id, 'Bo');
    store.heardTyping(ann.id, 'Ann');
    expect(store.state.typing).toEqual([bo]);
    await world.run(2_999);
    expect(store.state.typing).toHaveLength(1);
    await world.run(2);
    expect(store.state.typing).toHaveLength(0);
    store.heardTyping(bo.id, 'Bo');
    store.publication(sent(message('m1', 1)));
    expect(store.state.typing).toHaveLength(0);
    for (let i = 0; i < 5; i++) {
      store.typing();
      await world.run(500);
    }
    expect(signals).toHaveLength(2);
  });
});

describe('the room', () => {
  const playback = { version: 3, item: { element: 'q2', videoId: 'v2', title: 'The Red Coat', durationSeconds: 60 }, playing: true, rate: 1, position: 1924, at: 5 };

  it('says who did what, once', async () => {
    const { world, store } = room();
    const news: Publication = { id: 'p1', kind: 'playback', at: 5, user: bo, data: { ...playback, cause: { userId: bo.id, name: 'Bo', action: 'seek' } } };
    store.publication(news);
    expect(store.state.notice).toMatchObject({ what: 'seek', who: 'Bo', detail: 1924 });
    expect(texts(store.state)).toEqual(['event:seek']);
    store.played(news.data);
    await world.run(4_001);
    expect(store.state.notice).toBeUndefined();

    store.publication({ ...news, id: 'p2' });

    expect(store.state.notice).toBeUndefined();
  });

  it('changes what stands beside playback only where a key says so', () => {
    const ready = { by: bo, members: [{ id: bo.id, ready: true }], deadline: 99 };
    const { store } = room(() => ({}), { ready });
    store.publication({ id: 'p1', kind: 'playback', at: 5, user: bo, data: { ...playback, countdown: { at: 100, seconds: 3 } } });
    expect(store.state.ready).toEqual(ready);
    expect(store.state.countdown).toEqual({ at: 100, seconds: 3 });
    store.publication({ id: 'p2', kind: 'playback', at: 5, user: bo, data: { ...playback, ready: null, countdown: null, starts: true } });

    expect(store.state.ready).toBeNull();
    expect(store.state.countdown).toBeNull();
    expect(store.state.queue.current).toBe('q2');
  });

  it('knows who is there', () => {
    const { store } = room();
    const cy = { id: 'u-cy', name: 'Cy' };
    store.publication({ id: 'j1', kind: 'member', at: 5, user: cy, data: { op: 'joined', member: member(cy), memberCount: 3 } });
    store.publication({ id: 'j2', kind: 'member', at: 6, user: cy, data: { op: 'changed', member: member(cy, { status: 'busy' }), memberCount: 3 } });
    expect(store.state.members.get(cy.id)?.status).toBe('busy');
    store.publication({ id: 'j3', kind: 'member', at: 7, user: cy, data: { op: 'left', member: member(cy), memberCount: 2 } });

    expect([...store.state.members.keys()]).toEqual([ann.id, bo.id]);
    expect(texts(store.state)).toEqual(['event:joined', 'event:left']);
  });

  it('hears of many who come and go in one', () => {
    const { store } = room();
    const [cy, di] = [{ id: 'u-cy', name: 'Cy' }, { id: 'u-di', name: 'Di' }];
    store.publication({ id: 'm1', kind: 'member', at: 5, user: null, data: { op: 'joined', member: member(cy), memberCount: 3, more: [{ op: 'joined', member: member(di) }, { op: 'left', member: member(bo) }] } });

    expect([...store.state.members.keys()]).toEqual([ann.id, cy.id, di.id]);
    expect(store.state.memberCount).toBe(3);
    expect(texts(store.state)).toEqual(['event:joined', 'event:joined', 'event:left']);
  });

  it('does not tell of each who comes when it is large', () => {
    const { store } = room();
    store.publication({ id: 'j1', kind: 'member', at: 5, user: bo, data: { op: 'joined', member: member({ id: 'x', name: 'X' }), memberCount: 21 } });
    expect(store.state.lines).toEqual([]);
  });

  it('is over for whom it has removed, whatever the line says afterwards', () => {
    const { store } = room();
    store.publication({ id: 'k1', kind: 'moderation', at: 5, user: bo, data: { op: 'kicked', target: ann, reason: 'Spoilers' } });
    store.linked('reconnecting');

    expect(store.state).toMatchObject({ ending: 'kicked', endingReason: 'Spoilers', link: 'over' });
  });

  it('knows what oneself may do when roles, mode or a mute change, and keeps what was given alone', () => {
    const plain = { ...ann, role: 'member' as const, permissions: ['chat', 'react', 'vote', 'queueAdd', 'invite'] };
    const { store } = room(() => ({}), { me: plain, members: [member(ann), member(bo)] });
    const rights = () => [...(store.state.me?.permissions ?? [])].sort();
    store.publication({ id: 's1', kind: 'settings', at: 5, user: bo, data: { ...snapshot().room, mode: 'everyone' } });
    expect(rights()).toEqual(['chat', 'invite', 'playback', 'queueAdd', 'queueEdit', 'react', 'vote']);
    store.publication({ id: 'm1', kind: 'moderation', at: 6, user: bo, data: { op: 'muted', target: ann } });
    expect(rights()).toEqual(['invite', 'playback', 'queueAdd', 'queueEdit', 'vote']);
    store.publication({ id: 'm2', kind: 'moderation', at: 7, user: bo, data: { op: 'unmuted', target: ann } });
    store.publication({ id: 's2', kind: 'settings', at: 8, user: bo, data: snapshot().room });
    expect(rights()).toEqual(['chat', 'invite', 'queueAdd', 'react', 'vote']);
    store.publication({ id: 'r1', kind: 'member', at: 9, user: bo, data: { op: 'changed', member: member(ann, { role: 'admin' }), memberCount: 2 } });
    expect(rights()).toContain('moderate');
  });

  it('does not take an older queue', () => {
    const { store } = room(() => ({}), { queue: { ...emptyQueue, version: 5 } });
    store.publication({ id: 'q1', kind: 'queue', at: 5, user: bo, data: { ...emptyQueue, version: 4, autoAdvance: false } });
    expect(store.state.queue.autoAdvance).toBe(true);
  });

  it('lets at most twelve reactions rise at once', async () => {
    const { world, store, signals } = room();
    for (let i = 0; i < 30; i++) store.heardReaction('heart');
    store.react('clap');
    expect(store.state.flying).toHaveLength(12);
    expect(signals).toEqual([{ kind: 'reaction', emote: 'clap', user: ann.id }]);
    await world.run(2_500);
    expect(store.state.flying).toEqual([]);
  });

  it('tells of a refusal', async () => {
    const { store } = room(() => new RoomError({ code: 'forbidden', title: 'You do not control playback here.' }));
    expect(await store.ask('room.next')).toBe(false);
    expect(store.state.notice).toMatchObject({ what: 'problem', detail: 'You do not control playback here.' });
  });
});

describe('a control of the player', () => {
  const state = (part: Partial<Snapshot> & { link?: 'reconnecting' }) => {
    const { store } = room(() => ({}), part);
    if (part.link !== undefined) store.linked(part.link);
    return store.state;
  };
  const guest = { ...ann, role: 'guest' as const, permissions: ['chat', 'vote'] };
  const votes = { ...snapshot().room, mode: 'vote' as const };

  it('that commands goes to the room, sound and the like do not', () => {
    expect(steer({ type: 'mediaseekrequest', detail: -5 }, state({}))).toEqual({ to: 'room', command: { do: 'seek', position: 0 } });
    expect(steer({ type: 'mediaplaybackraterequest', detail: 16 }, state({}))).toEqual({ to: 'room', command: { do: 'rate', rate: 4 } });
    expect(steer({ type: 'mediavolumerequest', detail: 0.3 }, state({ me: guest }))).toEqual({ to: 'here' });
  });

  it('of somebody without the right says so', () => {
    expect(steer({ type: 'mediapauserequest', detail: undefined }, state({ me: guest }))).toEqual({ to: 'nobody', hint: 'host' });
    expect(steer({ type: 'mediapauserequest', detail: undefined }, state({ link: 'reconnecting' }))).toEqual({ to: 'nobody', hint: 'offline' });
  });

  it('begins a vote where the room votes, unless one is under way', () => {
    expect(steer({ type: 'medianextrequest', detail: undefined }, state({ me: guest, room: votes }))).toEqual({ to: 'vote', action: 'skip' });
    expect(steer({ type: 'mediaseekrequest', detail: 4 }, state({ me: guest, room: votes }))).toEqual({ to: 'nobody', hint: 'voteOnly' });
    const vote = { id: 'x', action: 'pause' as const, by: bo, yes: [], no: [], needed: 2, deadline: 5 };
    expect(steer({ type: 'mediapauserequest', detail: undefined }, state({ me: guest, room: votes, vote }))).toEqual({ to: 'nobody', hint: 'voting' });
  });
});

it('the lamp never claims more than the clock knows', () => {
  const base = { phase: 'following', state: 'sync', drift: 4, uncertainty: 18 } as const;
  expect(lockOf(base)).toEqual({ word: 'locked', lamp: 'lock', ms: 18 });
  expect(lockOf({ ...base, drift: -31 }).ms).toBe(31);
  expect(lockOf({ ...base, state: 'catch', drift: 58 })).toEqual({ word: 'locked', lamp: 'lock', ms: 58 });
  expect(lockOf({ ...base, state: 'catch', drift: -61 }).word).toBe('catching');
  expect(lockOf({ ...base, uncertainty: 90 }).word).toBe('uneven');
  expect(lockOf({ ...base, phase: 'blocked' })).toEqual({ word: 'blocked', lamp: 'recv', ms: undefined });
});
