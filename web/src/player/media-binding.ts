import { growthOf } from './growth.js';
import type { PlayerStore } from './state.js';

/** Copies what the media element says into the store. The engine knows the playlist, the element only what it was fed. */
export function bindMedia(video: HTMLVideoElement, store: PlayerStore, signal: AbortSignal): void {
  const on = (types: readonly string[], run: () => void) => {
    for (const type of types) video.addEventListener(type, run, { signal });
  };
  on(['play', 'playing', 'pause'], () => store.patch({ paused: video.paused, ended: video.ended }));
  on(['playing'], () => store.patch({ started: true, stalled: false }));
  on(['ended'], () => store.patch({ ended: true, paused: true, position: video.currentTime }));
  on(['waiting'], () => store.patch({ stalled: true }));
  on(['canplay', 'canplaythrough', 'pause', 'emptied'], () => store.patch({ stalled: false }));
  on(['seeking'], () => store.patch({ seeking: true, ended: false, position: video.currentTime }));
  on(['seeked'], () => store.patch({ seeking: false, position: video.currentTime }));
  on(['timeupdate'], () => {
    if (!video.seeking) store.patch({ position: video.currentTime, ended: video.ended, ...(video.readyState >= 3 ? { stalled: false } : {}) });
  });
  on(['progress', 'timeupdate', 'seeked'], () => store.patch({ buffered: rangesOf(video.buffered) }));
  on(['volumechange'], () => store.patch({ volume: video.volume, muted: video.muted }));
  on(['ratechange'], () => store.patch({ rate: video.playbackRate }));
  on(['enterpictureinpicture', 'leavepictureinpicture'], () => store.patch({ pip: document.pictureInPictureElement === video }));
  on(['loadedmetadata'], () => store.patch({ loaded: true }));
  on(['durationchange'], () => {
    const { growth } = store.state;
    // Once the playlist has ended, what was decoded is the exact length; until then the element only knows a part.
    if (!growth.growing && growth.duration > 0 && Number.isFinite(video.duration)) store.patch({ growth: growthOf(growth.duration, video.duration, true) });
  });
}

export function rangesOf(ranges: TimeRanges): [number, number][] {
  return Array.from({ length: ranges.length }, (_, i) => [ranges.start(i), ranges.end(i)]);
}
