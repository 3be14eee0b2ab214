import Hls, { ErrorTypes, Events, type ErrorData, type HlsConfig, type LevelDetails } from 'hls.js';
import { emptyView, type Engine, type EngineEvents, type EngineView } from './engine.js';
import type { Level } from './quality.js';
import { trackLabel } from './tracks.js';

/**
 * A growing video is an EVENT playlist without ENDLIST, which hls.js takes for live. Nothing of what it does for live is
 * wanted: it begins at 0, keeps the speed, never jumps to the edge, and reloads for as long as the encoder needs.
 */
const config: Partial<HlsConfig> = {
  startPosition: 0,
  lowLatencyMode: false,
  liveDurationInfinity: false,
  liveSyncDurationCount: 1,
  liveMaxLatencyDurationCount: Infinity,
  liveSyncOnStallIncrease: 0,
  maxLiveSyncPlaybackRate: 1,
  liveMaxUnchangedPlaylistRefresh: Infinity,
  backBufferLength: 60,
  maxBufferLength: 40,
  maxBufferSize: 60_000_000,
  capLevelToPlayerSize: true,
  // fMP4 passes through; a worker would only copy it twice.
  enableWorker: false,
  // Cues are drawn by us, above the bar; hls.js only fills the tracks.
  renderTextTracksNatively: true,
  subtitlePreference: undefined,
};

const retryDelays = [500, 1000, 2000, 4000, 8000];

export class HlsEngine implements Engine {
  readonly name = `hls.js ${Hls.version}`;
  readonly #hls: Hls;
  #video: LevelDetails | undefined;
  #audio: LevelDetails | undefined;
  #mediaRecoveries = 0;
  #networkRetries = 0;
  #warmed = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly video: HTMLVideoElement, private readonly events: EngineEvents) {
    const hls = (this.#hls = new Hls(config));
    hls.on(Events.LEVEL_UPDATED, (_, { details }) => this.#update(() => (this.#video = details)));
    hls.on(Events.LEVEL_LOADED, (_, { details }) => this.#update(() => (this.#video = details)));
    hls.on(Events.AUDIO_TRACK_LOADED, (_, { details }) => this.#update(() => (this.#audio = details)));
    for (const event of [Events.MANIFEST_PARSED, Events.LEVELS_UPDATED, Events.LEVEL_SWITCHED, Events.AUDIO_TRACKS_UPDATED, Events.AUDIO_TRACK_SWITCHED] as const) {
      hls.on(event, () => this.#update());
    }
    hls.on(Events.FRAG_BUFFERED, () => {
      this.#networkRetries = 0;
      this.#update();
    });
    hls.on(Events.ERROR, (_, data) => this.#onError(data));
  }

  load(url: string, startAt: number): Promise<void> {
    this.#hls.config.startPosition = startAt;
    this.#hls.loadSource(url);
    this.#hls.attachMedia(this.video);
    return Promise.resolve();
  }

  setLevel(index: number): void {
    // nextLevel keeps what is buffered until the switch, so that a choice never interrupts the picture.
    this.#hls.nextLevel = index;
    this.#update();
  }

  setAudioTrack(id: string): void {
    this.#hls.audioTrack = Number(id);
    this.#update();
  }

  lowerCap(): boolean {
    const hls = this.#hls;
    const present = hls.autoLevelCapping >= 0 ? hls.autoLevelCapping : hls.currentLevel;
    if (present <= 0) return false;
    // The cap by the player's size would soon take the place of this one.
    hls.capLevelToPlayerSize = false;
    hls.autoLevelCapping = present - 1;
    if (!hls.autoLevelEnabled && hls.currentLevel >= present) hls.nextLevel = present - 1;
    this.#update();
    return true;
  }

  warm(position: number): void {
    const address = this.#video?.fragments.find((f) => f.start <= position && position < f.start + f.duration)?.url;
    if (address === undefined || address === this.#warmed) return;
    this.#warmed = address;
    // Segments never change, so the browser keeps it; whoever asks next finds it there.
    fetch(address).then((answer) => answer.arrayBuffer()).catch((error: unknown) => console.debug('not fetched ahead', error));
  }

  destroy(): void {
    clearTimeout(this.#timer);
    this.#hls.destroy();
  }

  #update(change?: () => void): void {
    change?.();
    this.events.changed(this.#view());
  }

  #view(): EngineView {
    const hls = this.#hls;
    const levels: Level[] = hls.levels.map((l, index) => ({
      index,
      width: l.width,
      height: l.height,
      bitrate: l.bitrate,
      frameRate: l.frameRate,
      name: /\/variants\/(\d+p\d*)-/.exec(l.uri)?.[1],
    }));
    const playing = hls.levels[hls.currentLevel >= 0 ? hls.currentLevel : hls.loadLevel];
    return {
      ...emptyView,
      levels,
      level: hls.currentLevel,
      autoLevel: hls.autoLevelEnabled,
      audioTracks: hls.audioTracks.map((t, i) => ({ id: String(t.id), label: trackLabel(t.name, t.lang ?? '', i + 1, navigator.language), language: t.lang ?? '' })),
      audioTrack: String(hls.audioTrack),
      ...this.#extent(),
      bandwidth: hls.bandwidthEstimate,
      codecs: playing?.attrs.CODECS ?? '',
    };
  }

  /** Picture and sound grow apart by up to a chunk: only what both have can be played. */
  #extent(): { playlistSeconds: number; playlistEnded: boolean } {
    const video = this.#video;
    if (video === undefined) return { playlistSeconds: 0, playlistEnded: false };
    const audioLive = this.#audio?.live === true;
    return {
      playlistSeconds: video.live && audioLive ? Math.min(video.edge, this.#audio?.edge ?? Infinity) : video.edge,
      playlistEnded: !video.live,
    };
  }

  #onError(data: ErrorData): void {
    if (!data.fatal) return;
    const status = data.response?.code ?? 0;
    if (data.type === ErrorTypes.MEDIA_ERROR && this.#mediaRecoveries < 2) {
      this.#mediaRecoveries++;
      this.#hls.recoverMediaError();
      return;
    }
    const refused = status === 401 || status === 403 || status === 404 || status === 410;
    // A server that never answered is told of sooner than one that went away in the middle.
    const patience = this.#hls.levels.length === 0 ? retryDelays.slice(0, 3) : retryDelays;
    const delay = patience[this.#networkRetries];
    if (data.type === ErrorTypes.NETWORK_ERROR && !refused && delay !== undefined) {
      this.#networkRetries++;
      this.#timer = setTimeout(() => this.#retry(), delay);
      return;
    }
    this.events.failed({ code: data.details, title: titleOf(data, status), detail: detailOf(data, status) }, refused);
  }

  #retry(): void {
    // Without levels the multivariant playlist itself was not read yet.
    if (this.#hls.levels.length === 0 && this.#hls.url !== null) this.#hls.loadSource(this.#hls.url);
    else this.#hls.startLoad(this.video.currentTime);
  }
}

function titleOf(data: ErrorData, status: number): string {
  if (status === 403 || status === 401) return 'This link to the video has expired';
  if (status === 404 || status === 410) return 'The video is no longer here';
  if (data.type === ErrorTypes.NETWORK_ERROR) return 'The server cannot be reached';
  if (data.type === ErrorTypes.MEDIA_ERROR) return 'This browser cannot decode the video';
  return 'The video cannot be played';
}

function detailOf(data: ErrorData, status: number): string {
  const answer = status > 0 ? ` (the server answered ${status})` : '';
  return `${data.error.message}${answer}`;
}
