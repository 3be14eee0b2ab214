import { describe, expect, it } from 'vitest';
import { Announcer } from './announcer.ts';
import { DraftSaver, type Draft } from './draft-saver.ts';
import type { UploadRow, VideoProgress } from './queue.ts';
import { stagesOf, summaryOf } from './stages.ts';

const row = (to: Partial<UploadRow>): UploadRow => ({
  id: 'a', fileName: 'a.mp4', bytes: 1000, sent: 0, rate: 0, state: 'waiting', title: 'A', description: '', visibility: 'private', addedAt: 0, ...to,
});
const video = (to: Partial<VideoProgress>): VideoProgress => ({
  id: 'v', state: 'playable', progress: 0.62, renditions: [{ name: '360p', height: 360, state: 'ready', progress: 1 }, { name: '1080p', height: 1080, state: 'running', progress: 0.62 }], ...to,
});

describe('the three rules of a row', () => {
  it('say the time that is left while bytes travel', () => {
    const [upload, playable, best] = stagesOf(row({ state: 'uploading', sent: 740, rate: 10 }));

    expect(upload).toMatchObject({ status: 'on', figure: '74 %', note: '25 s, 10 B/s' });
    expect(playable.status).toBe('off');
    expect(best.status).toBe('off');
  });

  it('say that it plays before the best rendition is there', () => {
    const [upload, playable, best] = stagesOf(row({ state: 'uploaded', sent: 1000, video: video({ encodedSeconds: 880, etaSeconds: 240 }) }));

    expect(upload.status).toBe('done');
    expect(playable).toMatchObject({ status: 'done', note: 'to 14:40' });
    expect(best).toMatchObject({ status: 'on', label: '1080p', figure: '62 %', note: '4 min' });
  });

  it('never show 100 % before the end', () => {
    expect(stagesOf(row({ state: 'uploaded', video: video({ progress: 0.999 }) }))[2].figure).toBe('99 %');
  });

  it('ask for the same file when it was lost', () => {
    expect(summaryOf(row({ state: 'lost', sent: 400 }))).toMatchObject({ share: 0.4, text: 'choose the same file', quiet: true });
  });
});

describe('the announcer', () => {
  it('speaks at quarters and at the end, once each', () => {
    const announcer = new Announcer();
    const said = [0, 100, 260, 270, 600, 990].map((sent) => announcer.next([row({ state: 'uploading', sent })]));
    said.push(announcer.next([row({ state: 'uploaded', sent: 1000 })]), announcer.next([row({ state: 'uploaded', sent: 1000 })]));

    expect(said).toEqual(['', '', 'A: 25 per cent uploaded', '', 'A: 50 per cent uploaded', 'A: 75 per cent uploaded', 'A: uploaded', '']);
  });
});

describe('the draft saver', () => {
  const draft = (title: string): Draft => ({ title, description: '', visibility: 'private' });

  it('saves the last of several changes, one at a time', async () => {
    const saved: string[] = [];
    let release = () => {};
    const saver = new DraftSaver(
      (next) => new Promise((resolve) => { saved.push(next.title); release = resolve; }),
      () => undefined,
      () => 0,
      () => undefined,
    );
    saver.change(draft('a'));
    saver.change(draft('ab'));
    const first = saver.flush();
    saver.change(draft('abc'));
    await saver.flush();
    expect(saved).toEqual(['ab']);

    release();
    await Promise.resolve();
    await new Promise((resolve) => setTimeout(resolve));
    expect(saved).toEqual(['ab', 'abc']);
    release();
    await first;
  });

  it('tells a failure and takes the next change', async () => {
    const told: string[] = [];
    let fail = true;
    const saver = new DraftSaver(async () => { if (fail) throw new Error('no'); }, (state) => told.push(state), () => 0, () => undefined);
    saver.change(draft('a'));
    await saver.flush();
    fail = false;
    saver.change(draft('b'));
    await saver.flush();

    expect(told).toEqual(['saving', 'failed', 'saving', 'saved']);
  });
});
