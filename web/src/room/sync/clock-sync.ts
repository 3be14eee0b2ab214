import { sampleOf, type ClockAnswer, type ClockSample } from './clock-sample.ts';
import type { TimeSource } from './time-source.ts';

const joinPings = 5;
const fastPings = 3;
const fastGapMs = 120;
const steadyGapMs = 5_000;
const keep = 16;
const keepMs = 90_000;
const best = 3;
const jumpMs = 20;
const slewPerSecond = 5;
/** Nothing is known yet, so nothing may be called tight. */
const unknownUncertainty = 1_000;

/**
 * Cluster time in this page. Offsets are the mean of the three quickest of the last sixteen round trips; small corrections are
 * slewed, so that a film never feels them, large ones taken at once.
 */
export class ClockSync {
  #samples: ClockSample[] = [];
  #offset = 0;
  #aim = 0;
  #slewedAt = 0;
  #fresh = false;
  #known = false;
  #cancel: (() => void) | undefined;
  #round = 0;

  constructor(
    private readonly time: TimeSource,
    private readonly ping: () => Promise<ClockAnswer>,
    private readonly changed: () => void = () => undefined,
  ) {}

  /** True when the burst of pings after joining, reconnecting or waking has been answered: before that nobody acts. */
  get ready(): boolean {
    return this.#fresh;
  }

  /** Cluster time now, in ms. */
  now(): number {
    return this.time.now() + this.offset();
  }

  /** The page time at which the cluster's clock shows `cluster`. */
  pageTimeOf(cluster: number): number {
    return cluster - this.offset();
  }

  offset(): number {
    const now = this.time.now();
    const left = this.#aim - this.#offset;
    const step = Math.min(Math.abs(left), ((now - this.#slewedAt) / 1000) * slewPerSecond);
    this.#offset += Math.sign(left) * step;
    this.#slewedAt = now;
    return this.#offset;
  }

  /** Half of the shortest round trip is what asymmetry can hide; the node's own doubt comes on top. */
  get uncertainty(): number {
    const quickest = this.#quickest(1)[0];
    return quickest === undefined ? unknownUncertainty : quickest.rtt / 2 + quickest.serverUncertainty;
  }

  /** The round trip that 95 of 100 pings stay under. */
  get slowRtt(): number {
    const rtts = this.#samples.map((s) => s.rtt).sort((a, b) => a - b);
    return rtts[Math.min(rtts.length - 1, Math.floor(rtts.length * 0.95))] ?? 0;
  }

  get rtt(): number {
    return this.#quickest(1)[0]?.rtt ?? 0;
  }

  start(): void {
    this.#begin(joinPings);
  }

  /** After a reconnect (perhaps to another node), a wake or a change of network: what was measured before says nothing now. */
  restart(): void {
    this.#samples = [];
    this.#begin(fastPings);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#round++;
  }

  #begin(pings: number): void {
    this.stop();
    this.#fresh = false;
    this.#fire(pings, pings, this.#round);
  }

  #fire(left: number, burst: number, round: number): void {
    const asked = this.time.now();
    this.ping().then(
      (answer) => {
        if (round === this.#round) this.#learn(sampleOf(asked, answer, this.time.now()), burst);
      },
      // A ping that was lost with its connection teaches nothing; the next one comes by itself.
      () => undefined,
    );
    this.#cancel = this.time.after(fastGapMs, () => {
      // The burst is over when enough of it was answered, not when enough was asked.
      if (left > 1 || !this.#fresh) this.#fire(Math.max(1, left - 1), burst, round);
      else this.#cancel = this.time.after(steadyGapMs - fastGapMs, () => this.#fire(1, burst, round));
    });
  }

  #learn(sample: ClockSample, burst: number): void {
    const now = this.time.now();
    this.#samples = [...this.#samples, sample].filter((s) => now - s.at <= keepMs).slice(-keep);
    const chosen = this.#quickest(best);
    this.#turnTo(chosen.reduce((sum, s) => sum + s.offset, 0) / chosen.length);
    if (!this.#fresh && this.#samples.length >= Math.min(burst, fastPings)) this.#fresh = true;
    this.changed();
  }

  #turnTo(aim: number): void {
    const present = this.offset();
    this.#aim = aim;
    if (!this.#known || Math.abs(aim - present) >= jumpMs) this.#offset = aim;
    this.#known = true;
  }

  #quickest(count: number): readonly ClockSample[] {
    const sorted = [...this.#samples].sort((a, b) => a.rtt - b.rtt);
    const limit = 2 * (sorted[0]?.rtt ?? 0) + 20;
    return sorted.filter((s) => s.rtt <= limit).slice(0, count);
  }
}
