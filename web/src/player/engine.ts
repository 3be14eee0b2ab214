import type { Level } from './quality.js';
import type { Failure } from './state.js';
import type { TrackChoice } from './tracks.js';

export interface EngineView {
  readonly levels: readonly Level[];
  readonly level: number;
  readonly autoLevel: boolean;
  readonly audioTracks: readonly TrackChoice[];
  readonly audioTrack: string;
  /** Seconds the playlist holds, and whether it has its ENDLIST. */
  readonly playlistSeconds: number;
  readonly playlistEnded: boolean;
  readonly bandwidth: number;
  readonly codecs: string;
}

export interface EngineEvents {
  changed(view: EngineView): void;
  /** Playback stopped and the engine's own means are used up. `expired`: the address was refused, a new one may help. */
  failed(failure: Failure, expired: boolean): void;
}

/** Whatever turns a playlist into media: hls.js where there is Media Source, the browser itself on Apple's. */
export interface Engine {
  readonly name: string;
  load(url: string, startAt: number): Promise<void>;
  setLevel(index: number): void;
  setAudioTrack(id: string): void;
  /** One quality less at most from now on; false when it is the least already, or not ours to choose. */
  lowerCap(): boolean;
  /** Brings what is played at `position` into the browser's cache, without moving there. */
  warm(position: number): void;
  destroy(): void;
}

export const emptyView: EngineView = {
  levels: [], level: -1, autoLevel: true, audioTracks: [], audioTrack: '', playlistSeconds: 0, playlistEnded: false, bandwidth: 0, codecs: '',
};

/** Chromium says "maybe" to HLS too, but its own player has no quality choice: only Apple's is used. */
export function playsNatively(video: HTMLVideoElement): boolean {
  const hasMediaSource = 'MediaSource' in globalThis || 'ManagedMediaSource' in globalThis;
  const native = video.canPlayType('application/vnd.apple.mpegurl') !== '';
  return native && (!hasMediaSource || navigator.vendor.startsWith('Apple'));
}

export async function createEngine(video: HTMLVideoElement, events: EngineEvents): Promise<Engine> {
  if (playsNatively(video)) {
    const { NativeEngine } = await import('./native-engine.js');
    return new NativeEngine(video, events);
  }
  const { HlsEngine } = await import('./hls-engine.js');
  return new HlsEngine(video, events);
}
