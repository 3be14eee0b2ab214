const initialLag = 42;
const mostLag = 150;
const weight = 0.3;
const key = 'matinee.room.start-lag';

/** How long this browser takes from play() to the first moving picture, learned and kept. */
export class StartLag {
  #ms: number;
  #lessons: number;

  constructor(private readonly storage: Pick<Storage, 'getItem' | 'setItem'> | undefined) {
    const stored = storage?.getItem(key) ?? null;
    const value = stored === null ? NaN : Number(stored);
    this.#ms = Number.isFinite(value) ? clamp(value) : initialLag;
    this.#lessons = Number.isFinite(value) ? Infinity : 0;
  }

  get ms(): number {
    return this.#ms;
  }

  /**
   * The first lesson of a browser takes the place of the guess; after it each moves the mean a little.
   * @param drift ms by which the element was ahead of the room shortly after a start; behind is negative.
   */
  learn(drift: number): void {
    this.#lessons++;
    this.#ms = clamp(this.#ms - Math.max(weight, 1 / this.#lessons) * drift);
    try {
      this.storage?.setItem(key, this.#ms.toFixed(1));
    } catch (error) {
      // Storage that is full or forbidden only means learning again next time.
      if (!(error instanceof DOMException)) throw error;
    }
  }
}

function clamp(ms: number): number {
  return Math.min(mostLag, Math.max(0, ms));
}
