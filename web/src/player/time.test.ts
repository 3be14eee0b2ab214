import { describe, expect, it } from 'vitest';
import { formatTime, parseTime, spokenTime, startOf } from './time.js';

describe('time', () => {
  it('writes minutes, and hours once the whole is an hour long', () => {
    expect(formatTime(75.9)).toBe('1:15');
    expect(formatTime(75, 3600)).toBe('0:01:15');
    expect(formatTime(6750)).toBe('1:52:30');
    expect(formatTime(Number.NaN)).toBe('0:00');
  });

  it('speaks in words, without empty units', () => {
    expect(spokenTime(2467)).toBe('41 minutes 7 seconds');
    expect(spokenTime(3601)).toBe('1 hour 1 second');
    expect(spokenTime(0)).toBe('0 seconds');
  });

  it.each([['90', 90], ['1:30', 90], ['1:02:03', 3723], ['1h2m3s', 3723], ['2m', 120], ['12.5', 12.5], ['45s', 45]])('reads %s', (text, seconds) => {
    expect(parseTime(text)).toBe(seconds);
  });

  it.each(['', 'abc', '1:99', '-5', '1h2x', null])('does not read %s', (text) => {
    expect(parseTime(text)).toBeUndefined();
  });

  it('takes the moment of a link from the query before the fragment', () => {
    expect(startOf(new URL('https://a.example/watch/v1?t=12#t=99'))).toBe(12);
    expect(startOf(new URL('https://a.example/watch/v1#t=1:05'))).toBe(65);
    expect(startOf(new URL('https://a.example/watch/v1'))).toBeUndefined();
  });
});
