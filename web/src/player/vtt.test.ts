import { describe, expect, it } from 'vitest';
import { parseStoryboard, tileAt } from './storyboard.js';
import { parseVtt, plainText } from './vtt.js';

describe('parseVtt', () => {
  it('reads cues and passes over notes, styles and broken timings', () => {
    const cues = parseVtt('\uFEFFWEBVTT\r\n\r\nNOTE hello\r\n\r\nSTYLE\r\n::cue{}\r\n\r\n1\r\n00:01.000 --> 00:02.500 line:0\r\nOne\r\ntwo\r\n\r\nbad --> worse\r\nno\r\n\r\n01:00:00.000 --> 01:00:01.000\r\nLate');
    expect(cues).toEqual([
      { start: 1, end: 2.5, text: 'One\ntwo' },
      { start: 3600, end: 3601, text: 'Late' },
    ]);
  });

  it('leaves out cues that end before they begin', () => {
    expect(parseVtt('WEBVTT\n\n00:05.000 --> 00:04.000\nx')).toEqual([]);
  });

  it('survives anything', () => {
    for (const text of ['', '-->', 'WEBVTT', '\n\n-->\n\n', '00:00.000 -->', 'x'.repeat(10000)]) expect(parseVtt(text)).toEqual([]);
  });

  it('strips tags and reads entities, once', () => {
    expect(plainText('<v Marit><i>You &amp;lt; me</i>\nhere')).toBe('You &lt; me here');
  });
});

describe('storyboard', () => {
  const text = 'WEBVTT\n\n00:00.000 --> 00:05.000\nboard-0.jpg#xywh=0,0,160,90\n\n00:05.000 --> 00:10.000\nboard-0.jpg#xywh=160,0,160,90\n\n00:10.000 --> 00:15.000\nboard-0.jpg';

  it('places tiles in their sheet, relative to the file', () => {
    const tiles = parseStoryboard(text, 'https://a.example/hls/v1~abc/storyboard.vtt');
    expect(tiles).toHaveLength(2);
    expect(tiles[1]).toEqual({ start: 5, end: 10, url: 'https://a.example/hls/v1~abc/board-0.jpg', x: 160, y: 0, width: 160, height: 90 });
  });

  it('finds the tile of a moment, and the nearest outside', () => {
    const tiles = parseStoryboard(text, 'https://a.example/');
    expect(tileAt(tiles, 0)?.x).toBe(0);
    expect(tileAt(tiles, 4.99)?.x).toBe(0);
    expect(tileAt(tiles, 5)?.x).toBe(160);
    expect(tileAt(tiles, 999)?.x).toBe(160);
    expect(tileAt([], 1)).toBeUndefined();
  });
});
