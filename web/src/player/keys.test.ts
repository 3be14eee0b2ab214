import { describe, expect, it } from 'vitest';
import { commandFor, type KeyPress } from './keys.js';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({ key, ctrl: false, shift: false, alt: false, meta: false, ...more });

describe('the keyboard map', () => {
  it.each([
    [' ', { do: 'toggle-play' }], ['k', { do: 'toggle-play' }], ['j', { do: 'skip', seconds: -10 }], ['l', { do: 'skip', seconds: 10 }],
    ['ArrowLeft', { do: 'skip', seconds: -5 }], ['ArrowRight', { do: 'skip', seconds: 5 }], ['ArrowUp', { do: 'volume', step: 0.05 }],
    ['m', { do: 'mute' }], ['f', { do: 'fullscreen' }], ['t', { do: 'theatre' }], ['i', { do: 'pip' }], ['c', { do: 'captions' }],
    ['7', { do: 'go', fraction: 0.7 }], ['Home', { do: 'go', fraction: 0 }], ['End', { do: 'go', fraction: 1 }],
    [',', { do: 'frame', step: -1 }], ['.', { do: 'frame', step: 1 }], ['d', { do: 'stats' }], ['/', { do: 'search' }], ['Escape', { do: 'escape' }],
  ] as const)('%s', (key, command) => {
    expect(commandFor(press(key), true)).toEqual(command);
  });

  it('reads chords', () => {
    expect(commandFor(press('ArrowRight', { ctrl: true }), true)).toEqual({ do: 'chapter', step: 1 });
    expect(commandFor(press('S', { shift: true }), true)).toEqual({ do: 'copy-link' });
    expect(commandFor(press('N', { shift: true }), true)).toEqual({ do: 'next' });
    expect(commandFor(press('<', { shift: true }), true)).toEqual({ do: 'rate', step: -1 });
    expect(commandFor(press('?', { shift: true }), true)).toEqual({ do: 'help' });
  });

  it('leaves the browser its own chords', () => {
    expect(commandFor(press('f', { ctrl: true }), true)).toBeUndefined();
    expect(commandFor(press('d', { meta: true }), true)).toBeUndefined();
    expect(commandFor(press('ArrowLeft', { alt: true }), true)).toBeUndefined();
    expect(commandFor(press('K', { shift: true }), true)).toBeUndefined();
  });

  it('keeps named keys and chords when single letters are off', () => {
    expect(commandFor(press('k'), false)).toBeUndefined();
    expect(commandFor(press('5'), false)).toBeUndefined();
    expect(commandFor(press('?', { shift: true }), false)).toBeUndefined();
    expect(commandFor(press('ArrowLeft'), false)).toEqual({ do: 'skip', seconds: -5 });
    expect(commandFor(press('S', { shift: true }), false)).toEqual({ do: 'copy-link' });
  });
});
