import jsQR from 'jsqr';
import { describe, expect, it } from 'vitest';
import { qrCode, qrPath } from './qr-code.ts';

/** As a camera sees it: four pixels a square, a white border. */
function read(code: readonly (readonly boolean[])[], scale = 4): string | undefined {
  const size = (code.length + 8) * scale;
  const pixels = new Uint8ClampedArray(size * size * 4).fill(255);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const dark = code[Math.floor(y / scale) - 4]?.[Math.floor(x / scale) - 4] === true;
      if (dark) pixels.fill(0, (y * size + x) * 4, (y * size + x) * 4 + 3);
    }
  }
  return jsQR(pixels, size, size)?.data;
}

describe('a QR code', () => {
  const lengths = [1, 14, 15, 26, 27, 42, 62, 84, 106, 122, 152, 180, 213];

  it.each(lengths)('of %d bytes says what was put in, to another’s reader', (length) => {
    const text = Array.from({ length }, (_, i) => 'https://matinee.example/r/r0123456789abcdef?invite='.charAt(i % 51)).join('');
    const code = qrCode(text);
    expect(code).toBeDefined();
    expect(read(code!)).toBe(text); // Defined on the line before.
  });

  it('carries any text', () => expect(read(qrCode('http://192.168.0.7:8080/r/r1?name=Zoë Żółć 映画')!)).toBe('http://192.168.0.7:8080/r/r1?name=Zoë Żółć 映画')); // Short enough.

  it('is still read with a corner of it covered', () => {
    const code = qrCode('https://matinee.example/r/r0123456789abcdef')!.map((row) => [...row]); // Short enough.
    for (let y = 12; y < 15; y++) for (let x = 12; x < 15; x++) code[y]![x] = !code[y]![x]!; // Version 3 is 29 wide.
    expect(read(code)).toBe('https://matinee.example/r/r0123456789abcdef');
  });

  it('is refused for what does not fit', () => expect(qrCode('x'.repeat(214))).toBeUndefined());

  it('is drawn with its quiet zone', () => {
    const { path, size } = qrPath([[true, false]]);
    expect(path).toBe('M4 4h1v1h-1z');
    expect(size).toBe(9);
  });
});
