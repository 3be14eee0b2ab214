import { describe, expect, it } from 'vitest';
import { randomOf, VirtualTime } from '../testing/virtual-time.ts';
import type { ClockAnswer } from './clock-sample.ts';
import { ClockSync } from './clock-sync.ts';

const epoch = 1_790_000_000_000;

interface Net {
  there: () => number;
  back: () => number;
  off: number;
  lost: boolean;
  asked: number[];
}

function clockOver(world: VirtualTime, net: Net, origin = 5_000) {
  const ping = () =>
    new Promise<ClockAnswer>((resolve, reject) => {
      net.asked.push(world.now);
      world.at(world.now + net.there(), () => {
        const received = epoch + world.now + net.off;
        if (net.lost) reject(new Error('lost'));
        else world.at(world.now + net.back(), () => resolve({ received, sent: received, uncertaintyMs: 0 }));
      });
    });
  return new ClockSync(world.page(origin), ping);
}

const even = (): Net => ({ there: () => 10, back: () => 10, off: 0, lost: false, asked: [] });

describe('the clock of a room', () => {
  it('asks five times at joining, 120 ms apart, and every five seconds then', async () => {
    const world = new VirtualTime();
    const net = even();
    clockOver(world, net).start();

    await world.run(11_000);

    expect(net.asked).toEqual([0, 120, 240, 360, 480, 5_480, 10_480]);
  });

  it('is exact over an even line and unsure by half of the round trip', async () => {
    const world = new VirtualTime();
    const clock = clockOver(world, even());
    clock.start();
    await world.run(1_000);

    expect(clock.now()).toBeCloseTo(epoch + world.now, 1);
    expect(clock.uncertainty).toBeCloseTo(10, 3);
    expect(clock.ready).toBe(true);
  });

  it('is off by no more than it says over an uneven line', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const world = new VirtualTime();
      const random = randomOf(seed);
      const clock = clockOver(world, { ...even(), there: () => 5 + 60 * random() ** 2, back: () => 12 + 150 * random() ** 2, asked: [] });
      clock.start();
      await world.run(30_000);

      // The mean of the three quickest is a little worse than the very quickest.
      expect(Math.abs(clock.now() - epoch - world.now)).toBeLessThanOrEqual(clock.uncertainty + 20);
    }
  });

  it('throws away round trips of more than twice the shortest and 20 ms', async () => {
    const world = new VirtualTime();
    let slow = 0;
    const clock = clockOver(world, { ...even(), back: () => (slow++ < 3 ? 200 : 10), asked: [] });
    clock.start();
    await world.run(2_000);

    expect(clock.now()).toBeCloseTo(epoch + world.now, 1);
  });

  it('takes small corrections by 5 ms a second', async () => {
    const world = new VirtualTime();
    const net = even();
    const clock = clockOver(world, net);
    clock.start();
    await world.run(5_400);
    net.off = 12;
    // Four pings push the old answers out of the three quickest once these are the quickest.
    net.there = net.back = () => 9;
    await world.run(100 + 10_000);
    const early = clock.now() - epoch - world.now;
    await world.run(1_000);
    const later = clock.now() - epoch - world.now;

    expect(later - early).toBeGreaterThanOrEqual(0);
    expect(later - early).toBeLessThanOrEqual(5.01);
    await world.run(20_000);
    expect(clock.now() - epoch - world.now).toBeCloseTo(12, 1);
  });

  it('takes large corrections at once, and asks three times fast after a restart', async () => {
    const world = new VirtualTime();
    const net = even();
    const clock = clockOver(world, net);
    clock.start();
    await world.run(2_000);
    net.off = 37_000;
    net.asked.length = 0;
    clock.restart();
    expect(clock.ready).toBe(false);
    await world.run(400);

    expect(net.asked.map((t) => t - 2_000)).toEqual([0, 120, 240]);
    expect(clock.ready).toBe(true);
    expect(clock.now() - epoch - world.now).toBeCloseTo(37_000, 1);
  });

  it('goes on asking fast until somebody answers', async () => {
    const world = new VirtualTime();
    const net = even();
    net.lost = true;
    const clock = clockOver(world, net);
    clock.start();
    await world.run(3_000);
    expect(clock.ready).toBe(false);
    net.lost = false;

    await world.run(600);

    expect(clock.ready).toBe(true);
  });

  it('forgets after ninety seconds', async () => {
    const world = new VirtualTime();
    const net = even();
    const clock = clockOver(world, net);
    clock.start();
    await world.run(1_000);
    net.lost = true;
    await world.run(80_000);
    net.lost = false;
    net.there = net.back = () => 18;
    await world.run(6_000);
    expect(clock.rtt).toBeCloseTo(20, 3);

    await world.run(10_000);

    expect(clock.rtt).toBeCloseTo(36, 3);
  });
});
