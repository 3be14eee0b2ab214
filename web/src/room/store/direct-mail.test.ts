import { describe, expect, it } from 'vitest';
import type { DirectMessage } from '../wire.ts';
import { DirectMail } from './direct-mail.ts';

const [ann, bo] = [{ id: 'u-ann', name: 'Ann' }, { id: 'u-bo', name: 'Bo' }];
const letter = (id: string, from: typeof ann, to: string, at: number): DirectMessage => ({ id, from, to, text: `words of ${id}`, at });

function mail(answer: () => Promise<unknown> = () => Promise.resolve(), past: readonly DirectMessage[] = []) {
  const sent: object[] = [];
  const failures: unknown[] = [];
  let ids = 0;
  const box = new DirectMail({
    me: () => ann.id, now: () => 1_000, newId: () => `own-${++ids}`, changed: () => undefined, failed: (error) => void failures.push(error), fetch: () => Promise.resolve(past),
    send: (params) => {
      sent.push(params);
      return answer();
    },
  });
  return { box, sent, failures };
}

describe('words between two', () => {
  it('are counted while the conversation is not open, and no more once it is', async () => {
    const { box } = mail();
    expect(box.hear(letter('1', bo, ann.id, 1), () => '')).toBe(true);
    box.hear(letter('2', bo, ann.id, 2), () => '');
    expect([box.unread, box.unreadFrom(bo.id), box.open]).toEqual([2, 2, undefined]);

    await box.show(bo);
    box.hear(letter('3', bo, ann.id, 3), () => '');

    expect(box.unread).toBe(0);
    expect(box.open?.messages.map((m) => m.id)).toEqual(['1', '2', '3']);
  });

  it('stand there at once and once, though they come back over one’s own channel', async () => {
    const { box, sent } = mail();
    await box.show(bo);
    await box.say('  Hello  ');
    expect(sent).toEqual([{ id: 'own-1', to: bo.id, text: 'Hello' }]);

    expect(box.hear({ id: 'own-1', from: ann, to: bo.id, text: 'Hello', at: 1_020 }, () => 'Bo')).toBe(false);

    expect(box.open?.messages.map((m) => [m.id, m.at])).toEqual([['own-1', 1_020]]);
  });

  it('are taken back when they could not be sent', async () => {
    const { box, failures } = mail(() => Promise.reject(new Error('muted')));
    await box.show(bo);
    await box.say('Hello');
    expect(box.open?.messages).toEqual([]);
    expect(failures).toHaveLength(1);
  });

  it('of another device of one’s own belong to the person they went to', () => {
    const { box } = mail();
    box.hear(letter('1', ann, bo.id, 1), (id) => (id === bo.id ? 'Bo' : ''));
    void box.show(bo);
    expect(box.open?.messages.map((m) => m.id)).toEqual(['1']);
    expect(box.unread).toBe(0);
  });

  it('that were written before are put in their place', async () => {
    const { box } = mail(undefined, [letter('2', bo, ann.id, 2), letter('1', ann, bo.id, 1)]);
    box.hear(letter('3', bo, ann.id, 3), () => '');
    await box.show(bo);
    expect(box.open?.messages.map((m) => m.id)).toEqual(['1', '2', '3']);
  });
});
