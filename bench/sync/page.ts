import { pageTime } from '../../web/src/room/sync/time-source.ts';
import { PlainSeat } from './plain-seat.ts';
import { ruleOf } from './rules/all.ts';
import type { Message } from './rules/rule.ts';
import type { Reading } from './scenario.ts';

const video = document.querySelector('video')!; // In the page by construction.

/** By one clock for all tabs of the machine. */
const now = () => performance.timeOrigin + performance.now();

const bench = {
  /** Answers once the film can play and the line is open. */
  async enter(rule: string, member: number): Promise<void> {
    video.src = '/film.mp4';
    while (video.readyState < 4) await new Promise((go) => setTimeout(go, 20));
    const socket = new WebSocket(`ws://${location.host}/${member}`);
    await new Promise((go) => socket.addEventListener('open', go));
    // First of all: the room answers those only whom it knows.
    socket.send('{"entered":true}');
    const follower = ruleOf(rule).member({ time: pageTime, seat: new PlainSeat(video), send: (message) => socket.send(JSON.stringify(message)) });
    socket.addEventListener('message', (event) => follower.hear(JSON.parse(event.data as string) as Message));
    bench.play = () => follower.play();
    bench.seek = (to) => follower.seek(to);
  },

  play(): void {},

  seek(_: number): void {},

  jump(seconds: number): number {
    video.currentTime += seconds;
    return now();
  },

  watch(ms: number): Promise<Reading[]> {
    return new Promise((done) => {
      const found: Reading[] = [];
      const end = now() + ms;
      const look = () => {
        found.push({ at: now(), position: video.currentTime * 1000 });
        if (now() < end) setTimeout(look, 20);
        else done(found);
      };
      look();
    });
  },
};

export type Bench = typeof bench;

Object.assign(globalThis, { bench });
