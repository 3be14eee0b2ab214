import { every, type Member, type MemberLine, type Message, type Room, type RoomLine, type Rule } from './rule.ts';

// The rules as they stand in synctv-org/synctv-app at cf2ba1c, whose server is synctv-org/synctv at 9936e55:
// - lib/core/time/synced_clock.dart, lib/features/room/presentation/room_screen.dart: the server's clock by one exchange of four stamps, again every 30 s.
// - lib/contracts/synctv_models.dart: a state is a position and the server's time of it; the place is what has run since.
// - lib/features/room/domain/playback_mode_config.dart and room_screen.dart: the element is set there if it is more than 1.2 s from it, looked at when a state
//   comes and every 2 s, but not within 0.8 s after the last time; it plays as soon as it hears so.
// - synctv-core/src/service/playback.rs: what a member did counts from the moment at which it says it did it.
const clockMs = 30_000;
const lookMs = 2_000;
const restMs = 800;
const farSeconds = 1.2;

interface Status {
  readonly playing: boolean;
  readonly position: number;
  /** The server's ms. */
  readonly at: number;
}

function placeOf(status: Status, now: number): number {
  return status.playing ? status.position + Math.max(0, now - status.at) / 1000 : status.position;
}

class TvRoom implements Room {
  #status: Status = { playing: false, position: 0, at: 0 };

  constructor(private readonly line: RoomLine) {}

  join(member: string): void {
    this.line.send(member, { kind: 'status', status: this.#status });
  }

  hear(from: string, message: Message): void {
    const now = this.line.time.now();
    if (message.kind === 'time') {
      this.line.send(from, { kind: 'time', asked: message.asked, received: now, sent: this.line.time.now() });
      return;
    }
    const did = message.status as Status;
    this.#status = { playing: did.playing, position: placeOf(did, now), at: now };
    for (const member of this.line.members()) this.line.send(member, { kind: 'status', status: this.#status });
  }

  close(): void {}
}

class TvMember implements Member {
  #status: Status | undefined;
  #offset: number | undefined;
  #restUntil = -Infinity;
  readonly #stops: readonly (() => void)[];

  constructor(private readonly line: MemberLine) {
    this.#askTime();
    this.#stops = [every(line.time, clockMs, () => this.#askTime()), every(line.time, lookMs, () => this.#look())];
  }

  hear(message: Message): void {
    if (message.kind === 'time') {
      const { asked, received, sent } = message as Record<string, number>;
      const first = this.#offset === undefined;
      this.#offset = (received! - asked! + (sent! - this.line.time.now())) / 2; // A room answers with all of them.
      if (first) this.#follow();
      return;
    }
    this.#status = message.status as Status;
    this.#follow();
  }

  play(): void {
    this.#do({ playing: true, position: this.line.seat.position, at: this.#now });
  }

  seek(to: number): void {
    this.line.seat.seek(to);
    this.#do({ playing: this.#status?.playing ?? false, position: to, at: this.#now });
  }

  close(): void {
    for (const stop of this.#stops) stop();
  }

  get #now(): number {
    return this.line.time.now() + (this.#offset ?? 0);
  }

  #askTime(): void {
    this.line.send({ kind: 'time', asked: this.line.time.now() });
  }

  #do(status: Status): void {
    this.#status = status;
    this.line.send({ kind: 'did', status });
    this.#follow();
  }

  #look(): void {
    if (this.#status !== undefined && this.line.time.now() >= this.#restUntil && this.#isFar(this.#status)) this.#follow();
  }

  #follow(): void {
    const status = this.#status;
    if (status === undefined || this.#offset === undefined) return;
    const { seat, time } = this.line;
    this.#restUntil = time.now() + restMs;
    if (!status.playing && !seat.paused) seat.pause();
    if (this.#isFar(status)) seat.seek(placeOf(status, this.#now));
    if (status.playing && seat.paused) void seat.play();
  }

  #isFar(status: Status): boolean {
    return Math.abs(this.line.seat.position - placeOf(status, this.#now)) > farSeconds;
  }
}

export const syncTv: Rule = { name: 'SyncTV', room: (line) => new TvRoom(line), member: (line) => new TvMember(line) };
