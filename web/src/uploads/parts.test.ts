import { describe, expect, it } from 'vitest';
import { arrived, missing, pauseBefore } from './parts.ts';

const offer = { url: '/api/uploads/p1/parts', partBytes: 10, count: 3 };

describe('parts of a file', () => {
  it('cover it without gap or overlap', () => {
    const parts = missing(offer, 25, []);

    expect(parts.map((part) => [part.number, part.from, part.to])).toEqual([[1, 0, 10], [2, 10, 20], [3, 20, 25]]);
  });

  it('that are there are not sent again', () => {
    const parts = missing(offer, 25, [1, 3]);

    expect(parts.map((part) => part.number)).toEqual([2]);
    expect(arrived(parts, 25)).toBe(15);
  });

  it('are tried again later and later, up to half a minute', () => {
    expect(pauseBefore(0, 0)).toBe(375);
    expect(pauseBefore(3, 1)).toBe(5_000);
    expect(pauseBefore(20, 1)).toBe(37_500);
  });
});
