import { ForwardDelay } from './forward-delay.ts';
import { every, type Member, type MemberLine, type Message, type Rule } from './rule.ts';
import { SyncplayRoom } from './syncplay-room.ts';

// The member's side, as in Syncplay/syncplay at 9fdeea3, syncplay/client.py, with the thresholds of syncplay/constants.py: more than 4 s ahead of the room it goes
// back to it; more than 1.5 s ahead it plays at 0.95 until less than 0.1 s is left; behind it does nothing, as long as it may control the room (which everybody
// may in a plain one). A player that is more than a second from where it was, and from the room, has been dragged: everybody is taken along.
const askMs = 100;
const rewindSeconds = 4;
const slowSeconds = 1.5;
const slowRate = 0.95;
const slowEndSeconds = 0.1;
const draggedSeconds = 1;

class SyncplayMember implements Member {
  readonly #delay = new ForwardDelay();
  #position = 0;
  #paused = true;
  #playerAt = 0;
  #globalPosition = 0;
  #globalPaused = true;
  #globalAt: number | undefined;
  #slowed = false;
  #ignoringServer = 0;
  #ignoringClient = 0;
  /** How the room calls this member: who set the place of the room is not corrected towards it. */
  #name: string | undefined;
  readonly close: () => void;

  constructor(private readonly line: MemberLine) {
    this.close = every(line.time, askMs, () => this.#ask());
  }

  hear(message: Message): void {
    const now = this.line.time.now();
    if (typeof message.ignoringServer === 'number') {
      this.#ignoringServer = message.ignoringServer;
      this.#ignoringClient = 0;
    } else if (message.ignoringClient === this.#ignoringClient) this.#ignoringClient = 0;
    this.#name ??= message.you as string;
    if (typeof message.clientEcho === 'number') this.#delay.learn(now, message.clientEcho, message.rtt as number);
    if (this.#ignoringClient === 0) this.#take(message);
    this.#send(false, false, message.sent as number);
  }

  play(): void {
    void this.line.seat.play();
  }

  seek(to: number): void {
    this.line.seat.seek(to);
  }

  #take(message: Message): void {
    const { seat, time } = this.line;
    const paused = message.paused as boolean;
    const position = (message.position as number) + (paused ? 0 : this.#delay.ms / 1000);
    const turned = paused !== this.#globalPausedNow || paused !== this.#playerPaused;
    const ahead = this.#place - position;
    const first = this.#globalAt === undefined;
    this.#globalPaused = paused;
    this.#globalPosition = position;
    this.#globalAt = time.now();
    const own = message.setBy === this.#name;
    if (first || (message.seek === true && !own)) this.#set(position);
    else if (ahead > rewindSeconds && message.seek !== true && !own) this.#set(position);
    if (message.seek !== true && !paused) this.#slow(ahead, own);
    if (turned && !paused) {
      this.#touch();
      void seat.play();
    } else if (turned) {
      if (!own) this.#set(position);
      seat.pause();
    }
    // What it tells the room next is where the player is after all that.
    this.#ask();
  }

  #slow(ahead: number, own: boolean): void {
    if (ahead > slowSeconds && !this.#slowed && !own) this.line.seat.setRate(slowRate, true);
    else if (this.#slowed && ahead < slowEndSeconds) this.line.seat.setRate(1, true);
    else return;
    this.#slowed = !this.#slowed;
  }

  #ask(): void {
    const { seat, time } = this.line;
    const turned = this.#playerPaused !== seat.paused && this.#globalPausedNow !== seat.paused;
    const dragged = Math.abs(this.#place - seat.position) > draggedSeconds && Math.abs(this.#global - seat.position) > draggedSeconds;
    this.#position = seat.position;
    this.#paused = seat.paused;
    if (this.#globalAt === undefined) return;
    this.#playerAt = time.now();
    if (turned || dragged) this.#send(dragged, true);
  }

  #set(position: number): void {
    this.line.seat.seek(position);
    this.#touch();
  }

  /** As if the player had just said where it is; not before it has said so once. */
  #touch(): void {
    if (this.#playerAt !== 0) this.#playerAt = this.line.time.now();
  }

  #send(seeked: boolean, changed: boolean, serverEcho?: number): void {
    const hears = this.#ignoringClient === 0 || this.#ignoringServer !== 0;
    const playing = hears && this.#globalAt !== undefined ? { position: this.#place, paused: this.#playerPaused, seeked } : {};
    if (changed) this.#ignoringClient++;
    this.line.send({
      ...playing, sent: this.line.time.now(), rtt: this.#delay.rttMs, ...(serverEcho === undefined ? {} : { serverEcho }),
      ...(this.#ignoringServer > 0 ? { ignoringServer: this.#ignoringServer } : {}), ...(this.#ignoringClient > 0 ? { ignoringClient: this.#ignoringClient } : {}),
    });
    this.#ignoringServer = 0;
  }

  get #playerPaused(): boolean {
    return this.#playerAt === 0 ? this.#globalPausedNow : this.#paused;
  }

  get #globalPausedNow(): boolean {
    return this.#globalAt === undefined || this.#globalPaused;
  }

  get #global(): number {
    if (this.#globalAt === undefined) return 0;
    return this.#globalPaused ? this.#globalPosition : this.#globalPosition + (this.line.time.now() - this.#globalAt) / 1000;
  }

  get #place(): number {
    if (this.#playerAt === 0) return this.#global;
    return this.#paused ? this.#position : this.#position + (this.line.time.now() - this.#playerAt) / 1000;
  }
}

export const syncplay: Rule = { name: 'Syncplay', room: (line) => new SyncplayRoom(line), member: (line) => new SyncplayMember(line) };
