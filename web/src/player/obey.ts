import type { CaptionTracks } from './caption-tracks.js';
import { clampSeek } from './growth.js';
import type { Prefs } from './prefs.js';
import type { Request } from './requests.js';
import type { Session } from './session.js';
import type { PlayerStore } from './state.js';

export interface Desk {
  readonly host: HTMLElement;
  readonly video: HTMLVideoElement;
  readonly store: PlayerStore;
  readonly session: Session;
  readonly captions: CaptionTracks;
  readonly prefs: Prefs;
  play(): void;
  hint(text: string): void;
  step(direction: 1 | -1): void;
  savePrefs(): void;
  /** Words for a seek past what is encoded. */
  readonly notYet: string;
}

/** Carries out a request on the element, the engine or the page. */
export function obey(request: Request, desk: Desk): void {
  const { video, store, session, captions, prefs } = desk;
  switch (request.type) {
    case 'mediaplayrequest':
      desk.play();
      break;
    case 'mediapauserequest':
      video.pause();
      break;
    case 'mediaseekrequest': {
      const answer = clampSeek(store.state.growth, request.detail);
      if (answer.refused) desk.hint(desk.notYet);
      video.currentTime = answer.position;
      store.patch({ position: answer.position });
      break;
    }
    case 'mediaplaybackraterequest':
      video.defaultPlaybackRate = request.detail;
      video.playbackRate = prefs.rate = request.detail;
      break;
    case 'mediavolumerequest':
      video.volume = prefs.volume = Math.min(1, Math.max(0, request.detail));
      video.muted = prefs.muted = request.detail <= 0;
      break;
    case 'mediamuterequest':
      video.muted = prefs.muted = true;
      break;
    case 'mediaunmuterequest':
      if (video.volume === 0) video.volume = prefs.volume = 0.25;
      video.muted = prefs.muted = false;
      break;
    case 'mediarenditionrequest':
      session.setLevel(request.detail);
      prefs.quality = request.detail < 0 ? 0 : (store.state.levels[request.detail]?.height ?? 0);
      break;
    case 'mediaaudiotrackrequest':
      session.setAudioTrack(request.detail);
      prefs.audioLanguage = store.state.audioTracks.find((t) => t.id === request.detail)?.language ?? '';
      break;
    case 'mediashowsubtitlesrequest':
      captions.select(request.detail);
      prefs.captions = true;
      prefs.captionLanguage = store.state.captions.find((t) => t.id === request.detail)?.language ?? '';
      break;
    case 'mediadisablesubtitlesrequest':
      captions.select('');
      prefs.captions = false;
      break;
    case 'mediaenterfullscreenrequest':
      enterFullscreen(desk.host, video);
      break;
    case 'mediaexitfullscreenrequest':
      if (document.fullscreenElement !== null) void document.exitFullscreen();
      break;
    case 'mediaenterpiprequest':
      video.requestPictureInPicture().catch((error: unknown) => desk.hint(String((error as Error).message)));
      break;
    case 'mediaexitpiprequest':
      if (document.pictureInPictureElement !== null) void document.exitPictureInPicture();
      break;
    case 'mediatheatrerequest':
      prefs.theatre = request.detail;
      store.patch({ theatre: request.detail });
      break;
    case 'medianextrequest':
      desk.step(1);
      break;
    case 'mediapreviousrequest':
      desk.step(-1);
      break;
  }
  desk.savePrefs();
}

function enterFullscreen(host: HTMLElement, video: HTMLVideoElement): void {
  if (document.fullscreenEnabled) {
    void host.requestFullscreen();
    return;
  }
  // An iPhone gives the whole screen to a video only, with its own controls.
  (video as HTMLVideoElement & { webkitEnterFullscreen?: () => void }).webkitEnterFullscreen?.();
}
