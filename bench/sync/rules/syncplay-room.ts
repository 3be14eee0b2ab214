import { ForwardDelay } from './forward-delay.ts';
import { every, type Message, type Room, type RoomLine } from './rule.ts';

const stateMs = 1_000;
const firstMs = 100;

/** One member as the server sees it. */
interface Watcher {
  readonly name: string;
  readonly delay: ForwardDelay;
  position: number;
  at: number;
  /** Forced states that this member has not confirmed: what it says until then is not heard. */
  unconfirmed: number;
  /** Changes of the member that it waits to see confirmed. */
  confirms: number;
  echo: number | undefined;
  echoAt: number;
  stop: () => void;
}

/** The server's side, as in Syncplay/syncplay at 9fdeea3, syncplay/server.py and syncplay/protocols.py: a state a second to everybody; the room is where its last member is. */
export class SyncplayRoom implements Room {
  readonly #watchers = new Map<string, Watcher>();
  #paused = true;
  #position = 0;
  #at = 0;
  #setBy: string | null = null;

  constructor(private readonly line: RoomLine) {}

  join(member: string): void {
    const now = this.line.time.now();
    const watcher: Watcher = { name: member, delay: new ForwardDelay(), position: this.#place(), at: now, unconfirmed: 0, confirms: 0, echo: undefined, echoAt: 0, stop: () => {} };
    this.#watchers.set(member, watcher);
    watcher.stop = this.line.time.after(firstMs, () => {
      this.#send(watcher, this.#place(), false, false);
      watcher.stop = every(this.line.time, stateMs, () => this.#send(watcher, this.#place(), false, false));
    });
  }

  hear(from: string, message: Message): void {
    const watcher = this.#watchers.get(from);
    if (watcher === undefined) return;
    const now = this.line.time.now();
    if (message.ignoringServer === watcher.unconfirmed) watcher.unconfirmed = 0;
    if (typeof message.ignoringClient === 'number') watcher.confirms = message.ignoringClient;
    if (typeof message.serverEcho === 'number') watcher.delay.learn(now, message.serverEcho, message.rtt as number);
    watcher.echo = message.sent as number;
    watcher.echoAt = now;
    if (watcher.unconfirmed === 0 && typeof message.position === 'number') this.#update(watcher, message.position, message.paused as boolean, message.seeked as boolean);
  }

  close(): void {
    for (const watcher of this.#watchers.values()) watcher.stop();
  }

  #update(watcher: Watcher, position: number, paused: boolean, seeked: boolean): void {
    const now = this.line.time.now();
    const turned = paused !== this.#paused;
    if (turned) this.#paused = paused;
    watcher.position = paused ? position : position + watcher.delay.ms / 1000;
    watcher.at = now;
    if (!seeked && !turned) return;
    this.#setBy = watcher.name;
    this.#position = watcher.position;
    this.#at = now;
    for (const each of this.#watchers.values()) {
      each.position = this.#position;
      each.at = now;
      this.#send(each, this.#position, seeked, true);
    }
  }

  /** Where the last of the members is, looked at again when that was more than a second ago. */
  #place(): number {
    const now = this.line.time.now();
    const ran = this.#paused ? 0 : (now - this.#at) / 1000;
    if (now - this.#at <= 1_000 || this.#watchers.size === 0) return this.#position + ran;
    const last = [...this.#watchers.values()].reduce((a, b) => (this.#placeOf(b) < this.#placeOf(a) ? b : a));
    this.#setBy = last.name;
    this.#position = this.#placeOf(last);
    this.#at = now;
    return this.#position;
  }

  #placeOf(watcher: Watcher): number {
    return this.#paused ? watcher.position : watcher.position + (this.line.time.now() - watcher.at) / 1000;
  }

  #send(watcher: Watcher, position: number, seek: boolean, forced: boolean): void {
    const now = this.line.time.now();
    if (forced) watcher.unconfirmed++;
    if (watcher.unconfirmed > 0 && !forced) return;
    const clientEcho = watcher.echo === undefined ? undefined : watcher.echo + (now - watcher.echoAt);
    watcher.echo = undefined;
    this.line.send(watcher.name, {
      you: watcher.name, position, paused: this.#paused, seek, setBy: this.#setBy, sent: now, rtt: watcher.delay.rttMs, clientEcho,
      ...(watcher.unconfirmed > 0 ? { ignoringServer: watcher.unconfirmed } : {}), ...(watcher.confirms > 0 ? { ignoringClient: watcher.confirms } : {}),
    });
    watcher.confirms = 0;
  }
}
