import { nothingPlays, type PlaybackState } from './playback-state.ts';

/** Where everybody should be. Holds the newest state it has seen and answers for any moment of cluster time. */
export class PlaybackTarget {
  #epoch = '';
  #state: PlaybackState = nothingPlays;

  get state(): PlaybackState {
    return this.#state;
  }

  get epoch(): string {
    return this.#epoch;
  }

  /** A snapshot: another epoch begins a new count, in the same one it must not be older. */
  reset(epoch: string, state: PlaybackState): boolean {
    if (epoch === this.#epoch && state.version < this.#state.version) return false;
    const same = epoch === this.#epoch && state.version === this.#state.version;
    this.#epoch = epoch;
    this.#state = state;
    return !same;
  }

  /** A publication or the answer to a command: taken only when it is newer in this epoch. */
  accept(epoch: string, state: PlaybackState): boolean {
    if (epoch !== this.#epoch || state.version <= this.#state.version) return false;
    this.#state = state;
    return true;
  }

  /** Seconds into the item at a moment of cluster time. */
  positionAt(cluster: number): number {
    const { playing, rate, position, at, item } = this.#state;
    const moved = playing ? Math.max(0, cluster - at) / 1000 : 0;
    const length = item?.durationSeconds ?? 0;
    const end = length > 0 ? length : Infinity;
    return Math.min(end, Math.max(0, position + rate * moved));
  }

  /** The cluster time at which `position` is reached; Infinity when the room stands still. */
  timeOf(position: number): number {
    const state = this.#state;
    return state.playing ? state.at + ((position - state.position) / state.rate) * 1000 : Infinity;
  }

  get ended(): boolean {
    return this.#state.item === null;
  }
}
