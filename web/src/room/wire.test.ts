import { describe, expect, it } from 'vitest';
import { endpointsOf } from './centrifuge-link.ts';
import { callPlayback } from './playback-calls.ts';
import { RoomError, type RoomLink } from './room-link.ts';
import { ulid } from './ulid.ts';
import { readProblem, readPublication, readSnapshot } from './wire-reading.ts';

describe('what comes over the line', () => {
  it('is read as a publication when it is one', () => {
    expect(readPublication({ id: 'a', kind: 'chat', at: 1, user: null, data: {} })?.kind).toBe('chat');
    for (const odd of [null, 'x', {}, { id: 'a', kind: 'weather', at: 1, data: {} }, { id: 'a', kind: 'chat', at: '1', data: {} }, { id: 'a', kind: 'chat', at: 1 }]) expect(readPublication(odd)).toBeUndefined();
    expect(readSnapshot({ room: {}, me: {} })).toBeUndefined();
  });

  it('has nulls where the wire leaves them out', () => {
    const queue = { version: 1, mode: 'sequential', autoAdvance: true, items: [{ element: 'q1', videoId: 'v1', title: 'Snow' }] };
    const playback = { version: 1, playing: false, rate: 1, position: 0, at: 0 };
    expect(readSnapshot({ room: {}, me: {}, playback, queue })).toMatchObject({ playback: { item: null, cause: null }, queue: { current: null, items: [{ durationSeconds: null }] }, ready: null, vote: null });
    expect(readPublication({ id: 'a', kind: 'playback', at: 1, data: { ...playback, countdown: null } })?.data).toMatchObject({ item: null, countdown: null });
    expect(Object.keys(readPublication({ id: 'a', kind: 'playback', at: 1, data: playback })?.data ?? {})).not.toContain('ready');
  });

  it('is read as a problem, with or without the server’s words', () => {
    expect(readProblem({ code: 4429, message: '{"code":"rate_limited","title":"Too fast","retryAfterMs":900}' })).toEqual({ code: 'rate_limited', title: 'Too fast', retryAfterMs: 900 });
    expect(readProblem({ code: 1, message: 'timeout' })).toEqual({ code: 'timeout', title: 'timeout' });
    expect(readProblem(new Error('boom'))).toEqual({ code: 'unavailable', title: 'boom' });
  });
});

describe('a playback command', () => {
  const link = (answer: () => Promise<unknown>) => ({ call: answer }) as unknown as RoomLink;

  it('answers with the state, a conflict with the room’s', async () => {
    expect(await callPlayback(link(async () => ({ version: 3, state: { version: 3 } })), 'room.play', {})).toMatchObject({ ok: true, state: { version: 3, item: null } });
    const state = { version: 9 } as never;
    const refused = link(() => Promise.reject(new RoomError({ code: 'conflict', title: 'Somebody was quicker', state })));
    expect(await callPlayback(refused, 'room.play', {})).toMatchObject({ ok: false, conflict: { version: 9, waitingFor: null } });
  });

  it('answers with the reason of a refusal', async () => {
    const refused = link(() => Promise.reject(new RoomError({ code: 'forbidden', title: 'No', detail: 'The host controls this room.' })));
    expect(await callPlayback(refused, 'room.play', {})).toMatchObject({ ok: false, error: { code: 'forbidden', title: 'The host controls this room.' } });
  });
});

it('endpoints keep the host and the scheme of the server, with fallbacks beside the socket', () => {
  expect(endpointsOf('/connection/websocket', 'https://host/r/1').map((e) => e.endpoint)).toEqual(['wss://host/connection/websocket', 'https://host/connection/http_stream', 'https://host/connection/sse']);
  expect(endpointsOf('ws://other:8080/connection/websocket?node=n2', 'http://host/').map((e) => e.endpoint)).toEqual([
    'ws://other:8080/connection/websocket?node=n2', 'http://other:8080/connection/http_stream?node=n2', 'http://other:8080/connection/sse?node=n2',
  ]);
});

it('ids are ULIDs, in the order of their time', () => {
  const zero = (into: Uint8Array<ArrayBuffer>) => into;
  expect(ulid(1_469_918_176_385, zero)).toBe('01ARYZ6S410000000000000000');
  expect(ulid()).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  expect(ulid(1_000) < ulid(2_000)).toBe(true);
});
