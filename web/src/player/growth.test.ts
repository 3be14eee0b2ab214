import { describe, expect, it } from 'vitest';
import { clampSeek, fraction, growthOf, waitsForEncoder } from './growth.js';

describe('a growing video', () => {
  const growing = growthOf(60, 24, false);

  it('shows the whole known length while only a part can be played', () => {
    expect(growing).toEqual({ duration: 60, available: 24, growing: true });
  });

  it('takes the playlist for the truth once it has ended', () => {
    expect(growthOf(60.2, 59.96, true)).toEqual({ duration: 59.96, available: 59.96, growing: false });
  });

  it('is at least as long as what exists when the catalogue does not know', () => {
    expect(growthOf(0, 24, false).duration).toBe(24);
  });

  it('refuses a seek past what exists and goes to the last moment that plays', () => {
    expect(clampSeek(growing, 50)).toEqual({ position: 23.5, refused: true });
    expect(clampSeek(growing, 23.8)).toEqual({ position: 23.5, refused: false });
    expect(clampSeek(growing, 10)).toEqual({ position: 10, refused: false });
    expect(clampSeek(growing, -4).position).toBe(0);
    expect(clampSeek(growing, Number.NaN).position).toBe(0);
  });

  it('lets a finished video be sought to its exact end', () => {
    expect(clampSeek(growthOf(60, 60, true), 75)).toEqual({ position: 60, refused: false });
  });

  it('waits for the encoder only when it plays at the edge of what exists', () => {
    expect(waitsForEncoder(growing, 23.9, false)).toBe(true);
    expect(waitsForEncoder(growing, 23.9, true)).toBe(false);
    expect(waitsForEncoder(growing, 20, false)).toBe(false);
    expect(waitsForEncoder(growthOf(24, 24, true), 24, false)).toBe(false);
  });

  it('keeps fractions between 0 and 1', () => {
    expect(fraction(5, 10)).toBe(0.5);
    expect(fraction(15, 10)).toBe(1);
    expect(fraction(5, 0)).toBe(0);
  });
});
