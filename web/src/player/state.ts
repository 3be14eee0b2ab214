import type { Chapter } from './chapters.js';
import { nothingYet, type Growth } from './growth.js';
import type { Level } from './quality.js';
import type { TrackChoice } from './tracks.js';

export interface Failure {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
}

/** Everything the controls show. Written by the media element, the engine and the page; read by the elements. */
export interface PlayerState {
  readonly loaded: boolean;
  readonly started: boolean;
  readonly paused: boolean;
  readonly ended: boolean;
  readonly seeking: boolean;
  /** The element cannot go on: it buffers, or it waits for the encoder. */
  readonly stalled: boolean;
  readonly position: number;
  readonly growth: Growth;
  readonly buffered: readonly (readonly [number, number])[];
  readonly volume: number;
  readonly muted: boolean;
  readonly rate: number;
  readonly levels: readonly Level[];
  readonly level: number;
  readonly autoLevel: boolean;
  readonly audioTracks: readonly TrackChoice[];
  readonly audioTrack: string;
  readonly captions: readonly TrackChoice[];
  readonly caption: string;
  readonly chapters: readonly Chapter[];
  readonly framesPerSecond: number;
  readonly fullscreen: boolean;
  readonly pip: boolean;
  readonly theatre: boolean;
  readonly failure: Failure | null;
}

export const initialState: PlayerState = {
  loaded: false,
  started: false,
  paused: true,
  ended: false,
  seeking: false,
  stalled: false,
  position: 0,
  growth: nothingYet,
  buffered: [],
  volume: 1,
  muted: false,
  rate: 1,
  levels: [],
  level: -1,
  autoLevel: true,
  audioTracks: [],
  audioTrack: '',
  captions: [],
  caption: '',
  chapters: [],
  framesPerSecond: 0,
  fullscreen: false,
  pip: false,
  theatre: false,
  failure: null,
};

export class PlayerStore {
  #state = initialState;
  readonly #watchers = new Set<(state: PlayerState) => void>();

  get state(): PlayerState {
    return this.#state;
  }

  /** Watchers hear of a patch only when it changes something. */
  patch(part: Partial<PlayerState>): void {
    const keys = Object.keys(part) as (keyof PlayerState)[];
    if (keys.every((key) => Object.is(this.#state[key], part[key]))) return;
    this.#state = { ...this.#state, ...part };
    for (const watcher of this.#watchers) watcher(this.#state);
  }

  watch(watcher: (state: PlayerState) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }
}
