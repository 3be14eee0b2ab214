import { html, nothing, type TemplateResult } from 'lit';
import { api, sentenceOf } from '../lib/api.ts';
import { LightElement } from '../lib/light-element.ts';
import { icon } from '../lib/parts.ts';
import { count, words } from './words.ts';

interface ListedRoom {
  readonly id: string;
  readonly name: string;
  readonly url?: string;
  readonly mode: keyof typeof words.mode;
  readonly access?: keyof typeof words.access;
  readonly hasPassword?: boolean;
  readonly memberCount?: number;
  /** Of what plays, for those inside. */
  readonly title?: string | null;
}

const everyMs = 10_000;

/** The rooms that are open to this viewer, kept up to date while the page is looked at. */
export class RoomList extends LightElement {
  static override properties = { rooms: { state: true }, failure: { state: true } };

  declare rooms: readonly ListedRoom[] | undefined;
  declare failure: string;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.rooms = undefined;
    this.failure = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
    this.#timer = setInterval(() => !document.hidden && void this.#load(), everyMs);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  protected override render(): TemplateResult {
    if (this.rooms === undefined && this.failure === '') return html`<div class="frame skel" aria-busy="true"></div>`;
    if (this.rooms === undefined) return html`<div class="frame"><div class="empty"><h2>${words.list.failed}</h2><p class="muted">${this.failure}</p><p><button type="button" class="btn" @click=${() => void this.#load()}>${icon('rotate')}${words.door.retry}</button></p></div></div>`;
    if (this.rooms.length === 0) return html`<div class="frame"><div class="empty"><h2>${words.list.empty}</h2><p class="muted">${words.list.emptyText}</p><p><a class="btn btn--primary" href="/">${words.list.library}</a></p></div></div>`;
    return html`<ul class="roomlist frame">${this.rooms.map((room) => html`<li><a href=${room.url ?? `/r/${room.id}`}>
      <span class="grow"><b class="clip" dir="auto">${room.name}</b><span class="muted small clip" dir="auto">${room.title ?? words.list.nothing}</span></span>
      <span class="rl"><span class="st ${(room.memberCount ?? 0) > 0 ? 'st--ok' : 'st--off'}">${count(words.list.members, room.memberCount ?? 0)}</span><span class="muted small">${words.mode[room.mode]}${room.hasPassword === true ? html` ${icon('key', 'ic--16')}` : nothing}</span></span>
    </a></li>`)}</ul>`;
  }

  async #load(): Promise<void> {
    try {
      this.rooms = (await api<{ readonly items: readonly ListedRoom[] }>('GET', '/api/rooms?limit=100')).items;
      this.failure = '';
    } catch (error) {
      this.failure = sentenceOf(error, words.offline);
    }
  }
}
