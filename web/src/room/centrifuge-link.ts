import { Centrifuge, UnauthorizedError, type Subscription } from 'centrifuge';
import { ApiError } from '../lib/api.ts';
import type { ClockAnswer } from './sync/clock-sample.ts';
import { RoomError, type Ending, type LinkEvents, type RoomLink } from './room-link.ts';
import { readAnnouncement, readPersonal, readProblem, readPublication, readSnapshot } from './wire-reading.ts';
import type { Ticket } from './wire.ts';

/** What the server says when it ends a subscription or a connection for good, in the words of this page. */
const endings: Readonly<Record<string, Ending>> = { kicked: 'kicked', banned: 'banned', closed: 'closed', 'connection limit': 'crowded', idle: 'idle', unauthorized: 'signedOut' };

const callTimeoutMs = 10_000;

/** What everybody hears. */
const siteChannel = 'site';

/** The room over the Centrifuge protocol: reconnects, recovers what was missed, renews its token in band. */
export class CentrifugeLink implements RoomLink {
  readonly #client: Centrifuge;
  readonly #room: Subscription;
  readonly #signals: Subscription;
  readonly #own: Subscription;
  readonly #site: Subscription;
  #epoch = '';
  #everLive = false;

  constructor(private readonly roomId: string, ticket: Ticket, freshToken: () => Promise<string>, private readonly events: LinkEvents) {
    this.#client = new Centrifuge(endpointsOf(ticket.websocketUrl, location.href), {
      token: ticket.token, getToken: () => freshToken().catch(refusal), name: 'matinee-page', timeout: callTimeoutMs, minReconnectDelay: 300, maxReconnectDelay: 8_000,
    });
    this.#room = this.#client.newSubscription(ticket.channel, { positioned: true, recoverable: true });
    this.#signals = this.#client.newSubscription(ticket.signalChannel);
    this.#own = this.#client.newSubscription(ticket.userChannel, { positioned: true, recoverable: true });
    this.#site = this.#client.newSubscription(siteChannel, { positioned: true, recoverable: true });
    this.#listen();
  }

  open(): void {
    this.#room.subscribe();
    this.#signals.subscribe();
    this.#own.subscribe();
    this.#site.subscribe();
    this.#client.connect();
  }

  async call(method: string, params: Record<string, unknown>): Promise<unknown> {
    try {
      return (await this.#client.rpc(method, { room: this.roomId, ...params })).data as unknown;
    } catch (error) {
      throw new RoomError(readProblem(error));
    }
  }

  async clock(sent: number): Promise<ClockAnswer> {
    const { data } = await this.#client.rpc('clock', { t0: sent });
    return data as ClockAnswer;
  }

  signal(payload: object): void {
    // A signal that does not arrive is followed by a newer one.
    if (this.#signals.state === 'subscribed') this.#signals.publish(payload).catch(() => undefined);
  }

  close(): void {
    this.#client.disconnect();
  }

  #listen(): void {
    const { events } = this;
    this.#client.on('connecting', () => events.state(this.#everLive ? 'reconnecting' : 'connecting'));
    this.#client.on('disconnected', ({ code, reason }) => events.state('over', endingOf(code, reason)));
    this.#room.on('subscribing', () => events.state(this.#everLive ? 'reconnecting' : 'connecting'));
    this.#room.on('subscribed', (context) => {
      this.#epoch = context.streamPosition?.epoch ?? '';
      const again = this.#everLive;
      this.#everLive = true;
      // What was missed follows as publications; only where it could not be kept does the snapshot start anew.
      const snapshot = context.recovered ? undefined : readSnapshot(context.data);
      if (snapshot !== undefined) events.snapshot(this.#epoch, snapshot);
      events.alone(this.#epoch.includes('~'));
      events.state('live');
      if (again) events.resumed();
    });
    this.#room.on('unsubscribed', ({ code, reason }) => events.state('over', endingOf(code, reason)));
    this.#room.on('publication', ({ data }) => {
      const publication = readPublication(data);
      if (publication !== undefined) events.publication(this.#epoch, publication);
    });
    this.#signals.on('publication', ({ data, info }) => {
      if (info !== undefined) events.signal(info.user, nameOf(info.connInfo), data);
    });
    this.#own.on('publication', ({ data }) => {
      const news = readPersonal(data);
      if (news !== undefined) events.personal(news);
    });
    this.#site.on('publication', ({ data }) => {
      const announcement = readAnnouncement(data);
      if (announcement !== undefined) events.announcement(announcement);
    });
    // Both are told of by the states above; here they would only be unhandled.
    this.#client.on('error', ({ error }) => console.debug('room connection', error));
    for (const channel of [this.#own, this.#site]) channel.on('error', ({ error }) => console.debug('personal channel', error));
    this.#room.on('error', ({ error }) => console.debug('room channel', error));
  }
}

/** WebSocket first, then what passes every proxy. */
export function endpointsOf(websocketUrl: string, page: string): { transport: 'websocket' | 'http_stream' | 'sse'; endpoint: string }[] {
  const socket = new URL(websocketUrl, page);
  const secure = socket.protocol === 'https:' || socket.protocol === 'wss:';
  const plain = new URL(socket);
  const at = (path: string) => {
    plain.protocol = secure ? 'https:' : 'http:';
    plain.pathname = plain.pathname.replace(/\/[^/]*$/, `/${path}`);
    return plain.href;
  };
  socket.protocol = secure ? 'wss:' : 'ws:';
  return [
    { transport: 'websocket', endpoint: socket.href },
    { transport: 'http_stream', endpoint: at('http_stream') },
    { transport: 'sse', endpoint: at('sse') },
  ];
}

/** 0 is this page's own wish. */
function endingOf(code: number, reason: string): Ending | undefined {
  return code === 0 ? undefined : (endings[reason] ?? 'refused');
}

/** A refusal ends the connection; anything else is tried again. */
function refusal(error: unknown): never {
  throw error instanceof ApiError && (error.status === 401 || error.status === 403 || error.status === 404) ? new UnauthorizedError('refused') : error;
}

function nameOf(info: unknown): string {
  const name = typeof info === 'object' && info !== null ? (info as { name?: unknown }).name : undefined;
  return typeof name === 'string' ? name : '';
}
