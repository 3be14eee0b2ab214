import type { TimeSource } from '../../web/src/room/sync/time-source.ts';
import { measuredHabits, SimSeat, type SeatHabits } from '../../web/src/room/testing/sim-seat.ts';
import { randomOf, VirtualTime } from '../../web/src/room/testing/virtual-time.ts';
import { connectionOf, Delays } from './network.ts';
import type { Member, Message, Room, Rule } from './rules/rule.ts';
import { perform, type Figures, type Reading, type Stage, type Track } from './scenario.ts';

const lookMs = 50;
const filmSeconds = 3_600;
/** The last member's machine is slow: starts and jumps cost several times of what they do elsewhere, timers come late. */
const slowHabits: Partial<SeatHabits> = { startLag: [70, 110], seekCost: [40, 120], decodeMs: 30 };

/** A room of simulated elements in virtual time: a rule's own figures, without the noise of a machine. */
class ModelStage implements Stage {
  readonly #world = new VirtualTime();
  readonly #random: () => number;
  readonly #time: TimeSource;
  readonly #room: Room;
  readonly #members = new Map<number, { readonly member: Member; readonly seat: SimSeat; readonly back: Delays }>();

  constructor(private readonly rule: Rule, private readonly count: number, seed: number) {
    this.#random = randomOf(seed);
    this.#time = this.#world.page(1_790_000_000_000);
    this.#room = rule.room({ time: this.#time, members: () => [...this.#members.keys()].map(String), send: (to, message) => this.#deliver(Number(to), message) });
  }

  wait(ms: number): Promise<void> {
    return this.#world.run(ms);
  }

  async enter(index: number): Promise<void> {
    const isSlow = index === this.count - 1;
    const seat = new SimSeat(this.#world, this.#random, { ...measuredHabits, ppm: (this.#random() - 0.5) * 120, ...(isSlow ? slowHabits : {}) });
    seat.buffer(0, filmSeconds);
    const { there, back } = connectionOf(index, this.count);
    const way = new Delays(there, this.#random);
    const send = (message: Message) => this.#world.at(way.arrival(this.#world.now), () => this.#room.hear(String(index), message));
    const time = this.#world.page(1_000 + this.#random() * 1e6, this.#random, isSlow ? 25 : 4);
    this.#members.set(index, { seat, back: new Delays(back, this.#random), member: this.rule.member({ time, seat, send }) });
    this.#room.join(String(index));
  }

  async play(index: number): Promise<void> {
    this.#members.get(index)?.member.play();
  }

  async seek(index: number, to: number): Promise<void> {
    this.#members.get(index)?.member.seek(to);
  }

  async jump(index: number, seconds: number): Promise<number> {
    this.#members.get(index)?.seat.disturb(seconds);
    return this.#world.now;
  }

  async watch(ms: number): Promise<readonly Track[]> {
    const seats = [...this.#members.values()].map((m) => m.seat);
    const tracks: Reading[][] = seats.map(() => []);
    // What is asked for in the same breath happens first.
    await null;
    for (let t = 0; t < ms; t += lookMs) {
      for (const [i, seat] of seats.entries()) tracks[i]?.push({ at: this.#world.now, position: seat.position * 1000 });
      await this.#world.run(lookMs);
    }
    return tracks;
  }

  close(): void {
    this.#room.close();
    for (const { member } of this.#members.values()) member.close();
  }

  #deliver(index: number, message: Message): void {
    const to = this.#members.get(index);
    if (to !== undefined) this.#world.at(to.back.arrival(this.#world.now), () => to.member.hear(message));
  }
}

export async function inModel(rule: Rule, count: number, seed: number): Promise<Figures> {
  const stage = new ModelStage(rule, count, seed);
  try {
    return await perform(stage, count);
  } finally {
    stage.close();
  }
}
