import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { bar } from './bar.js';
import { CaptionTracks } from './caption-tracks.js';
import { tidyChapters } from './chapters.js';
import { copy } from '../lib/copy.ts';
import { echoOf, requestFor } from './commands.js';
import { parseRate } from './frames.js';
import type { HelpDialog } from './help-dialog.js';
import { Idle } from './idle.js';
import { commandFor, type Command } from './keys.js';
import { bigPlay, captionLines, errorCard, making, nextCard, nextSeconds, resumePrompt, waiting } from './layers.js';
import { bindMedia } from './media-binding.js';
import { bindMediaSession } from './media-session.js';
import { PlayerMenu } from './menu.js';
import { menuPages } from './menus.js';
import { obey, type Desk } from './obey.js';
import { Positions } from './positions.js';
import { loadPrefs, openStorage, savePrefs, type Prefs } from './prefs.js';
import { requestNames, send, type Request } from './requests.js';
import { resumeOffer } from './resume.js';
import { Session } from './session.js';
import { plays, type PlayerSetup, type VideoProgress } from './setup.js';
import { watchLink } from './share.js';
import { PlayerStore, type PlayerState } from './state.js';
import { readStats } from './stats-reader.js';
import { statsPanel } from './stats-panel.js';
import { startOf } from './time.js';
import { isTyping, pressOf } from './key-target.js';
import { feedOf } from './video-feed.js';
import { words } from './words.js';
import './help-dialog.js';
import './scrubber.js';

/**
 * The player, around the `<video>` that the server has already painted. Controls send requests (see requests.ts); this element
 * obeys the ones that nobody took before they came up to it.
 */
export class MatineePlayer extends LitElement {
  static override properties = {
    state: { state: true }, hint: { state: true }, statistics: { state: true }, resumeAt: { state: true }, nextIn: { state: true }, news: { state: true }, openMenu: { state: true }, extras: { attribute: false },
  };

  declare state: PlayerState;
  declare hint: string;
  declare statistics: boolean;
  declare resumeAt: number | undefined;
  declare nextIn: number | undefined;
  declare news: VideoProgress | undefined;
  declare openMenu: string;
  /** What a room puts into the bar. */
  declare extras: TemplateResult | typeof nothing;

  readonly store = new PlayerStore();
  setup!: PlayerSetup; // Read from the attribute before anything else runs.
  video!: HTMLVideoElement; // Painted by the server inside this element.
  session!: Session; // Made in connectedCallback, as is what follows.
  captions!: CaptionTracks;
  #positions!: Positions;
  #prefs: Prefs;
  #desk!: Desk;
  #idle!: Idle;
  #stop = new AbortController();
  #hintTimer: ReturnType<typeof setTimeout> | undefined;
  #nextTimer: ReturnType<typeof setInterval> | undefined;
  readonly #storage = openStorage();

  constructor() {
    super();
    this.#prefs = loadPrefs(this.#storage);
    this.state = this.store.state;
    this.hint = '';
    this.statistics = false;
    this.openMenu = '';
    this.extras = nothing;
  }

  override connectedCallback(): void {
    const video = this.querySelector('video');
    if (video === null) return;
    this.video = video;
    this.setup = JSON.parse(this.getAttribute('setup') ?? '{}') as PlayerSetup;
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.store.watch((state) => this.#changed(state));
    this.store.patch({ chapters: tidyChapters(this.setup.chapters, this.setup.duration), framesPerSecond: parseRate(this.setup.fps), theatre: this.#prefs.theatre && !this.setup.embed && !this.#inRoom });
    bindMedia(video, this.store, signal);
    this.captions = new CaptionTracks(video, this.store, () => this.requestUpdate(), signal);
    this.session = new Session(video, this.store, this.setup, () => this.#onEngine());
    this.#positions = new Positions(this.setup.id, this.setup.signedIn, this.#storage);
    this.#desk = this.#makeDesk();
    this.#idle = new Idle(this, () => !this.state.paused && this.openMenu === '', signal);
    this.#restore();
    bindMediaSession(this.setup.title, video.poster, (request) => this.request(request), () => this.state.position, signal);
    this.#listen(signal);
    super.connectedCallback();
    this.#begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#savePosition();
    this.#stop.abort();
    this.session.destroy();
    clearInterval(this.#nextTimer);
  }

  /** A request as if a control had sent it, so that a room can take it too. */
  request(request: Request): void {
    const echo = echoOf(request, this.state);
    if (echo !== '') this.say(echo);
    send(this.renderRoot, request);
  }

  /** What a button outside the player asks for. */
  run(command: Command): void {
    this.#command(command);
  }

  async copy(text: string): Promise<void> {
    this.say((await copy(text)) ? words.copied : text);
  }

  protected override createRenderRoot(): HTMLElement {
    this.querySelector('.player__first')?.remove();
    const root = document.createElement('div');
    root.className = 'player__ui';
    this.append(root);
    return root;
  }

  protected override render(): TemplateResult {
    const { state, setup } = this;
    if (state.failure !== null) return errorCard(state.failure, setup.id, () => this.#retry(), () => this.copy(`${setup.id} ${state.failure?.code ?? ''}`));
    if (!this.#playable) return making(setup, this.news);
    const again = (part: Partial<Prefs>) => this.#setPrefs(part);
    const pages = menuPages(state, (request) => this.request(request), {
      autoplayNext: this.#prefs.autoplayNext,
      singleLetterKeys: this.#prefs.singleLetterKeys,
      toggle: (name) => again({ [name]: !this.#prefs[name] }),
      stats: () => (this.statistics = true),
      help: () => this.#help(),
    });
    return html`<div class="player__tap" @click=${this.#tap} @dblclick=${() => this.#command({ do: 'fullscreen' })}></div>
      ${captionLines(this.captions.active())} ${this.#inRoom ? nothing : bigPlay(state, () => this.#desk.play())} ${waiting(state)}
      <p class="player__hint" role="status">${this.hint}</p>
      ${this.resumeAt === undefined ? nothing : resumePrompt(this.resumeAt, state.growth.duration, () => this.#resume(this.resumeAt ?? 0), () => this.#resume(0))}
      ${this.nextIn === undefined || setup.next === null ? nothing : nextCard(setup.next, this.nextIn, () => this.#goNext(), () => this.#cancelNext())}
      ${this.statistics ? statsPanel(readStats(this), () => (this.statistics = false)) : nothing}
      ${bar(state, {
        send: (request) => this.request(request),
        menu: (page, opener) => this.#menu()?.toggle(page, opener),
        chapters: () => this.dispatchEvent(new CustomEvent('showchapters', { bubbles: true })),
        openMenu: this.openMenu,
        hasNext: setup.next !== null || this.#inRoom,
        embed: setup.embed,
        room: this.#inRoom,
        tiles: this.session.tiles,
        extras: this.extras,
      })}
      <player-menu .pages=${pages} @menuchange=${() => (this.openMenu = this.#menu()?.root ?? '')}></player-menu>
      <help-dialog ?room=${this.#inRoom} ?letters=${this.#prefs.singleLetterKeys} @letterschange=${(e: CustomEvent<boolean>) => again({ singleLetterKeys: e.detail })}></help-dialog>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    this.toggleAttribute('data-started', this.state.started);
    this.toggleAttribute('data-paused', this.state.paused);
    this.toggleAttribute('data-failed', this.state.failure !== null);
    if (changed.has('state')) this.closest('.watch')?.classList.toggle('watch--theatre', this.state.theatre);
  }

  get #inRoom(): boolean {
    return this.setup.room === true;
  }

  /** While a second encode runs, or after one failed, the first goes on playing. */
  get #playable(): boolean {
    return this.setup.source !== null || plays(this.news?.state ?? this.setup.state);
  }

  #makeDesk(): Desk {
    return {
      host: this, video: this.video, store: this.store, session: this.session, captions: this.captions, prefs: this.#prefs, notYet: words.notYet,
      play: () => void this.#play(),
      hint: (text) => this.say(text),
      step: (direction) => (direction === 1 ? this.#goNext() : history.back()),
      savePrefs: () => savePrefs(this.#storage, this.#prefs),
    };
  }

  #listen(signal: AbortSignal): void {
    for (const name of requestNames) {
      this.addEventListener(name, (event) => obey({ type: name, detail: (event as CustomEvent).detail } as Request, this.#desk), { signal });
    }
    document.addEventListener('keydown', (event) => this.#key(event), { signal });
    document.addEventListener('fullscreenchange', () => this.store.patch({ fullscreen: document.fullscreenElement === this }), { signal });
    document.addEventListener('visibilitychange', () => document.hidden && this.#savePosition(), { signal });
    globalThis.addEventListener('pagehide', () => this.#savePosition(), { signal });
    this.video.addEventListener('pause', () => this.#savePosition(), { signal });
    this.video.addEventListener('ended', () => this.#onEnded(), { signal });
    document.addEventListener('click', (event) => this.#momentLink(event), { signal });
    if (this.setup.state !== 'ready') signal.addEventListener('abort', feedOf(this.setup.id).watch((video) => this.#onNews(video)));
  }

  #restore(): void {
    this.video.volume = this.#prefs.volume;
    this.video.muted = this.#prefs.muted;
    if (!this.#inRoom) this.video.defaultPlaybackRate = this.video.playbackRate = this.#prefs.rate;
    this.store.patch({ volume: this.video.volume, muted: this.video.muted, rate: this.video.playbackRate });
  }

  #begin(): void {
    const { setup } = this;
    if (this.#inRoom) return;
    if (setup.source === null && setup.failure !== null) this.store.patch({ failure: setup.failure });
    const asked = startOf(new URL(location.href));
    this.resumeAt = asked === undefined ? resumeOffer(this.#positions.saved(setup.resumeAt), setup.duration) : undefined;
    if (!this.#playable) return;
    const parameters = new URL(location.href).searchParams;
    // Coming from a page of ours by a click is the gesture; a link from elsewhere waits for one (WCAG 1.4.2).
    const wanted = parameters.get('autoplay') === '1' || (!setup.embed && document.referrer.startsWith(`${location.origin}/`));
    if (setup.embed && !wanted) {
      for (const intent of ['pointerenter', 'focusin']) this.addEventListener(intent, () => void this.session.open(asked ?? 0), { once: true });
      this.store.patch({ position: asked ?? 0 });
      return;
    }
    void this.session.open(asked ?? 0).then(() => (wanted && this.resumeAt === undefined ? this.#play() : undefined));
  }

  async #play(): Promise<void> {
    await this.session.open(this.state.position);
    if (this.state.ended) this.video.currentTime = 0;
    try {
      await this.video.play();
    } catch (error) {
      // Not allowed without a gesture, or interrupted by a pause: the button is still there.
      if (!(error instanceof DOMException && (error.name === 'NotAllowedError' || error.name === 'AbortError'))) throw error;
    }
  }

  #resume(at: number): void {
    this.resumeAt = undefined;
    this.#desk.store.patch({ position: at });
    void this.session.open(at).then(() => {
      this.request({ type: 'mediaseekrequest', detail: at });
      this.request({ type: 'mediaplayrequest', detail: undefined });
    });
  }

  #changed(state: PlayerState): void {
    const moved = state.position !== this.state.position;
    this.state = state;
    if (!moved || state.paused) return;
    // An unanswered question is not a wish to forget the old place at once.
    if (this.resumeAt !== undefined && state.position > 20) this.resumeAt = undefined;
    if (this.resumeAt === undefined) this.#positions.tick(state.position, state.growth.duration);
  }

  #onEngine(): void {
    const { state } = this;
    if (this.#prefs.quality > 0 && state.autoLevel && state.level < 0) {
      const index = state.levels.findIndex((l) => l.height === this.#prefs.quality);
      if (index >= 0) this.session.setLevel(index);
    }
    const audio = state.audioTracks.find((t) => t.language === this.#prefs.audioLanguage);
    if (this.#prefs.audioLanguage !== '' && audio !== undefined && audio.id !== state.audioTrack && !state.started) this.session.setAudioTrack(audio.id);
    if (this.#prefs.captions && state.caption === '' && state.captions.length > 0) {
      this.captions.select(this.captions.preferred(this.#prefs.captionLanguage)?.id ?? '');
    }
    this.requestUpdate();
  }

  #onNews(video: VideoProgress): void {
    const before = this.#playable;
    this.news = video;
    this.session.learn(video);
    if (video.state === 'failed' && video.failure !== null && !this.state.loaded) this.store.patch({ failure: video.failure });
    if (!before && this.#playable) {
      this.store.patch({ failure: null });
      // Whoever waited here wants to see it; a tab in the background must not begin to speak.
      void this.session.open(startOf(new URL(location.href)) ?? 0).then(() => (document.hidden ? undefined : this.#play()));
    }
  }

  #savePosition(): void {
    if (this.state.started && this.resumeAt === undefined) this.#positions.save(this.video.currentTime, this.state.growth.duration);
  }

  #key(event: KeyboardEvent): void {
    if (event.defaultPrevented || isTyping(event, this)) return;
    const command = commandFor(pressOf(event), this.#prefs.singleLetterKeys);
    if (command === undefined || !this.#command(command)) return;
    event.preventDefault();
    this.#idle.wake();
  }

  /** True when the command did something, so that the key is taken. */
  #command(command: Command): boolean {
    switch (command.do) {
      case 'stats':
        this.statistics = !this.statistics;
        return true;
      case 'help':
        this.#help();
        return true;
      case 'copy-link':
        void this.copy(watchLink(location.origin, this.setup.id, this.state.position));
        return true;
      case 'search':
        document.querySelector<HTMLInputElement>('.search input')?.focus();
        return !this.setup.embed;
      case 'escape':
        if (this.nextIn !== undefined) this.#cancelNext();
        else if (this.statistics) this.statistics = false;
        break;
      default:
        if (!this.#playable || this.state.failure !== null) return false;
    }
    const request = requestFor(command, this.state, this.captions.preferred(this.#prefs.captionLanguage)?.id ?? '');
    if (request !== undefined) this.request(request);
    return request !== undefined || command.do !== 'escape';
  }

  readonly #tap = (event: PointerEvent): void => {
    if (event.pointerType === 'touch') this.#idle.toggle();
    else this.#command({ do: 'toggle-play' });
  };

  #momentLink(event: MouseEvent): void {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[data-at]');
    if (link === null || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    this.resumeAt = undefined;
    void this.session.open(Number(link.dataset.at)).then(() => {
      this.request({ type: 'mediaseekrequest', detail: Number(link.dataset.at) });
      this.request({ type: 'mediaplayrequest', detail: undefined });
    });
  }

  #onEnded(): void {
    if (this.#inRoom) return;
    this.#positions.save(0, this.state.growth.duration);
    if (this.setup.next === null || !this.#prefs.autoplayNext) return;
    this.nextIn = nextSeconds;
    this.#nextTimer = setInterval(() => {
      this.nextIn = (this.nextIn ?? 1) - 1;
      if (this.nextIn <= 0) this.#goNext();
    }, 1000);
  }

  #goNext(): void {
    this.#cancelNext();
    if (this.setup.next !== null) location.assign(`${this.setup.next.url}?autoplay=1`);
  }

  #cancelNext(): void {
    clearInterval(this.#nextTimer);
    this.nextIn = undefined;
  }

  #retry(): void {
    if (this.setup.state === 'failed' && this.setup.source === null && this.setup.mine) void this.#encodeAgain();
    else if (this.setup.state === 'failed') location.reload();
    else void this.session.retry().then(() => (this.#inRoom ? undefined : this.#play()));
  }

  async #encodeAgain(): Promise<void> {
    const answer = await fetch(`/api/videos/${encodeURIComponent(this.setup.id)}/process`, { method: 'POST' }).catch(() => undefined);
    if (answer?.ok !== true) {
      this.say(words.retryFailed);
      return;
    }
    location.reload();
  }

  /** One line over the picture, for a moment. */
  say(text: string): void {
    this.hint = text;
    clearTimeout(this.#hintTimer);
    this.#hintTimer = setTimeout(() => (this.hint = ''), 2500);
  }

  #setPrefs(part: Partial<Prefs>): void {
    Object.assign(this.#prefs, part);
    savePrefs(this.#storage, this.#prefs);
    this.requestUpdate();
  }

  #help(): void {
    this.renderRoot.querySelector<HelpDialog>('help-dialog')?.show();
  }

  #menu(): PlayerMenu | null {
    return this.renderRoot.querySelector<PlayerMenu>('player-menu');
  }
}

customElements.define('matinee-player', MatineePlayer);
