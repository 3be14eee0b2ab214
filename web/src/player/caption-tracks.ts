import type { PlayerStore } from './state.js';
import { preferredTrack, trackLabel, type TrackChoice } from './tracks.js';
import { plainText } from './vtt.js';

/** One line of the transcript. */
export interface Line {
  readonly start: number;
  readonly text: string;
}

/**
 * The text tracks of the element, from the playlist and from uploaded files alike. They stay hidden, so that the browser
 * loads them and the player draws them, above its bar.
 */
export class CaptionTracks {
  constructor(private readonly video: HTMLVideoElement, private readonly store: PlayerStore, private readonly changed: () => void, signal: AbortSignal) {
    const tracks = video.textTracks;
    tracks.addEventListener('addtrack', (event) => {
      event.track?.addEventListener('cuechange', changed, { signal });
      this.#list();
    }, { signal });
    tracks.addEventListener('removetrack', () => this.#list(), { signal });
    tracks.addEventListener('change', () => this.#hold(), { signal });
    for (const track of this.#tracks()) track.addEventListener('cuechange', changed, { signal });
    this.#list();
  }

  select(id: string): void {
    for (const [i, track] of this.#tracks().entries()) track.mode = String(i) === id ? 'hidden' : 'disabled';
    this.store.patch({ caption: id });
    this.changed();
  }

  preferred(remembered: string): TrackChoice | undefined {
    return preferredTrack(this.store.state.captions, remembered, navigator.languages);
  }

  /** The cues on screen now, as fragments: the browser has parsed them, nothing of them is markup of ours. */
  active(): DocumentFragment[] {
    const track = this.#tracks()[Number(this.store.state.caption)];
    if (this.store.state.caption === '' || !track?.activeCues) return [];
    return Array.from(track.activeCues).map((cue) => (cue as VTTCue).getCueAsHTML());
  }

  lines(id: string): Line[] {
    const cues = this.#tracks()[Number(id)]?.cues;
    return cues ? Array.from(cues).map((cue) => ({ start: cue.startTime, text: plainText((cue as VTTCue).text) })) : [];
  }

  #tracks(): TextTrack[] {
    return Array.from(this.video.textTracks).filter((t) => t.kind === 'captions' || t.kind === 'subtitles');
  }

  #list(): void {
    this.store.patch({
      captions: this.#tracks().map((t, i) => ({ id: String(i), label: trackLabel(t.label, t.language, i + 1, navigator.language), language: t.language })),
    });
    this.changed();
  }

  // The engine and the browser like to switch a default track on by themselves; the choice is the viewer's.
  #hold(): void {
    for (const [i, track] of this.#tracks().entries()) {
      if (track.mode === 'showing') track.mode = String(i) === this.store.state.caption ? 'hidden' : 'disabled';
    }
  }
}
