import { describe, expect, it } from 'vitest';
import { ago, bytes, clock, percent, wait } from './format.ts';
import { count, fill } from './words.ts';
import { parseStoryboard } from '../library/storyboard.ts';
import { SpeedGauge } from '../studio/speed.ts';

describe('figures', () => {
  it.each([[0, '0 B'], [999, '999 B'], [1000, '1.00 KB'], [20_000, '20.0 KB'], [2_140_000, '2.14 MB'], [61_400_000_000, '61.4 GB'], [999_600, '1.00 MB']])('%d bytes are %s', (n, text) => expect(bytes(n)).toBe(text));
  it.each([[0, '0:00'], [59.6, '1:00'], [247, '4:07'], [4308, '1:11:48']])('%d seconds are %s', (n, text) => expect(clock(n)).toBe(text));
  it.each([[2, '5 s'], [20, '20 s'], [360, '6 min'], [7800, '2 h 10 min'], [Number.POSITIVE_INFINITY, '']])('%d seconds are a wait of %s', (n, text) => expect(wait(n)).toBe(text));
  it.each([[0, 0], [0.999, 99], [1, 100], [-1, 0]])('a share of %d is %d per cent', (share, n) => expect(percent(share)).toBe(n));

  it('tell how long ago', () => {
    const now = new Date('2026-11-20T12:00:00Z');
    expect(ago(new Date('2026-11-18T12:00:00Z'), now, 'en')).toBe('2 days ago');
    expect(ago(new Date('2026-11-20T11:59:58Z'), now, 'en')).toBe('now');
  });
});

describe('words', () => {
  it('fill places and choose the plural', () => {
    expect(fill('{a} of {b}', { a: 1, b: 'x' })).toBe('1 of x');
    expect(count({ one: '{n} file', other: '{n} files' }, 1)).toBe('1 file');
    expect(count({ one: '{n} file', other: '{n} files' }, 2)).toBe('2 files');
  });
});

describe('a storyboard', () => {
  it('is read with addresses relative to itself', () => {
    const text = 'WEBVTT\r\n\r\n00:00.000 --> 00:05.000\r\nsprite-1.jpg#xywh=0,0,160,90\r\n\r\n01:00:05.000 --> 01:00:10.000\r\nsprite-1.jpg#xywh=160,0,160,90\r\n';

    const tiles = parseStoryboard(text, 'http://host/hls/v1~t/storyboard.vtt');

    expect(tiles).toHaveLength(2);
    expect(tiles[0]).toEqual({ from: 0, to: 5, url: 'http://host/hls/v1~t/sprite-1.jpg', x: 0, y: 0, width: 160, height: 90 });
    expect(tiles[1]).toMatchObject({ from: 3605, x: 160 });
  });
});

describe('the speed gauge', () => {
  it('measures growth against the clock and waits for it', () => {
    const gauge = new SpeedGauge();
    expect(gauge.sample(10, 1_000)).toBe(0);
    expect(gauge.sample(10, 2_000)).toBe(0);
    expect(gauge.sample(18, 3_000)).toBe(4);
    expect(gauge.sample(24, 4_000)).toBeCloseTo(4.8);
  });
});
