import { createEngine, emptyView, type Engine, type EngineView } from './engine.js';
import { clampSeek, growthOf } from './growth.js';
import type { PlayerSetup, PlayerSource, VideoProgress } from './setup.js';
import type { Failure, PlayerStore } from './state.js';
import { parseStoryboard, type StoryTile } from './storyboard.js';

/** What one player plays: the engine, its address and how long the video is. */
export class Session {
  view: EngineView = emptyView;
  tiles: readonly StoryTile[] = [];
  /** Where a new address comes from when the old one has run out; a room has its own. */
  renewWith: (() => Promise<PlayerSource | null>) | undefined;
  #engine: Engine | undefined;
  #source: PlayerSource | null;
  #known: number;
  #renewals = 0;
  #loading: Promise<void> | undefined;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly store: PlayerStore,
    private readonly setup: PlayerSetup,
    private readonly changed: () => void,
  ) {
    this.#source = setup.source;
    this.#known = setup.duration;
    store.patch({ growth: growthOf(setup.duration, setup.state === 'ready' ? setup.duration : setup.encodedSeconds, setup.state === 'ready') });
  }

  get engineName(): string {
    return this.#engine?.name ?? '–';
  }

  /** Loads once; later calls wait for the same load. */
  open(startAt: number): Promise<void> {
    this.#loading ??= this.#load(startAt);
    return this.#loading;
  }

  /** After a failure: a new engine, a new address, the same place. */
  async retry(): Promise<void> {
    const at = this.store.state.position;
    this.#engine?.destroy();
    this.#engine = undefined;
    this.#source = null;
    this.store.patch({ failure: null, stalled: true });
    this.#loading = this.#load(at);
    await this.#loading;
  }

  setLevel(index: number): void {
    this.#engine?.setLevel(index);
  }

  setAudioTrack(id: string): void {
    this.#engine?.setAudioTrack(id);
  }

  lowerCap(): boolean {
    return this.#engine?.lowerCap() ?? false;
  }

  warm(position: number): void {
    this.#engine?.warm(position);
  }

  /** The catalogue's news: a length that was not known before. */
  learn(video: VideoProgress): void {
    if (video.durationSeconds !== undefined && video.durationSeconds !== null && video.durationSeconds > 0) this.#known = video.durationSeconds;
    if (this.#engine === undefined) this.store.patch({ growth: growthOf(this.#known, video.encodedSeconds, false) });
  }

  destroy(): void {
    this.#engine?.destroy();
    this.#engine = undefined;
    this.#loading = undefined;
  }

  async #load(startAt: number): Promise<void> {
    this.#source ??= await this.#fetchSource();
    if (this.#source === null) return;
    this.#engine = await createEngine(this.video, {
      changed: (view) => this.#onView(view),
      failed: (failure, expired) => this.#onFailure(failure, expired),
    });
    this.#addCaptionFiles(this.#source);
    void this.loadStoryboard();
    await this.#engine.load(this.#source.masterUrl, clampSeek(this.store.state.growth, startAt).position);
  }

  async #fetchSource(): Promise<PlayerSource | null> {
    try {
      const renewed = await this.renewWith?.();
      if (renewed !== undefined && renewed !== null) return renewed;
      const answer = await fetch(`/api/videos/${encodeURIComponent(this.setup.id)}/playback`, { headers: { accept: 'application/json' } });
      if (answer.ok) return (await answer.json()) as PlayerSource;
      const problem = (await answer.json()) as { code?: string; title?: string; detail?: string };
      this.#show({ code: problem.code ?? `http-${answer.status}`, title: problem.title ?? 'The video cannot be played', detail: problem.detail ?? '' });
    } catch (error) {
      this.#show({ code: 'network', title: 'The server cannot be reached', detail: String(error) });
    }
    return null;
  }

  #onView(view: EngineView): void {
    this.view = view;
    const before = this.store.state.growth;
    const next = growthOf(this.#known, view.playlistSeconds, view.playlistEnded);
    const same = before.duration === next.duration && before.available === next.available && before.growing === next.growing;
    this.store.patch({
      levels: view.levels,
      level: view.level,
      autoLevel: view.autoLevel,
      audioTracks: view.audioTracks,
      audioTrack: view.audioTrack,
      framesPerSecond: view.levels[Math.max(0, view.level)]?.frameRate ?? 0,
      ...(view.playlistSeconds > 0 && !same ? { growth: next } : {}),
    });
    if (before.growing && !next.growing && view.playlistSeconds > 0) void this.loadStoryboard();
    this.changed();
  }

  #onFailure(failure: Failure, expired: boolean): void {
    // A signed address lives for hours, a paused tab for days: one new address is asked for without a word.
    if (expired && this.#renewals < 1) {
      this.#renewals++;
      const resume = !this.store.state.paused;
      void this.retry().then(() => (resume ? this.video.play() : undefined)).catch(() => this.#show(failure));
      return;
    }
    this.#show(failure);
  }

  #show(failure: Failure): void {
    this.video.pause();
    this.store.patch({ failure, stalled: false });
  }

  #addCaptionFiles(source: PlayerSource): void {
    if (this.video.querySelector('track') !== null) return;
    for (const file of source.captions) {
      const track = document.createElement('track');
      track.kind = 'captions';
      track.label = file.label;
      track.srclang = file.language;
      track.src = file.url;
      this.video.append(track);
    }
  }

  /** The preview is a nicety: without it the bar still says the time. It grows with the encode, so it is read again at its end. */
  async loadStoryboard(): Promise<void> {
    const address = this.#source?.storyboardUrl ?? null;
    if (address === null) return;
    const url = new URL(address, document.baseURI).href;
    try {
      const answer = await fetch(url);
      if (!answer.ok) return;
      this.tiles = parseStoryboard(await answer.text(), url);
      this.changed();
    } catch (error) {
      console.debug('no storyboard', error);
    }
  }
}
