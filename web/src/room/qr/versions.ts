/** Error correction level M of ISO/IEC 18004, versions 1 to 10: check bytes a block, and the data bytes of each block. */
export interface QrVersion {
  readonly version: number;
  readonly check: number;
  readonly blocks: readonly number[];
  /** Centres of the alignment patterns, both ways. */
  readonly marks: readonly number[];
}

const many = (count: number, size: number): number[] => new Array<number>(count).fill(size);

export const versions: readonly QrVersion[] = [
  { version: 1, check: 10, blocks: [16], marks: [] },
  { version: 2, check: 16, blocks: [28], marks: [6, 18] },
  { version: 3, check: 26, blocks: [44], marks: [6, 22] },
  { version: 4, check: 18, blocks: many(2, 32), marks: [6, 26] },
  { version: 5, check: 24, blocks: many(2, 43), marks: [6, 30] },
  { version: 6, check: 16, blocks: many(4, 27), marks: [6, 34] },
  { version: 7, check: 18, blocks: many(4, 31), marks: [6, 22, 38] },
  { version: 8, check: 22, blocks: [...many(2, 38), ...many(2, 39)], marks: [6, 24, 42] },
  { version: 9, check: 22, blocks: [...many(3, 36), ...many(2, 37)], marks: [6, 26, 46] },
  { version: 10, check: 26, blocks: [...many(4, 43), 44], marks: [6, 28, 50] },
];
