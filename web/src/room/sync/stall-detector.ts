const frozenMs = 400;
const moved = 0.001;

/** Says when an element that should play does not: by what it can show and by what it does, not by its events alone. */
export class StallDetector {
  #position = NaN;
  #movedAt = 0;
  #stalled = false;

  get stalled(): boolean {
    return this.#stalled;
  }

  /** @param active The element should be moving: playing, and not in the middle of a seek. */
  look(now: number, position: number, readyState: number, active: boolean): boolean {
    if (!active || Math.abs(position - this.#position) > moved || Number.isNaN(this.#position)) {
      this.#position = position;
      this.#movedAt = now;
    }
    this.#stalled = active && (readyState < 3 || now - this.#movedAt >= frozenMs);
    return this.#stalled;
  }

  reset(): void {
    this.#position = NaN;
    this.#stalled = false;
  }
}
