import { medianOf } from './drift-readings.ts';

/** Readings come four times a second: two seconds of them. */
const count = 8;
/** A drift that wanders by more is noise of the reading, or the clock is being slewed. */
const steadyMs = 12;

/**
 * Drift inside the dead band that stays where it is. A single reading says too little to act on: that is what the band is for. Two seconds of readings
 * that agree are no noise: a start came late by a part of a picture, and without a correction the element would stay there until the film ends.
 */
export class StandingDrift {
  #seen: number[] = [];

  /** @returns The drift that stands, or undefined while that cannot be told. */
  see(drift: number): number | undefined {
    this.#seen = [...this.#seen, drift].slice(-count);
    if (this.#seen.length < count || Math.max(...this.#seen) - Math.min(...this.#seen) > steadyMs) return undefined;
    return medianOf(this.#seen);
  }

  clear(): void {
    this.#seen = [];
  }
}
