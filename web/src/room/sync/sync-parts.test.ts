import { describe, expect, it } from 'vitest';
import { VirtualTime } from '../testing/virtual-time.ts';
import { CorrectionBudget } from './correction-budget.ts';
import { readReport } from './member-report.ts';
import { MemberReports } from './member-reports.ts';
import { PlaybackTarget } from './playback-target.ts';
import type { PlaybackState } from './playback-state.ts';
import { ReportSender } from './report-sender.ts';
import { StallDetector } from './stall-detector.ts';
import { StandingDrift } from './standing-drift.ts';
import { StartLag } from './start-lag.ts';
import { profileOf } from './sync-profile.ts';

const item = { element: 'q1', videoId: 'v1', title: 'Snow', durationSeconds: 100 };
const state = (part: Partial<PlaybackState>): PlaybackState => ({ version: 1, item, playing: true, rate: 1, position: 10, at: 1_000, ...part });

describe('the target', () => {
  it('stands until the start it was given, runs then, and ends with the film', () => {
    const target = new PlaybackTarget();
    target.reset('e', state({ rate: 2 }));

    expect(target.positionAt(400)).toBe(10);
    expect(target.positionAt(2_500)).toBe(13);
    expect(target.positionAt(500_000)).toBe(100);
    expect(target.timeOf(13)).toBe(2_500);
  });

  it('drops what is older, in its epoch and out of it', () => {
    const target = new PlaybackTarget();
    target.reset('e', state({ version: 5 }));

    expect(target.accept('e', state({ version: 5, position: 1 }))).toBe(false);
    expect(target.accept('e', state({ version: 4, position: 1 }))).toBe(false);
    expect(target.accept('f', state({ version: 9, position: 1 }))).toBe(false);
    expect(target.reset('e', state({ version: 4 }))).toBe(false);
    expect(target.accept('e', state({ version: 6, position: 2 }))).toBe(true);
    expect(target.state.position).toBe(2);
  });

  it('begins a new count in a new epoch', () => {
    const target = new PlaybackTarget();
    target.reset('e', state({ version: 5 }));

    expect(target.reset('f', state({ version: 1, position: 3 }))).toBe(true);
    expect(target.accept('f', state({ version: 2, position: 4 }))).toBe(true);
    expect(target.state.position).toBe(4);
  });
});

describe('the start lag', () => {
  it('is remembered between visits and kept between 0 and 150 ms', () => {
    const kept = new Map<string, string>();
    const storage = { getItem: (k: string) => kept.get(k) ?? null, setItem: (k: string, v: string) => void kept.set(k, v) };
    const lag = new StartLag(storage);
    expect(lag.ms).toBe(42);
    lag.learn(-10);
    expect(new StartLag(storage).ms).toBeCloseTo(52, 1);
    for (let i = 0; i < 40; i++) lag.learn(-100);
    expect(lag.ms).toBe(150);
    for (let i = 0; i < 40; i++) lag.learn(100);
    expect(lag.ms).toBe(0);
  });

  it('begins anew when what was kept is not a number', () => {
    expect(new StartLag({ getItem: () => 'lots', setItem: () => undefined }).ms).toBe(42);
  });
});

describe('a stall', () => {
  it('is 400 ms without progress, or nothing to show', () => {
    const stall = new StallDetector();
    expect(stall.look(0, 5, 4, true)).toBe(false);
    expect(stall.look(300, 5, 4, true)).toBe(false);
    expect(stall.look(400, 5, 4, true)).toBe(true);
    expect(stall.look(500, 5.1, 4, true)).toBe(false);
    expect(stall.look(600, 5.2, 2, true)).toBe(true);
  });

  it('is never one of an element that need not move', () => {
    const stall = new StallDetector();
    stall.look(0, 5, 4, false);
    expect(stall.look(9_000, 5, 1, false)).toBe(false);
    expect(stall.look(9_100, 5, 4, true)).toBe(false);
  });
});

describe('drift that stands', () => {
  it('is that of two seconds of readings that agree', () => {
    const standing = new StandingDrift();
    for (const drift of [20, 25, 22, 23, 27, 21, 24]) expect(standing.see(drift)).toBeUndefined();
    expect(standing.see(22)).toBe(23);
    expect(standing.see(40)).toBeUndefined();
    for (let i = 0; i < 7; i++) standing.see(-20);
    expect(standing.see(-20)).toBe(-20);
  });

  it('is forgotten when something was done about it', () => {
    const standing = new StandingDrift();
    for (let i = 0; i < 8; i++) standing.see(20);
    standing.clear();

    expect(standing.see(20)).toBeUndefined();
  });
});

describe('the budget of jumps', () => {
  it('is one in four seconds and four in a minute', () => {
    const budget = new CorrectionBudget(4_000, 4);
    budget.spend(0);
    expect(budget.allows(3_999)).toBe(false);
    expect(budget.allows(4_000)).toBe(true);
    for (const t of [4_000, 8_000, 12_000]) budget.spend(t);
    expect(budget.spent(20_000)).toBe(true);
    expect(budget.spent(60_001)).toBe(false);
  });
});

describe('reports of members', () => {
  const report = (part: object) => readReport({ kind: 'report', member: 'somebody else', version: 1, position: 2, rtt: 3, bufferAhead: 8, state: 'sync', rate: 1, ...part }, 'ann')!; // Is one.

  it('are those of whom the server says, whatever they claim', () => expect(report({}).member).toBe('ann'));

  it.each([[null], ['report'], [{ kind: 'typing' }], [{ kind: 'report', state: 'owner' }]])('are not read from %j', (payload) => expect(readReport(payload, 'ann')).toBeUndefined());

  it('lose numbers that are none', () => expect(report({ drift: 'NaN', position: Infinity }).drift).toBeUndefined());

  it('make a member green up to 60 ms, amber beyond, and away after silence', async () => {
    const world = new VirtualTime();
    const reports = new MemberReports(world.page(0));
    expect(reports.of('ann').state).toBe('away');
    reports.hear(report({ drift: -60 }));
    expect(reports.of('ann')).toMatchObject({ state: 'sync', drift: -60 });
    reports.hear(report({ drift: 400, state: 'catch' }));
    expect(reports.of('ann').state).toBe('catch');
    reports.hear(report({ state: 'buffer' }));
    expect(reports.of('ann')).toMatchObject({ state: 'buffer', bufferAhead: 8 });

    await world.run(6_001);

    expect(reports.of('ann').state).toBe('away');
    expect(reports.silent).toEqual(['ann']);
  });

  it('leave every second, every two in a large room', async () => {
    const world = new VirtualTime();
    let members = 5;
    let sent = 0;
    const sender = new ReportSender(world.page(0), () => members, () => report({}), () => sent++);
    sender.start();
    await world.run(10_000);
    expect(sent).toBe(11);
    members = 51;
    await world.run(10_000);
    expect(sent).toBe(16);
    sender.stop();
    await world.run(5_000);
    expect(sent).toBe(16);
  });
});

it('the profile goes by the vendor first: every browser on iOS is Safari', () => {
  expect(profileOf('Apple Computer, Inc.', 'CriOS/120 Safari').name).toBe('safari');
  expect(profileOf('', 'Gecko/20100101 Firefox/130.0').name).toBe('firefox');
  expect(profileOf('Google Inc.', 'Chrome/130.0').name).toBe('chromium');
});
