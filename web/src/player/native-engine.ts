import { emptyView, type Engine, type EngineEvents } from './engine.js';
import type { TrackChoice } from './tracks.js';
import { trackLabel } from './tracks.js';

interface NativeAudioTrack {
  readonly id: string;
  readonly label: string;
  readonly language: string;
  enabled: boolean;
}

/** The browser's own HLS. It chooses the quality itself and tells neither levels nor bandwidth. */
export class NativeEngine implements Engine {
  readonly name = 'native HLS';
  readonly #stop = new AbortController();
  #startAt = 0;

  constructor(private readonly video: HTMLVideoElement, private readonly events: EngineEvents) {
    const on = (type: string, run: () => void) => video.addEventListener(type, run, { signal: this.#stop.signal });
    on('loadedmetadata', () => this.#begin());
    for (const type of ['durationchange', 'progress', 'timeupdate']) on(type, () => this.#report());
    on('error', () => this.#fail());
  }

  load(url: string, startAt: number): Promise<void> {
    this.#startAt = startAt;
    this.video.src = url;
    this.video.load();
    return Promise.resolve();
  }

  setLevel(): void {}

  setAudioTrack(id: string): void {
    for (const track of this.#tracks()) track.enabled = track.id === id;
    this.#report();
  }

  lowerCap(): boolean {
    return false;
  }

  warm(): void {}

  destroy(): void {
    this.#stop.abort();
    this.video.removeAttribute('src');
    this.video.load();
  }

  #begin(): void {
    this.video.currentTime = this.#startAt;
    this.#report();
  }

  #tracks(): NativeAudioTrack[] {
    const list = (this.video as { audioTracks?: ArrayLike<NativeAudioTrack> }).audioTracks;
    return list === undefined ? [] : Array.from(list);
  }

  #report(): void {
    const { duration, seekable } = this.video;
    const ended = Number.isFinite(duration) && duration > 0;
    const reach = seekable.length > 0 ? seekable.end(seekable.length - 1) : 0;
    const tracks = this.#tracks();
    const choices: TrackChoice[] = tracks.map((t, i) => ({ id: t.id, label: trackLabel(t.label, t.language, i + 1, navigator.language), language: t.language }));
    this.events.changed({
      ...emptyView,
      audioTracks: choices,
      audioTrack: tracks.find((t) => t.enabled)?.id ?? '',
      playlistSeconds: ended ? duration : reach,
      playlistEnded: ended,
    });
  }

  #fail(): void {
    const code = this.video.error?.code ?? 0;
    if (code === 0) return;
    const expired = code === MediaError.MEDIA_ERR_NETWORK || code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED;
    this.events.failed({ code: `media-${code}`, title: 'The video cannot be played', detail: this.video.error?.message ?? '' }, expired);
  }
}
