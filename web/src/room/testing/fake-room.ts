import { RoomError, type LinkEvents, type RoomLink } from '../room-link.ts';
import type { ClockAnswer } from '../sync/clock-sample.ts';
import type { PlaybackState } from '../sync/playback-state.ts';
import type { ChatMessage, Publication, Snapshot } from '../wire.ts';

/** A room that lives in this process: as much of a server as a page needs to be looked at, and tests to be written. */
export class FakeRoom {
  epoch = 'e1';
  readonly seen = new Map<string, unknown>();
  readonly calls: [string, Record<string, unknown>][] = [];
  #links: { readonly events: LinkEvents; readonly who: Snapshot['me'] }[] = [];
  #offset = 0;

  constructor(public snapshot: Snapshot, private readonly clusterNow: () => number, private readonly delay: (run: () => void) => void) {}

  join(who: Snapshot['me'], events: LinkEvents): RoomLink {
    this.#links.push({ events, who });
    this.delay(() => {
      events.snapshot(this.epoch, { ...this.snapshot, me: who });
      events.state('live');
    });
    return {
      call: (method, params) => new Promise((resolve, reject) => this.delay(() => this.#answer(who, method, params, (v) => this.delay(() => resolve(v)), (e) => this.delay(() => reject(e))))),
      clock: (sent) => new Promise<ClockAnswer>((resolve) => this.delay(() => this.#clock(sent, resolve))),
      signal: (payload) => this.delay(() => this.signal(who.id, who.name, payload)),
      close: () => (this.#links = this.#links.filter((l) => l.events !== events)),
    };
  }

  signal(from: string, name: string, payload: unknown): void {
    for (const { events } of this.#links) this.delay(() => events.signal(from, name, payload));
  }

  publish(publication: Publication): void {
    this.#offset++;
    if (publication.kind === 'playback') this.snapshot = { ...this.snapshot, playback: publication.data };
    if (publication.kind === 'queue') this.snapshot = { ...this.snapshot, queue: publication.data };
    for (const { events } of this.#links) this.delay(() => events.publication(this.epoch, publication));
  }

  #clock(_sent: number, resolve: (answer: ClockAnswer) => void): void {
    const now = this.clusterNow();
    this.delay(() => resolve({ received: now, sent: now, uncertaintyMs: 0.5 }));
  }

  #answer(who: Snapshot['me'], method: string, params: Record<string, unknown>, resolve: (value: unknown) => void, reject: (error: unknown) => void): void {
    this.calls.push([method, params]);
    const id = String(params['id'] ?? '');
    if (this.seen.has(id)) {
      resolve(this.seen.get(id));
      return;
    }
    const done = (state: unknown) => {
      const outcome = { offset: this.#offset, epoch: this.epoch, version: this.snapshot.playback.version, state };
      this.seen.set(id, outcome);
      resolve(outcome);
    };
    if (method === 'chat.send') {
      const message: ChatMessage = { id, user: { id: who.id, name: who.name }, text: String(params['text']), at: this.clusterNow(), reactions: {}, pinned: false, ...(params['replyTo'] === undefined ? {} : { replyTo: String(params['replyTo']) }) };
      this.publish({ id, kind: 'chat', at: message.at, user: message.user, data: { op: 'sent', message } });
      done(undefined);
      return;
    }
    const next = this.#played(who, method, params);
    if (next === 'conflict') reject(new RoomError({ code: 'conflict', title: 'The room has moved on', state: this.snapshot.playback }));
    else if (next === 'forbidden') reject(new RoomError({ code: 'forbidden', title: 'You do not control playback here.' }));
    else {
      if (next !== undefined) this.publish({ id, kind: 'playback', at: this.clusterNow(), user: who, data: next });
      done(next);
    }
  }

  #played(who: Snapshot['me'], method: string, params: Record<string, unknown>): PlaybackState | undefined | 'conflict' | 'forbidden' {
    const action = method.replace('room.', '');
    if (!['play', 'pause', 'seek', 'rate'].includes(action)) return undefined;
    if (!who.permissions.includes('playback')) return 'forbidden';
    const before = this.snapshot.playback;
    if (params['version'] !== before.version) return 'conflict';
    const now = this.clusterNow();
    const here = before.playing ? before.position + (before.rate * Math.max(0, now - before.at)) / 1000 : before.position;
    const state = { ...before, version: before.version + 1, cause: { userId: who.id, name: who.name, action }, at: now, position: here };
    if (action === 'play') return { ...state, playing: true, at: now + 200, position: Number(params['position'] ?? here) };
    if (action === 'pause') return { ...state, playing: false };
    if (action === 'rate') return { ...state, rate: Number(params['rate']) };
    return { ...state, position: Number(params['position']), at: before.playing ? now + 200 : now };
  }
}
