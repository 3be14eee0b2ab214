import type { QrVersion } from './versions.ts';

const formatMask = 0b101010000010010;
const levelM = 0b00;

/** The squares of a code while it is drawn: which are dark, and which belong to a pattern that no data may touch. */
export class QrGrid {
  readonly size: number;
  readonly dark: boolean[][];
  readonly #fixed: boolean[][];

  constructor(private readonly version: QrVersion) {
    this.size = 17 + 4 * version.version;
    this.dark = Array.from({ length: this.size }, () => new Array<boolean>(this.size).fill(false));
    this.#fixed = this.dark.map((row) => [...row]);
    this.#patterns();
  }

  /** Two columns at a time from the right, up and down in turn, around what is fixed. */
  data(words: readonly number[]): void {
    let bit = 0;
    for (let right = this.size - 1; right >= 1; right -= 2) {
      if (right === 6) right = 5;
      for (let step = 0; step < this.size; step++) {
        const y = ((right + 1) & 2) === 0 ? this.size - 1 - step : step;
        for (const x of [right, right - 1]) {
          if (this.#fixed[y]![x]!) continue; // Inside by the loops.
          this.dark[y]![x] = bit < words.length * 8 && ((words[bit >> 3]! >> (7 - (bit & 7))) & 1) === 1; // Checked on this line.
          bit++;
        }
      }
    }
  }

  mask(rule: (x: number, y: number) => boolean): void {
    for (let y = 0; y < this.size; y++) {
      for (let x = 0; x < this.size; x++) {
        if (!this.#fixed[y]![x]! && rule(x, y)) this.dark[y]![x] = !this.dark[y]![x]!; // Inside by the loops.
      }
    }
  }

  format(mask: number): void {
    const bits = withRemainder((levelM << 3) | mask, 10, 0b10100110111) ^ formatMask;
    const last = this.size - 1;
    for (let i = 0; i < 15; i++) {
      const on = ((bits >> i) & 1) === 1;
      this.#set(i < 6 ? 8 : i < 8 ? 8 : i === 8 ? 7 : 14 - i, i < 6 ? i : i < 8 ? i + 1 : 8, on);
      this.#set(i < 8 ? last - i : 8, i < 8 ? 8 : last - 14 + i, on);
    }
    this.#set(8, last - 7, true);
  }

  #patterns(): void {
    const last = this.size - 1;
    for (let i = 0; i < this.size; i++) {
      this.#set(6, i, i % 2 === 0);
      this.#set(i, 6, i % 2 === 0);
    }
    for (const [x, y] of [[3, 3], [last - 3, 3], [3, last - 3]] as const) this.#rings(x, y, 4, (ring) => ring !== 2 && ring !== 4);
    const { marks } = this.version;
    for (const x of marks) {
      for (const y of marks) {
        const corner = (x === 6 && (y === 6 || y === marks.at(-1))) || (y === 6 && x === marks.at(-1));
        if (!corner) this.#rings(x, y, 2, (ring) => ring !== 1);
      }
    }
    this.format(0);
    if (this.version.version >= 7) this.#versionBits();
  }

  #versionBits(): void {
    const bits = withRemainder(this.version.version, 12, 0b1111100100101);
    for (let i = 0; i < 18; i++) {
      const on = ((bits >> i) & 1) === 1;
      const [far, near] = [this.size - 11 + (i % 3), Math.floor(i / 3)];
      this.#set(far, near, on);
      this.#set(near, far, on);
    }
  }

  #rings(x: number, y: number, reach: number, dark: (ring: number) => boolean): void {
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) this.#set(x + dx, y + dy, dark(Math.max(Math.abs(dx), Math.abs(dy))));
    }
  }

  #set(x: number, y: number, dark: boolean): void {
    const row = this.dark[y];
    if (row === undefined || x < 0 || x >= this.size) return;
    row[x] = dark;
    this.#fixed[y]![x] = true; // The same size as dark.
  }
}

/** A value followed by the remainder of its division: the BCH codes of the format and of the version. */
function withRemainder(value: number, length: number, divisor: number): number {
  let rest = value;
  for (let i = 0; i < length; i++) rest = (rest << 1) ^ ((rest >> (length - 1)) & 1 ? divisor : 0);
  return (value << length) | rest;
}
