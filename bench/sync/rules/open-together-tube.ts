import { every, type Member, type MemberLine, type Message, type Room, type RoomLine, type Rule } from './rule.ts';

// The rules as they stand in dyc3/opentogethertube at 1a0bf0a:
// - server/room.ts: the room has a position and the moment at which it began to run from there; what has changed goes to everybody 50 ms after the last
//   change, the position extrapolated to then; starting changes only whether it plays; who joins makes the position go to everybody.
// - client/src/stores/room.ts: a position counts from the moment at which it is heard: no clock is compared, no delay taken off.
// - client/src/views/Room.vue: four times a second the element is set to the room's position if it is more than a second from it; it plays and pauses as heard.
const debounceMs = 50;
const lookMs = 250;
const farSeconds = 1;

class TubeRoom implements Room {
  #playing = false;
  #position = 0;
  #since = 0;
  readonly #dirty = new Set<'playing' | 'position'>();
  #cancel: (() => void) | undefined;

  constructor(private readonly line: RoomLine) {}

  join(member: string): void {
    this.line.send(member, { playing: this.#playing, position: this.#now });
    for (const each of this.line.members()) this.line.send(each, { position: this.#now });
  }

  hear(_: string, message: Message): void {
    this.#since = this.line.time.now();
    if (message.kind === 'play') {
      this.#playing = true;
      this.#dirty.add('playing');
    } else {
      this.#position = message.to as number;
      this.#dirty.add('position');
    }
    this.#cancel?.();
    this.#cancel = this.line.time.after(debounceMs, () => this.#publish());
  }

  close(): void {
    this.#cancel?.();
  }

  #publish(): void {
    const news = { ...(this.#dirty.has('playing') ? { playing: this.#playing } : {}), ...(this.#dirty.has('position') ? { position: this.#now } : {}) };
    this.#dirty.clear();
    for (const member of this.line.members()) this.line.send(member, news);
  }

  get #now(): number {
    return this.#playing ? this.#position + (this.line.time.now() - this.#since) / 1000 : this.#position;
  }
}

class TubeMember implements Member {
  #playing = false;
  #position = 0;
  #since = 0;
  readonly close: () => void;

  constructor(private readonly line: MemberLine) {
    this.close = every(line.time, lookMs, () => this.#look());
  }

  hear(message: Message): void {
    const now = this.line.time.now();
    if (typeof message.playing === 'boolean' && message.playing !== this.#playing) {
      this.#playing = message.playing;
      this.#since = now;
      if (this.#playing) void this.line.seat.play();
    }
    if (typeof message.position === 'number') {
      this.#position = message.position;
      this.#since = now;
    }
  }

  play(): void {
    this.line.send({ kind: 'play' });
  }

  seek(to: number): void {
    this.line.send({ kind: 'seek', to });
  }

  #look(): void {
    const position = this.#playing ? this.#position + (this.line.time.now() - this.#since) / 1000 : this.#position;
    if (Math.abs(position - this.line.seat.position) > farSeconds) this.line.seat.seek(position);
  }
}

export const openTogetherTube: Rule = { name: 'OpenTogetherTube', room: (line) => new TubeRoom(line), member: (line) => new TubeMember(line) };
