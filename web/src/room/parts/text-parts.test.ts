import { describe, expect, it } from 'vitest';
import { initialRoom, type RoomState } from '../store/room-state.ts';
import { tabTitle } from '../tab-title.ts';
import { initials, typingText } from '../words.ts';
import { chipOf, signed } from './member-chip.ts';
import { partsOf } from './text-parts.ts';

describe('a text', () => {
  it('has its web addresses found, without what ends the sentence', () => {
    expect(partsOf('See https://a.example/x?y=1, or (http://b.example).')).toEqual([
      { text: 'See ' }, { link: 'https://a.example/x?y=1' }, { text: ', or (' }, { link: 'http://b.example' }, { text: ').' },
    ]);
  });

  it('never makes a link of anything else', () => {
    for (const text of ['javascript:alert(1)', 'data:text/html,x', 'https://', '<b>bold</b>', '']) expect(partsOf(text).some((p) => 'link' in p)).toBe(false);
  });

  it('loses nothing', () => {
    const text = 'a https://x.example/ b http://[bad c https://y.example.';
    expect(partsOf(text).map((p) => ('text' in p ? p.text : p.link)).join('')).toBe(text);
  });
});

it('the tab says what was missed and whether the line is down', () => {
  const settings = { name: 'Club' } as NonNullable<RoomState['settings']>;
  expect(tabTitle({ ...initialRoom, settings })).toBe('Club · Matinee');
  expect(tabTitle({ ...initialRoom, settings, unread: 3 })).toBe('(3) Club · Matinee');
  expect(tabTitle({ ...initialRoom, settings, unread: 120, link: 'reconnecting' })).toBe('(99+) Reconnecting: Club · Matinee');
});

it('who types is named up to two', () => {
  expect(['', 'Ann', 'Ann and Bo', '3'].map((_, i) => typingText(['Ann', 'Bo', 'Cy'].slice(0, i)))).toEqual(['', 'Ann is typing', 'Ann and Bo are typing', '3 people are typing']);
});

it('a chip says its state in words, and a figure its sign', () => {
  expect(chipOf({ status: 'online' }, { state: 'catch', drift: 400 })).toMatchObject({ text: 'Catching up +0.4 s', ring: 'av--catch' });
  expect(chipOf({ status: 'away' }, { state: 'sync' }).text).toBe('Away');
  expect([signed(-0.4), signed(-18), signed(12)]).toEqual(['0', '−18', '+12']);
  expect([initials('Ingrid Solberg'), initials('łukasz'), initials('  ')]).toEqual(['IS', 'Ł', '?']);
});
