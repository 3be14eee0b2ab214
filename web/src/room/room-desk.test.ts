import { describe, expect, it } from 'vitest';
import { RoomDesk } from './room-desk.ts';
import { emptyQueue } from './store/room-state.ts';
import { profiles } from './sync/sync-profile.ts';
import { FakeRoom } from './testing/fake-room.ts';
import { clusterEpoch, playingFrom } from './testing/sim-member.ts';
import { SimSeat } from './testing/sim-seat.ts';
import { randomOf, VirtualTime } from './testing/virtual-time.ts';
import type { Me, Snapshot } from './wire.ts';

const host: Me = { id: 'u-host', name: 'Ingrid', role: 'owner', permissions: ['playback', 'chat'] };
const guest: Me = { id: 'u-guest', name: 'Lea', role: 'guest', permissions: ['chat'] };

function house() {
  const world = new VirtualTime();
  const random = randomOf(11);
  const snapshot: Omit<Snapshot, 'me'> = {
    room: { id: 'r1', name: 'Club', mode: 'host', access: 'open', waiting: 'briefly', slowModeSeconds: 0, locked: false, hasPassword: false, ownerId: host.id },
    playback: playingFrom(world, 100), queue: emptyQueue, members: [host, guest].map((m) => ({ ...m, status: 'online' as const, muted: false, devices: 1 })), memberCount: 2, chat: [], pins: [], ready: null, vote: null, node: 'n1',
  };
  const room = new FakeRoom({ ...snapshot, me: host }, () => clusterEpoch + world.now, (run) => world.at(world.now + 5 + 15 * random(), run));
  const enter = (me: Me) => {
    const desk = new RoomDesk({ time: world.page(random() * 1e6), profile: profiles.chromium, storage: undefined });
    const seat = new SimSeat(world, random);
    seat.buffer(0, 5_892);
    desk.attach(room.join(me, desk));
    desk.sit(seat);
    return { desk, seat };
  };
  return { world, room, enter };
}

describe('a desk', () => {
  it('brings the element into the room and keeps two of them together through commands', async () => {
    const { world, enter } = house();
    const [a, b] = [enter(host), enter(guest)];
    await world.run(4_000);
    a.desk.command({ do: 'seek', position: 1_000 });
    await world.run(2_000);

    expect(Math.abs(a.seat.position - b.seat.position)).toBeLessThanOrEqual(0.06);
    expect(a.seat.position).toBeGreaterThan(1_000);
    a.desk.command({ do: 'pause' });
    expect(a.seat.paused).toBe(true);
    await world.run(1_000);
    expect(b.seat.paused).toBe(true);
    expect(Math.abs(a.seat.position - b.seat.position)).toBeLessThanOrEqual(0.04);
  });

  it('shows within 400 ms at another member what somebody did', async () => {
    const { world, enter } = house();
    const [a, b] = [enter(host), enter(guest)];
    await world.run(4_000);
    a.desk.command({ do: 'pause' });
    await world.run(400);

    expect(b.seat.paused).toBe(true);
    expect(b.desk.store.state.notice).toMatchObject({ what: 'pause', who: 'Ingrid' });
  });

  it('goes on playing when its own pause is refused', async () => {
    const { world, enter } = house();
    const { desk, seat } = enter(guest);
    await world.run(3_000);
    desk.command({ do: 'pause' });
    await world.run(1_500);

    expect(seat.paused).toBe(false);
    expect(desk.store.state.notice).toMatchObject({ what: 'problem' });
    await world.run(2_000);
    expect(desk.view.state).toBe('sync');
  });

  it('tells the others every second how it is, under the name the server gives', async () => {
    const { world, room, enter } = house();
    const [a] = [enter(host), enter(guest)];
    await world.run(5_000);
    expect(a.desk.syncOf(guest.id).state).toBe('sync');
    room.signal('u-somebody', 'Eve', { kind: 'report', member: guest.id, state: 'buffer', version: 1, position: 0, rtt: 0, bufferAhead: 0, rate: 1 });
    await world.run(100);
    expect(a.desk.syncOf(guest.id).state).toBe('sync');
  });

  it('that has run dry says so for as long as the room waits for it, and no longer', async () => {
    const { world, room, enter } = house();
    const [a, b] = [enter(host), enter(guest)];
    await world.run(4_000);
    b.seat.stall(7_000);
    await world.run(2_000);
    expect(a.desk.syncOf(guest.id).state).toBe('buffer');

    const [position, at] = [a.desk.target.positionAt(a.desk.clock.now()), clusterEpoch + world.now];
    room.publish({ id: 'w1', kind: 'playback', at, user: null, data: { ...room.snapshot.playback, version: 2, playing: false, position, at, waitingFor: { members: [guest], deadline: at + 8_000 } } });
    for (let t = 0; t < 4_900; t += 100) {
      await world.run(100);
      expect(a.desk.syncOf(guest.id).state).toBe('buffer');
    }

    await world.run(1_300);

    expect(a.seat.paused).toBe(true);
    expect(a.desk.syncOf(guest.id).state).toBe('sync');
  });

  it('is silent once it was shown out', async () => {
    const { world, room, enter } = house();
    const { desk, seat } = enter(guest);
    await world.run(3_000);
    desk.state('over', 'kicked');
    const calls = room.calls.length;
    await world.run(10_000);

    expect(desk.store.state.ending).toBe('kicked');
    expect(room.calls).toHaveLength(calls);
    expect(desk.view.phase).toBe('idle');
    expect(seat).toBeDefined();
  });
});
