import type { ClockAnswer } from '../../../web/src/room/sync/clock-sample.ts';
import { ClockSync } from '../../../web/src/room/sync/clock-sync.ts';
import type { PlaybackState } from '../../../web/src/room/sync/playback-state.ts';
import { PlaybackTarget } from '../../../web/src/room/sync/playback-target.ts';
import { RoomSync } from '../../../web/src/room/sync/room-sync.ts';
import { StartLag } from '../../../web/src/room/sync/start-lag.ts';
import { profiles } from '../../../web/src/room/sync/sync-profile.ts';
import type { Member, MemberLine, Message, Room, RoomLine, Rule } from './rule.ts';

const epoch = 'e';
const shortestLead = 150;
const longestLead = 600;
const preparing = 80;
const item = { element: 'q', videoId: 'v', title: '', durationSeconds: null };

/** The page's own code; of the server only what a start needs: the clock, and a lead by the slowest round trip (src/Matinee.App/Rooms/State/StartLead.cs). */
class MatineeRoom implements Room {
  #state: PlaybackState = { version: 1, item, playing: false, rate: 1, position: 0, at: 0 };
  readonly #roundTrips = new Map<string, number>();

  constructor(private readonly line: RoomLine) {}

  join(member: string): void {
    this.line.send(member, { kind: 'snapshot', state: this.#state });
  }

  hear(from: string, message: Message): void {
    const now = this.line.time.now();
    if (message.kind === 'clock') {
      this.#roundTrips.set(from, message.rtt as number);
      this.line.send(from, { kind: 'clock', id: message.id, answer: { received: now, sent: this.line.time.now(), uncertaintyMs: 0 } });
      return;
    }
    const lead = Math.min(longestLead, Math.max(shortestLead, Math.max(0, ...this.#roundTrips.values()) + preparing));
    const { position, at, playing, version } = this.#state;
    const present = playing ? position + Math.max(0, now - at) / 1000 : position;
    this.#state = { ...this.#state, version: version + 1, playing: playing || message.kind === 'play', position: message.kind === 'seek' ? (message.to as number) : present, at: now + lead };
    for (const member of this.line.members()) this.line.send(member, { kind: 'playback', state: this.#state });
  }

  close(): void {}
}

class MatineeMember implements Member {
  readonly #target = new PlaybackTarget();
  readonly #asked = new Map<number, (answer: ClockAnswer) => void>();
  readonly #clock: ClockSync;
  readonly #sync: RoomSync;
  #pings = 0;

  constructor(private readonly line: MemberLine) {
    const { time } = line;
    this.#clock = new ClockSync(time, () => this.#ping(), () => this.#sync.clockChanged());
    this.#sync = new RoomSync({ time, clock: this.#clock, target: this.#target, profile: profiles.chromium, lag: new StartLag(undefined), changed: () => {} });
    this.#clock.start();
  }

  hear(message: Message): void {
    if (message.kind === 'clock') {
      this.#asked.get(message.id as number)?.(message.answer as ClockAnswer);
      this.#asked.delete(message.id as number);
    } else if (message.kind === 'snapshot') {
      this.#target.reset(epoch, message.state as PlaybackState);
      this.#sync.sit(this.line.seat);
    } else if (this.#target.accept(epoch, message.state as PlaybackState)) this.#sync.follow();
  }

  play(): void {
    this.line.send({ kind: 'play' });
  }

  seek(to: number): void {
    this.line.send({ kind: 'seek', to });
  }

  close(): void {
    this.#clock.stop();
    this.#sync.rise();
  }

  #ping(): Promise<ClockAnswer> {
    return new Promise((answered) => {
      const id = this.#pings++;
      this.#asked.set(id, answered);
      this.line.send({ kind: 'clock', id, rtt: this.#clock.rtt });
    });
  }
}

export const matinee: Rule = { name: 'Matinee', room: (line) => new MatineeRoom(line), member: (line) => new MatineeMember(line) };
