import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { LightElement } from '../lib/light-element.ts';
import { icon } from '../lib/parts.ts';
import { isTyping, pressOf } from '../player/key-target.ts';
import { levelLabel } from '../player/quality.ts';
import type { MatineePlayer } from '../player/player.ts';
import { openStorage } from '../player/prefs.ts';
import { requestNames, type Request } from '../player/requests.ts';
import { freshToken, knock, letters, roomName, type Knock } from './room-api.ts';
import { RoomDesk } from './room-desk.ts';
import type { RoomLink } from './room-link.ts';
import { linksOf, SeatHost } from './seat-host.ts';
import { may } from './store/room-state.ts';
import { steer } from './store/steering.ts';
import { profileOf } from './sync/sync-profile.ts';
import { pageTime } from './sync/time-source.ts';
import type { PlaybackItem } from './sync/playback-state.ts';
import type { RoomChat } from './parts/room-chat.ts';
import type { Closed } from './parts/room-door.ts';
import type { RoomDirect } from './parts/room-direct.ts';
import type { RoomInvite } from './parts/room-invite.ts';
import type { RoomSettingsDialog } from './parts/room-settings.ts';
import type { RoomStage } from './parts/room-stage.ts';
import { overCard } from './parts/over-card.ts';
import { sideTabs, type SideTab } from './parts/side-tabs.ts';
import { tabTitle } from './tab-title.ts';
import type { Person, Ticket, TicketPlayback } from './wire.ts';
import { words } from './words.ts';

/** How often somebody who was not let in yet knocks again. */
const knockAgainMs = 3_000;

/** How the line to a room is made; a page of its own brings another one. */
export type OpenLine = (desk: RoomDesk, ticket: Ticket) => Promise<RoomLink>;

/** The page of a room: the door, and behind it the picture, the column and the strip. */
export class MatineeRoom extends LightElement {
  static override properties = { room: {}, name: {}, asksName: { type: Boolean, attribute: 'asks-name' }, signedIn: { type: Boolean, attribute: 'signed-in' }, tab: { state: true }, closed: { state: true }, busy: { state: true } };

  declare room: string;
  declare name: string;
  /** A stranger is asked for a name before anything is asked of the door. */
  declare asksName: boolean;
  declare signedIn: boolean;
  declare tab: SideTab;
  declare closed: Closed | '';
  declare busy: boolean;

  desk: RoomDesk | undefined;
  openLine: OpenLine = async (desk, ticket) => {
    const { CentrifugeLink } = await import('./centrifuge-link.ts');
    const link = new CentrifugeLink(this.room, ticket, () => freshToken(this.room), desk);
    // The desk must know the line before the first answer comes over it.
    queueMicrotask(() => link.open());
    return link;
  };
  #host: SeatHost | undefined;
  #stage: RoomStage | undefined;
  #ticket: Ticket | undefined;
  #known: Knock = {};
  #stop = new AbortController();
  #wasLive = false;

  constructor() {
    super();
    this.room = this.name = '';
    this.asksName = this.signedIn = false;
    this.tab = 'chat';
    this.closed = '';
    this.busy = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const invite = new URL(location.href).searchParams.get('invite');
    this.#known = invite === null ? {} : { invite };
    // In the capture phase, before the player hears it: here the room decides.
    for (const type of requestNames) this.addEventListener(type, (event) => this.#steer(event as CustomEvent), { capture: true, signal });
    this.addEventListener('roomask', (event) => this.#asked((event as CustomEvent<string>).detail), { signal });
    this.addEventListener('roomwrite', (event) => void this.#write((event as CustomEvent<Person>).detail), { signal });
    this.addEventListener('knock', (event) => void this.enter((event as CustomEvent<Knock>).detail), { signal });
    for (const gesture of ['pointerdown', 'keydown']) document.addEventListener(gesture, () => this.#host?.gesture(), { signal, capture: true });
    document.addEventListener('keydown', (event) => this.#key(event), { signal });
    document.addEventListener('visibilitychange', () => this.#visible(), { signal });
    // The keyboard of a phone covers the page without making it smaller: the composer stays above it.
    globalThis.visualViewport?.addEventListener('resize', () => this.style.setProperty('--keys', `${Math.max(0, Math.round(innerHeight - (globalThis.visualViewport?.height ?? innerHeight)))}px`), { signal });
    globalThis.addEventListener('pagehide', () => this.desk?.leave(), { signal });
    // Back out of the browser's memory, with a line that was let go.
    globalThis.addEventListener('pageshow', (event) => (event as PageTransitionEvent).persisted && location.reload(), { signal });
    if (this.room !== '') void (this.asksName ? this.#stand('name') : this.enter({}));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop.abort();
    this.desk?.leave();
  }

  async enter(what: Knock): Promise<void> {
    this.#known = { ...this.#known, ...what };
    this.busy = true;
    const answer = await knock(this.room, this.#known);
    this.busy = false;
    if (!answer.open) {
      await this.#stand(answer.why);
      if (answer.why === 'waiting') setTimeout(() => !this.#stop.signal.aborted && void this.enter({}), knockAgainMs);
      return;
    }
    await this.admit(answer.ticket);
  }

  /** Before the door, which shows the name where it may be known; without it, it is still a door. */
  async #stand(why: Closed): Promise<void> {
    this.closed = why;
    if (!this.name && why !== 'missing') this.name = await roomName(this.room).catch(() => '');
  }

  async admit(ticket: Ticket): Promise<void> {
    this.#ticket = ticket;
    const desk = new RoomDesk({ time: pageTime, profile: profileOf(navigator.vendor, navigator.userAgent), storage: openStorage(), letters });
    this.desk = desk;
    desk.attach(await this.openLine(desk, ticket));
    desk.watch(() => this.#changed(desk));
    this.closed = '';
    this.requestUpdate();
    await this.updateComplete;
    const place = this.querySelector<HTMLElement>('.room__p');
    if (place === null) return;
    this.#host = new SeatHost({
      desk, place, signedIn: this.signedIn,
      links: (item, fresh) => this.#links(item, fresh),
      muted: () => this.#muted(true),
      mounted: (player) => this.#mounted(player, desk),
      nothing: () => this.#empty(desk),
    });
    this.#changed(desk);
  }

  protected override render(): TemplateResult {
    const { desk } = this;
    if (desk === undefined) return html`<main id="main" class="solo" tabindex="-1"><room-door .why=${this.closed} .name=${this.name} ?busy=${this.busy} ?signedIn=${this.signedIn}></room-door></main>`;
    const { state } = desk.store;
    if (state.ending !== undefined) return html`<main id="main" class="solo" tabindex="-1">${overCard(state.ending, state.endingReason, () => location.reload())}</main>`;
    return html`${state.link === 'reconnecting' ? html`<div class="banner room__banner" role="status">${icon('off')}<span>${words.offline}</span></div>` : this.#banner(desk)}
      <main id="main" class="room" tabindex="-1">
        <h1 class="vh">${state.settings?.name ?? this.name}</h1>
        <div class="room__p"></div>
        <aside class="room__s" aria-label=${words.side}>
          ${sideTabs(this.tab, { people: state.memberCount, queue: state.queue.items.length, chat: (this.tab === 'chat' ? 0 : state.unread) + desk.mail.unread }, (tab) => this.#turn(tab))}
          <room-knocks .desk=${desk} room=${this.room}></room-knocks>
          <div role="tabpanel" id="room-chat" aria-labelledby="tab-chat" class="panelfill" ?hidden=${this.tab !== 'chat'}>${desk.mail.open === undefined ? html`<room-chat .desk=${desk} room=${this.room}></room-chat>` : html`<room-direct .desk=${desk}></room-direct>`}</div>
          <div role="tabpanel" id="room-people" aria-labelledby="tab-people" class="panelfill panelfill--scroll" tabindex="0" ?hidden=${this.tab !== 'people'}><room-people .desk=${desk}></room-people></div>
          <div role="tabpanel" id="room-queue" aria-labelledby="tab-queue" class="panelfill panelfill--scroll" tabindex="0" ?hidden=${this.tab !== 'queue'}><room-queue .desk=${desk}></room-queue></div>
        </aside>
        <room-strip .desk=${desk}></room-strip>
        <room-invite .desk=${desk} room=${this.room}></room-invite>
        <room-settings .desk=${desk} room=${this.room}></room-settings>
      </main>`;
  }

  #banner(desk: RoomDesk): TemplateResult | typeof nothing {
    const { alone, announcement } = desk.store.state;
    if (announcement !== undefined) {
      return html`<div class="banner room__banner" role="status">${icon('alert')}<span class="grow" dir="auto">${announcement.text}</span>
        <button type="button" class="btn btn--ghost btn--icon btn--sm" aria-label=${words.close} @click=${() => desk.store.announced(undefined)}>${icon('x')}</button></div>`;
    }
    return alone ? html`<div class="banner room__banner" role="status">${icon('off')}<span>${words.alone}</span></div>` : nothing;
  }

  async #write(peer: Person): Promise<void> {
    if (this.desk === undefined) return;
    const { mail } = this.desk;
    await import('./parts/room-direct.ts');
    this.tab = 'chat';
    void mail.show(peer);
    await this.updateComplete;
    this.querySelector<RoomDirect>('room-direct')?.focus();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('tab')) this.#look();
  }

  #changed(desk: RoomDesk): void {
    const { state } = desk.store;
    document.title = tabTitle(state);
    const here = document.querySelector<HTMLElement>('[data-room-name]');
    if (here !== null && state.settings !== undefined) here.textContent = state.settings.name;
    const firstLive = state.link === 'live' && !this.#wasLive;
    this.#wasLive ||= firstLive;
    if (firstLive) this.#look();
    if (state.ending !== undefined) this.#host?.player?.remove();
    else if (this.#wasLive) void this.#host?.show(state.playback.item);
    this.#expect(desk);
    this.requestUpdate();
  }

  /** What was asked for is shown before it is confirmed. */
  #expect(desk: RoomDesk): void {
    const position = desk.sender.expectedPosition;
    const player = this.#host?.player;
    // The rate of the room, not that of the burst by which this element catches up.
    player?.store?.patch({ rate: desk.target.state.rate });
    if (position !== undefined && player?.store !== undefined && Math.abs(player.store.state.position - position) > 0.001) player.store.patch({ position });
  }

  #mounted(player: MatineePlayer, desk: RoomDesk): void {
    const stage = document.createElement('room-stage') as RoomStage;
    stage.desk = desk;
    this.#stage = stage;
    player.append(stage);
    player.store.watch((state) => {
      this.#expect(desk);
      const level = state.levels[state.level];
      stage.quality = level === undefined || level.height === 0 ? '' : levelLabel(level);
      if (!state.muted) stage.muted = false;
    });
  }

  #empty(desk: RoomDesk): TemplateResult {
    const mayChoose = may(desk.store.state, 'queueAdd') || may(desk.store.state, 'playback');
    return html`<div class="nothing">${icon('film', 'ic--24')}<p>${words.lock.empty}</p>${mayChoose ? html`<button type="button" class="btn" @click=${() => this.#turn('queue')}>${words.choose}</button>` : nothing}</div>`;
  }

  async #links(item: PlaybackItem, again: boolean): Promise<TicketPlayback | null> {
    const known = this.#ticket?.playback;
    if (known?.videoId === item.videoId && !again) return known;
    // The room's right to show its film comes with a new ticket, also for those who could not see it otherwise.
    const answer = await knock(this.room, this.#known);
    if (answer.open) this.#ticket = answer.ticket;
    const fresh = this.#ticket?.playback;
    return fresh?.videoId === item.videoId ? fresh : linksOf(item);
  }

  #steer(event: CustomEvent): void {
    const desk = this.desk;
    if (desk === undefined) return;
    const steering = steer({ type: event.type, detail: event.detail } as Request, desk.store.state);
    if (steering.to === 'here') return;
    event.stopImmediatePropagation();
    if (steering.to === 'room') desk.command(steering.command);
    else if (steering.to === 'vote') void desk.store.ask('room.vote.start', { action: steering.action });
    else this.#host?.player?.say(words.hint[steering.hint]);
  }

  #asked(what: string): void {
    switch (what) {
      case 'resync':
        this.desk?.sync.resync();
        this.#host?.player?.say(words.resynced);
        break;
      case 'join':
        this.#host?.gesture();
        this.desk?.sync.join();
        break;
      case 'unmute':
        this.#host?.player?.request({ type: 'mediaunmuterequest', detail: undefined });
        this.#muted(false);
        break;
      case 'lower':
        this.#host?.player?.session.lowerCap();
        this.desk?.sync.resync();
        break;
      case 'invite':
        void import('./parts/room-invite.ts').then(() => this.querySelector<RoomInvite>('room-invite')?.show());
        break;
      case 'settings':
        void import('./parts/room-settings.ts').then(() => this.querySelector<RoomSettingsDialog>('room-settings')?.show());
        break;
    }
  }

  #key(event: KeyboardEvent): void {
    const player = this.#host?.player;
    if (event.defaultPrevented || player === undefined || isTyping(event, player)) return;
    const press = pressOf(event);
    if (press.ctrl || press.alt || press.meta || press.shift) return;
    const onControl = (event.target as HTMLElement).closest('button, a, summary') !== null;
    if (press.key === 'Enter' && !onControl) {
      this.tab = 'chat';
      void this.updateComplete.then(() => this.querySelector<RoomChat>('room-chat')?.focusComposer());
    } else if (press.key.toLowerCase() === 'r' && openStorage()?.getItem('matinee-shortcuts') !== 'off') this.#asked('resync');
    else return;
    event.preventDefault();
  }

  #visible(): void {
    this.desk?.sync.setHidden(document.hidden);
    this.#look();
  }

  #look(): void {
    const following = this.querySelector<RoomChat>('room-chat')?.following ?? true;
    this.desk?.store.look(!document.hidden && this.tab === 'chat' && following);
  }

  #turn(tab: SideTab): void {
    // What stands behind a tab is loaded when somebody first turns to it.
    if (tab === 'people') void import('./parts/room-people.ts');
    if (tab === 'queue') void import('./parts/room-queue.ts');
    this.tab = tab;
  }

  #muted(muted: boolean): void {
    if (this.#stage !== undefined) this.#stage.muted = muted;
  }
}
