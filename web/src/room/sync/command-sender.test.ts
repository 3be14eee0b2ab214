import { describe, expect, it } from 'vitest';
import { VirtualTime } from '../testing/virtual-time.ts';
import { CommandSender, type CommandAnswer, type CommandError } from './command-sender.ts';
import type { PlaybackState } from './playback-state.ts';

const item = { element: 'q1', videoId: 'v1', title: 'Snow', durationSeconds: 100 };

function desk(answer: (method: string, params: Record<string, unknown>) => CommandAnswer, latency = 30) {
  const world = new VirtualTime();
  const calls: { at: number; method: string; params: Record<string, unknown> }[] = [];
  const failures: CommandError[] = [];
  let state: PlaybackState = { version: 1, item, playing: false, rate: 1, position: 10, at: 0 };
  let ids = 0;
  const sender = new CommandSender(
    {
      time: world.page(0),
      call: (method, params) => {
        calls.push({ at: world.now, method, params });
        return new Promise((resolve) => world.at(world.now + latency, () => resolve(answer(method, params))));
      },
      state: () => state,
      position: () => state.position,
      learn: (next) => (state = next.version > state.version ? next : state),
      failed: (error) => failures.push(error),
      changed: () => undefined,
    },
    () => `id-${++ids}`,
  );
  return { world, sender, calls, failures, state: () => state };
}

const ok = (part: Partial<PlaybackState>) => ({ ok: true, state: { version: 2, item, playing: true, rate: 1, position: 10, at: 0, ...part } }) as const;

describe('a command', () => {
  it('carries an id and the version it saw', async () => {
    const { world, sender, calls, state } = desk(() => ok({}));
    sender.request({ do: 'play' });
    await world.run(100);

    expect(calls).toMatchObject([{ method: 'room.play', params: { id: 'id-1', version: 1, position: 10 } }]);
    expect(state().playing).toBe(true);
  });

  it('to jump is the last of those within 150 ms, and is shown before it is confirmed', async () => {
    const { world, sender, calls } = desk(() => ok({ position: 40 }));
    for (const position of [15, 20, 40]) {
      sender.request({ do: 'seek', position });
      await world.run(40);
    }
    expect(sender.expectedPosition).toBe(40);
    await world.run(40);
    expect(calls.map((c) => [c.at, c.params['position']])).toEqual([[150, 40]]);
    expect(sender.expectedPosition).toBe(40);

    await world.run(50);

    expect(sender.expectedPosition).toBeUndefined();
  });

  it('leaves no sooner than 100 ms after the one before, and only the last of play and pause', async () => {
    const { world, sender, calls } = desk(() => ok({}));
    sender.request({ do: 'play' });
    await world.run(10);
    sender.request({ do: 'pause' });
    sender.request({ do: 'play' });
    sender.request({ do: 'pause' });
    await world.run(500);

    expect(calls.map((c) => [c.at, c.method])).toEqual([[0, 'room.play'], [100, 'room.pause']]);
  });

  it('to play sends the jump before it first', async () => {
    const { world, sender, calls } = desk(() => ok({}));
    sender.request({ do: 'seek', position: 77 });
    sender.request({ do: 'play' });
    await world.run(400);

    expect(calls.map((c) => [c.method, c.params['position']])).toEqual([['room.seek', 77], ['room.play', 10]]);
  });

  it('that somebody else overtook is sent once more on what is now', async () => {
    let tries = 0;
    const { world, sender, calls, state } = desk(() => (tries++ === 0 ? { ok: false, conflict: { version: 7, item, playing: true, rate: 1, position: 60, at: 0 } } : ok({ version: 8, playing: false })));
    sender.request({ do: 'pause' });
    await world.run(400);

    expect(calls.map((c) => c.params['version'])).toEqual([1, 7]);
    expect(calls[1]!.params['id']).not.toBe(calls[0]!.params['id']); // Two calls.
    expect(state()).toMatchObject({ version: 8, playing: false });
  });

  it('is not sent again when what it wanted is already so, nor for ever', async () => {
    const { world, sender, calls } = desk(() => ({ ok: false, conflict: { version: 7, item, playing: false, rate: 1, position: 60, at: 0 } }));
    sender.request({ do: 'pause' });
    await world.run(400);
    expect(calls).toHaveLength(1);

    sender.request({ do: 'seek', position: 5 });
    await world.run(2_000);

    expect(calls).toHaveLength(3);
  });

  it('that was refused is told of, and nothing is expected any more', async () => {
    const { world, sender, failures } = desk(() => ({ ok: false, error: { code: 'forbidden', title: 'The host controls this room' } }));
    sender.request({ do: 'seek', position: 5 });
    await world.run(400);

    expect(failures).toEqual([{ code: 'forbidden', title: 'The host controls this room' }]);
    expect(sender.expectedPosition).toBeUndefined();
    expect(sender.busy).toBe(false);
  });

  it('is confirmed by its echo before its answer', async () => {
    const { world, sender } = desk(() => ok({}), 500);
    sender.request({ do: 'seek', position: 33 });
    await world.run(200);
    expect(sender.isMine('id-1')).toBe(true);
    sender.confirm('id-1');

    expect(sender.expectedPosition).toBeUndefined();
  });
});
