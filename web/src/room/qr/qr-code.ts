import { codewords, versionFor } from './codewords.ts';
import { penalty } from './penalty.ts';
import { QrGrid } from './qr-grid.ts';

const masks: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(y / 2) + Math.floor(x / 3)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** The squares of a QR code for a text (level M, byte mode), or undefined when it is longer than 213 bytes. */
export function qrCode(text: string): readonly (readonly boolean[])[] | undefined {
  const bytes = new TextEncoder().encode(text);
  const version = versionFor(bytes.length);
  if (version === undefined) return undefined;
  const words = codewords(bytes, version);
  const drawn = masks.map((rule, mask) => {
    const grid = new QrGrid(version);
    grid.data(words);
    grid.mask(rule);
    grid.format(mask);
    return grid.dark;
  });
  return drawn.reduce((best, next) => (penalty(next) < penalty(best) ? next : best));
}

/** The dark squares as one path, with the quiet zone of four around them. */
export function qrPath(code: readonly (readonly boolean[])[]): { readonly path: string; readonly size: number } {
  let path = '';
  for (const [y, row] of code.entries()) for (const [x, dark] of row.entries()) if (dark) path += `M${x + 4} ${y + 4}h1v1h-1z`;
  return { path, size: code.length + 8 };
}
