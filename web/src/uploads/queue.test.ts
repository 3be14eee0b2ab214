import { describe, expect, it } from 'vitest';
import { fingerprintOf, isMedia, titleOf } from './file-kind.ts';
import { add, change, due, progress, withVideo, type Queue } from './queue.ts';

const upload = (id: string) => ({ id, fileName: `${id}_film.mp4`, bytes: 1000, at: 1 });
const queueOf = (...ids: string[]): Queue => ids.reduce<Queue>((queue, id) => add(queue, upload(id)), []);

describe('the queue', () => {
  it('starts three at a time', () => {
    let queue = queueOf('a', 'b', 'c', 'd', 'e');

    expect(due(queue).map((row) => row.id)).toEqual(['a', 'b', 'c']);
    for (const row of due(queue)) queue = change(queue, row.id, { state: 'uploading' });

    expect(due(queue)).toEqual([]);
    expect(due(change(queue, 'b', { state: 'uploaded' })).map((row) => row.id)).toEqual(['d']);
  });

  it('keeps a file that is added twice once', () => {
    expect(add(queueOf('a'), upload('a'))).toHaveLength(1);
  });

  it('goes on with a lost upload when the same file is chosen again', () => {
    const lost = change(queueOf('a'), 'a', { state: 'lost', sent: 400, tusUrl: '/api/uploads/u1', title: 'Mine' });

    const [row] = add(lost, upload('a'));

    expect(row).toMatchObject({ state: 'waiting', sent: 400, tusUrl: '/api/uploads/u1', title: 'Mine' });
  });

  it('smooths the rate', () => {
    let queue = progress(queueOf('a'), 'a', 100, 1000);
    expect(queue[0]!.rate).toBe(100);

    queue = progress(queue, 'a', 400, 1000);

    expect(queue[0]!.rate).toBeCloseTo(140);
    expect(queue[0]!.sent).toBe(400);
  });

  it('gives a video event to the row it belongs to', () => {
    const queue = change(queueOf('a', 'b'), 'b', { videoId: 'v1' });

    const after = withVideo(queue, { id: 'v1', state: 'playable', progress: 0.3, renditions: [], title: 'Named' });

    expect(after[0]!.video).toBeUndefined();
    expect(after[1]!.video?.state).toBe('playable');
    expect(after[1]!.title).toBe('Named');
  });
});

describe('a file', () => {
  it.each([
    ['treeline_pt1_MASTER.mov', 'Treeline pt1 MASTER'],
    ['week07.consensus.mp4', 'Week07 consensus'],
    ['.mp4', '.mp4'],
    ['Rain on Line Nine', 'Rain on Line Nine'],
  ])('named %s is titled %s', (name, title) => expect(titleOf(name)).toBe(title));

  it('is refused by its name, whatever type the system gives it', () => {
    expect(isMedia({ name: 'programme-notes.docx', type: 'video/mp4' })).toBe(false);
    expect(isMedia({ name: 'reel.MXF', type: '' })).toBe(true);
    expect(isMedia({ name: 'clip', type: 'video/webm' })).toBe(true);
  });

  it('has another fingerprint for another user, size or moment', () => {
    const file = { name: 'a.mp4', size: 5, lastModified: 7 };
    const prints = [fingerprintOf(file, 'u1'), fingerprintOf(file, 'u2'), fingerprintOf({ ...file, size: 6 }, 'u1'), fingerprintOf({ ...file, lastModified: 8 }, 'u1')];

    expect(new Set(prints).size).toBe(4);
  });
});
