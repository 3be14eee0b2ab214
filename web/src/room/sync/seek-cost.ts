const initialMs = 20;
const mostMs = 500;
const weight = 0.3;

/** What a jump inside the buffer loses here, learned from how far off each one landed. */
export class SeekCost {
  #ms = initialMs;

  get ms(): number {
    return this.#ms;
  }

  /** The element said `seeked` after this long. The picture moves no sooner, so it is the least that was lost. */
  seeked(took: number): void {
    if (took <= mostMs && took > this.#ms) this.#lean(took);
  }

  /** @param drift ms ahead of the room (behind: negative) once the jump had settled, `used` being what it was aimed with. */
  landed(used: number, drift: number): void {
    this.#lean(used - drift);
  }

  #lean(observed: number): void {
    this.#ms += weight * (Math.min(mostMs, Math.max(0, observed)) - this.#ms);
  }
}
