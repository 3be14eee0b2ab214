const initialMs = 20;
const mostMs = 500;
const weight = 0.3;

/** What a jump inside the buffer loses here, learned from how far off each one landed. */
export class SeekCost {
  #ms = initialMs;
  #lessons = 0;

  get ms(): number {
    return this.#ms;
  }

  /** The element said `seeked` after this long. The picture moves no sooner, so it is the least that was lost. */
  seeked(took: number): void {
    if (took <= mostMs && took > this.#ms) this.#lean(took, weight);
  }

  /**
   * The first lesson takes the place of the guess; after it each moves the mean a little.
   * @param drift ms ahead of the room (behind: negative) once the jump had settled, `used` being what it was aimed with.
   */
  landed(used: number, drift: number): void {
    this.#lessons++;
    this.#lean(used - drift, Math.max(weight, 1 / this.#lessons));
  }

  #lean(observed: number, share: number): void {
    this.#ms += share * (Math.min(mostMs, Math.max(0, observed)) - this.#ms);
  }
}
