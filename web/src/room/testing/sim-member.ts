import type { ClockAnswer } from '../sync/clock-sample.ts';
import { ClockSync } from '../sync/clock-sync.ts';
import type { PlaybackState } from '../sync/playback-state.ts';
import { PlaybackTarget } from '../sync/playback-target.ts';
import { RoomSync } from '../sync/room-sync.ts';
import { StartLag } from '../sync/start-lag.ts';
import { profiles, type SyncProfile } from '../sync/sync-profile.ts';
import type { SyncView } from '../sync/sync-view.ts';
import { measuredHabits, SimSeat, type SeatHabits } from './sim-seat.ts';
import { randomOf, type VirtualTime } from './virtual-time.ts';

/** One way delays of a line in ms: a base and a jitter up to which it grows, differently each way. */
export interface Line {
  readonly there: readonly [number, number];
  readonly back: readonly [number, number];
}

export interface SimNode {
  /** ms by which the node's idea of cluster time is off. */
  off: number;
  uncertaintyMs: number;
}

export interface SimOptions {
  readonly seed: number;
  readonly origin: number;
  readonly line: Line;
  readonly habits?: Partial<SeatHabits>;
  readonly profile?: SyncProfile;
  /** ms by which timers of this page may come late. */
  readonly lateMs?: number;
}

/** Cluster time of the simulated world when its own clock shows 0. */
export const clusterEpoch = 1_790_000_000_000;

/** A member of a simulated room: a page with its own clock, its own line and its own element. */
export class SimMember {
  readonly seat: SimSeat;
  readonly sync: RoomSync;
  readonly clock: ClockSync;
  readonly target = new PlaybackTarget();
  readonly views: SyncView[] = [];
  node: SimNode = { off: 0, uncertaintyMs: 1 };
  connected = true;
  readonly #random: () => number;

  constructor(private readonly world: VirtualTime, private readonly options: SimOptions) {
    this.#random = randomOf(options.seed);
    const time = world.page(options.origin, this.#random, options.lateMs ?? 4);
    this.seat = new SimSeat(world, this.#random, { ...measuredHabits, ...options.habits });
    this.clock = new ClockSync(time, () => this.#ping(), () => this.sync.clockChanged());
    this.sync = new RoomSync({
      time, clock: this.clock, target: this.target, profile: options.profile ?? profiles.chromium, lag: new StartLag(undefined),
      changed: (view) => this.views.push(view),
    });
  }

  join(state: PlaybackState): void {
    this.target.reset('e1', state);
    this.clock.start();
    this.sync.sit(this.seat);
  }

  /** A publication, after its time on the line. */
  hear(state: PlaybackState): void {
    this.world.at(this.world.now + this.#delay(this.options.line.back), () => {
      if (this.target.accept('e1', state)) this.sync.follow();
    });
  }

  /** Seconds of film by which the element is off the truth that nobody in the room can see directly. */
  get error(): number {
    return this.seat.position - this.target.positionAt(clusterEpoch + this.world.now);
  }

  #ping(): Promise<ClockAnswer> {
    return new Promise((resolve, reject) => {
      this.world.at(this.world.now + this.#delay(this.options.line.there), () => {
        const received = clusterEpoch + this.world.now + this.node.off;
        const sent = received + 0.3;
        if (!this.connected) reject(new Error('gone'));
        else this.world.at(this.world.now + 0.3 + this.#delay(this.options.line.back), () => resolve({ received, sent, uncertaintyMs: this.node.uncertaintyMs }));
      });
    });
  }

  // Mostly quick, sometimes not: jitter has a long tail.
  #delay([base, jitter]: readonly [number, number]): number {
    return base + jitter * this.#random() ** 3;
  }
}

export function playingFrom(world: VirtualTime, position: number, version = 1, inMs = 0): PlaybackState {
  return {
    version, playing: true, rate: 1, position, at: clusterEpoch + world.now + inMs,
    item: { element: 'q1', videoId: 'v1', title: 'Snow', durationSeconds: 5_892 },
  };
}

/** A room of members on different lines with different elements; all of the film is in their buffers. */
export function roomOf(world: VirtualTime, count: number, seed: number, habits: Partial<SeatHabits> = {}): SimMember[] {
  const random = randomOf(seed);
  return Array.from({ length: count }, (_, i) => {
    const member = new SimMember(world, {
      seed: seed * 100 + i, origin: 1_000 + random() * 1e6,
      line: { there: [4 + random() * 18, 12], back: [4 + random() * 18, 40] },
      habits: { ppm: (random() - 0.5) * 120, ...habits },
    });
    member.seat.buffer(0, 5_892);
    return member;
  });
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** Every pairwise distance in ms, looked at each 50 ms. */
export async function spreads(world: VirtualTime, members: readonly SimMember[], ms: number): Promise<number[]> {
  const found: number[] = [];
  for (let t = 0; t < ms; t += 50) {
    await world.run(50);
    for (const [i, a] of members.entries()) for (const b of members.slice(i + 1)) found.push(Math.abs(a.seat.position - b.seat.position) * 1000);
  }
  return found;
}
