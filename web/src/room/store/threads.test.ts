import { describe, expect, it } from 'vitest';
import { VirtualTime } from '../testing/virtual-time.ts';
import type { ChatMessage } from '../wire.ts';
import { lineOf } from './chat-lines.ts';
import { firstUnread, ReadMark } from './read-mark.ts';
import { answersOf, threadOf, withoutThreads } from './threads.ts';

const message = (id: string, at: number, part: Partial<ChatMessage> = {}): ChatMessage => ({ id, user: { id: 'u-bo', name: 'Bo' }, text: id, at, reactions: {}, pinned: false, ...part });
const lines = [message('a', 1), message('b', 2, { thread: 'a' }), message('c', 3), message('d', 4, { thread: 'a' }), message('e', 5, { thread: 'gone' })].map((m) => lineOf(m));

describe('a thread', () => {
  it('is shown by itself, and counted where it began', () => {
    expect(withoutThreads(lines).map((l) => l.id)).toEqual(['a', 'c', 'e']);
    expect(answersOf(lines).get('a')).toBe(2);
    expect(threadOf(lines, 'a').root?.id).toBe('a');
    expect(threadOf(lines, 'a').answers.map((l) => l.id)).toEqual(['b', 'd']);
  });

  it('whose beginning is not there stays in sight', () => {
    expect(withoutThreads(lines).map((l) => l.id)).toContain('e');
    expect(threadOf(lines, 'gone').root).toBeUndefined();
  });
});

describe('how far one has read', () => {
  it('is told a moment after it was in sight, once', async () => {
    const world = new VirtualTime();
    const told: string[] = [];
    const mark = new ReadMark(world.page(0), (id) => void told.push(id));
    mark.known('a');
    mark.look(lines, true);
    await world.run(500);
    expect(told).toEqual([]);
    await world.run(600);
    mark.look(lines, true);
    await world.run(2_000);
    expect(told).toEqual(['e']);
  });

  it('is not told of what nobody looked at', async () => {
    const world = new VirtualTime();
    const told: string[] = [];
    const mark = new ReadMark(world.page(0), (id) => void told.push(id));
    mark.look(lines, true);
    await world.run(100);
    mark.look(lines, false);
    await world.run(5_000);
    expect(told).toEqual([]);
  });

  it('says where to go on: the first message of somebody else behind it', () => {
    const own = lineOf(message('own', 3.5, { user: { id: 'me', name: 'Me' } }));
    const all = [lines[0]!, own, lines[2]!]; // Three of them.
    expect(firstUnread(all, 'a', 'me')).toBe('c');
    expect(firstUnread(all, 'c', 'me')).toBeUndefined();
    expect(firstUnread(all, undefined, 'me')).toBeUndefined();
  });
});
