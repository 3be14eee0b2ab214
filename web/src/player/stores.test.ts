import { describe, expect, it } from 'vitest';
import { chapterAt, chapterProgress, chapterStep, tidyChapters } from './chapters.js';
import { frameStep, parseRate } from './frames.js';
import { bitrateLabel, levelLabel, menuLevels, type Level } from './quality.js';
import { stepRate } from './rates.js';
import { positionToSave, resumeOffer, SaveClock } from './resume.js';
import { embedSnippet, watchLink } from './share.js';
import { bufferAhead, statRows } from './stats.js';
import { preferredTrack, trackLabel } from './tracks.js';

describe('chapters', () => {
  const chapters = tidyChapters([{ start: 30, title: 'B' }, { start: 0, title: 'A' }, { start: 90, title: 'out' }, { start: 30, title: 'twice' }], 60);

  it('are sorted, inside the video, one a moment', () => {
    expect(chapters).toEqual([{ start: 0, title: 'A' }, { start: 30, title: 'B' }]);
  });

  it('know which one plays and how far it is', () => {
    expect(chapterAt(chapters, 29.9)?.title).toBe('A');
    expect(chapterAt(chapters, 30)?.title).toBe('B');
    expect(chapterAt([{ start: 5, title: 'late' }], 1)).toBeUndefined();
    expect(chapterProgress(chapters, 1, 45, 60)).toBe(0.5);
  });

  it('step back to the start of this one first', () => {
    expect(chapterStep(chapters, 40, -1)).toBe(30);
    expect(chapterStep(chapters, 31, -1)).toBe(0);
    expect(chapterStep(chapters, 10, 1)).toBe(30);
    expect(chapterStep(chapters, 40, 1)).toBeUndefined();
    expect(chapterStep([], 40, -1)).toBeUndefined();
  });
});

describe('frames', () => {
  it('aim at the middle of the neighbour', () => {
    expect(frameStep(1.0, 25, 1)).toBeCloseTo(26.5 / 25);
    expect(frameStep(1.0, 25, -1)).toBeCloseTo(24.5 / 25);
    expect(frameStep(0, 25, -1)).toBe(0);
  });

  it('come back to where they were', () => {
    const there = frameStep(frameStep(2.5 / 25, 25, 1), 25, -1);
    expect(there).toBeCloseTo(2.5 / 25);
  });

  it('read fractions', () => {
    expect(parseRate('30000/1001')).toBeCloseTo(29.97, 2);
    expect(parseRate('25')).toBe(25);
    expect(parseRate(null)).toBe(0);
  });
});

describe('quality', () => {
  const level = (index: number, width: number, height: number, bitrate: number, frameRate = 30): Level => ({ index, width, height, bitrate, frameRate });

  it('is named by the short side', () => {
    expect(levelLabel(level(0, 1920, 1080, 1))).toBe('1080p');
    expect(levelLabel(level(0, 608, 1080, 1))).toBe('608p');
    expect(levelLabel(level(0, 1280, 720, 1, 59.94))).toBe('720p60');
    expect(levelLabel({ ...level(0, 1280, 534, 1), name: '720p' })).toBe('720p');
  });

  it('lists the best first, one a label', () => {
    expect(menuLevels([level(0, 640, 360, 8e5), level(1, 1280, 720, 2e6), level(2, 1280, 720, 3e6)]).map((l) => l.index)).toEqual([2, 0]);
  });

  it('writes bits with their unit', () => {
    expect(bitrateLabel(2_345_000)).toBe('2.3 Mbit/s');
    expect(bitrateLabel(800_000)).toBe('800 kbit/s');
    expect(bitrateLabel(Number.NaN)).toBe('–');
  });
});

describe('speed', () => {
  it('steps through the list and stops at its ends', () => {
    expect(stepRate(1, 1)).toBe(1.25);
    expect(stepRate(1, -1)).toBe(0.75);
    expect(stepRate(4, 1)).toBe(4);
    expect(stepRate(1.1, -1)).toBe(1);
  });
});

describe('resume', () => {
  it('asks only about a place worth going back to', () => {
    expect(resumeOffer(751, 6750)).toBe(751);
    expect(resumeOffer(4, 6750)).toBeUndefined();
    expect(resumeOffer(6740, 6750)).toBeUndefined();
    expect(resumeOffer(undefined, 6750)).toBeUndefined();
  });

  it('forgets the place of a video that was seen to the end', () => {
    expect(positionToSave(598, 600)).toBe(0);
    expect(positionToSave(12.34, 600)).toBe(12.3);
  });

  it('saves every five seconds, and never the same place twice', () => {
    const clock = new SaveClock();
    expect(clock.due(0, 10)).toBe(true);
    clock.saved(0, 10);
    expect(clock.due(4000, 14)).toBe(false);
    expect(clock.due(5000, 10.1)).toBe(false);
    expect(clock.due(5000, 15)).toBe(true);
  });
});

describe('share', () => {
  it('links to a moment in whole seconds', () => {
    expect(watchLink('https://a.example', 'v1', 75.9)).toBe('https://a.example/watch/v1?t=75');
    expect(watchLink('https://a.example', 'v1')).toBe('https://a.example/watch/v1');
  });

  it('escapes the title of an embed', () => {
    expect(embedSnippet('https://a.example', 'v1', 'a "b" <c>')).toContain('title="a &quot;b&quot; &lt;c&gt;"');
  });
});

describe('tracks', () => {
  it('are called by their language unless their name says more', () => {
    expect(trackLabel('', 'de', 1, 'en')).toBe('German');
    expect(trackLabel('Commentary', 'de', 1, 'en')).toBe('Commentary');
    expect(trackLabel('', 'und', 2, 'en')).toBe('Track 2');
    expect(trackLabel('', 'x~y', 2, 'en')).toBe('x~y');
  });

  it('prefer the remembered language, then the viewer’s, then the first', () => {
    const tracks = [{ language: 'nb' }, { language: 'en-GB' }, { language: 'de' }];
    expect(preferredTrack(tracks, 'de', ['en'])?.language).toBe('de');
    expect(preferredTrack(tracks, undefined, ['en-US'])?.language).toBe('en-GB');
    expect(preferredTrack(tracks, undefined, ['fr'])?.language).toBe('nb');
    expect(preferredTrack([], 'de', ['en'])).toBeUndefined();
  });
});

describe('statistics', () => {
  it('count the buffer ahead across tiny gaps only', () => {
    expect(bufferAhead([[0, 10], [10.05, 20], [21, 30]], 4)).toBe(16);
    expect(bufferAhead([[0, 3]], 4)).toBe(0);
  });

  it('say what a growing video has', () => {
    const rows = new Map(statRows({
      engine: 'hls.js 1.7.4', width: 640, height: 360, displayWidth: 1280, displayHeight: 720, framesPerSecond: 29.97, decodedFrames: 1000, droppedFrames: 5,
      bandwidth: 5e6, bufferAhead: 12.34, codecs: 'avc1.64001e,mp4a.40.2', level: '360p', auto: true, levelBitrate: 8e5, available: 24, duration: 60, growing: true, id: 'v1',
    }));
    expect(rows.get('Encoded')).toBe('24.0 of 60.0 s');
    expect(rows.get('Dropped frames')).toBe('5 of 1000 (0.5 %)');
    expect(rows.get('Level')).toBe('360p, auto, 800 kbit/s');
  });
});
