import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { TimeSource } from '../../web/src/room/sync/time-source.ts';
import { randomOf } from '../../web/src/room/testing/virtual-time.ts';
import { connectionOf, Delays } from './network.ts';
import type { Message, Room, Rule } from './rules/rule.ts';

interface Socket {
  send(text: string): void;
  on(event: 'message', heard: (data: Buffer) => void): void;
}

const html = '<!doctype html><meta charset="utf-8"><video width="320" height="180"></video><script src="/page.js"></script>';

const nodeTime: TimeSource = {
  now: () => performance.timeOrigin + performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  frame: (run) => nodeTime.after(0, run),
};

/** Serves the page and the film, and holds the room of a rule; every message takes its time on the line, both ways. */
export class Theatre {
  readonly #members = new Map<string, (message: Message) => void>();
  readonly #room: Room;
  readonly #server: Server;

  private constructor(rule: Rule, private readonly count: number, private readonly seed: number, private readonly folder: string, private readonly film: Buffer) {
    this.#room = rule.room({ time: nodeTime, members: () => [...this.#members.keys()], send: (to, message) => this.#members.get(to)?.(message) });
    this.#server = createServer((request, response) => this.#serve(request, response));
  }

  /** @param folder Where the page's script is. */
  static async open(rule: Rule, count: number, seed: number, folder: string, film: string): Promise<Theatre> {
    const theatre = new Theatre(rule, count, seed, folder, readFileSync(film));
    // The package that the load driver's peers are made of.
    const { WebSocketServer } = createRequire(join(folder, '../../bench/peers/'))('ws') as { WebSocketServer: new (options: { server: Server }) => { on(event: 'connection', run: (socket: Socket, request: IncomingMessage) => void): void } };
    new WebSocketServer({ server: theatre.#server }).on('connection', (socket, request) => theatre.#admit(socket, Number(request.url?.slice(1))));
    await new Promise<void>((listening) => theatre.#server.listen(0, '127.0.0.1', listening));
    return theatre;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  close(): void {
    this.#room.close();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #admit(socket: Socket, member: number): void {
    const random = randomOf(this.seed * 100 + member);
    const { there, back } = connectionOf(member, this.count);
    const [coming, going] = [new Delays(there, random), new Delays(back, random)];
    const name = String(member);
    socket.on('message', (data) => {
      const message = JSON.parse(data.toString()) as Message;
      later(coming, () => {
        if (message.entered !== true) this.#room.hear(name, message);
        else {
          this.#members.set(name, (news) => later(going, () => socket.send(JSON.stringify(news))));
          this.#room.join(name);
        }
      });
    });
  }

  #serve({ url, headers }: IncomingMessage, response: ServerResponse): void {
    if (url === '/page.js') response.setHeader('content-type', 'text/javascript').end(readFileSync(join(this.folder, 'page.js')));
    else if (url !== '/film.mp4') response.setHeader('content-type', 'text/html').end(html);
    else {
      const from = Number(/bytes=(\d+)/.exec(headers.range ?? '')?.[1] ?? 0);
      response.writeHead(206, { 'content-type': 'video/mp4', 'accept-ranges': 'bytes', 'content-length': this.film.length - from, 'content-range': `bytes ${from}-${this.film.length - 1}/${this.film.length}` });
      response.end(this.film.subarray(from));
    }
  }
}

function later(way: Delays, run: () => void): void {
  const now = performance.now();
  setTimeout(run, way.arrival(now) - now);
}
