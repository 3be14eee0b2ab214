import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { api } from '../../lib/api.ts';
import { icon } from '../../lib/parts.ts';
import { may, type ChatLine, type MessageLine } from '../store/room-state.ts';
import type { ChatMessage } from '../wire.ts';
import { count, words } from '../words.ts';
import type { ChatComposer } from './chat-composer.ts';
import { eventLine, messageLine, type LineActions } from './chat-line.ts';
import { RoomElement } from './room-element.ts';

/** Nearer to the end than this the log follows. */
const followPx = 48;

/** What is said. New messages never move the focus, nor the place of somebody who reads further up. */
export class RoomChat extends RoomElement {
  static override properties = { ...RoomElement.properties, room: {}, following: { state: true } };

  declare room: string;
  declare following: boolean;
  #height = 0;

  constructor() {
    super();
    this.room = '';
    this.following = true;
  }

  focusComposer(): void {
    this.querySelector<ChatComposer>('chat-composer')?.focus();
  }

  protected override render(): TemplateResult {
    const { state } = this.desk.store;
    const pinned = state.lines.findLast((l): l is MessageLine => l.kind === 'message' && state.pins.at(-1) === l.id);
    return html`<div class="chat">
      ${pinned === undefined ? nothing : html`<div class="pinned">${icon('pin', 'ic--16')}<span class="vh">${words.pinned}</span><span class="clip" dir="auto" title=${pinned.message.text}>${pinned.message.text}</span></div>`}
      <div class="chat__log" role="log" aria-label=${words.log} tabindex="0" @scroll=${this.#scrolled} @keydown=${this.#key}>
        ${state.older === 'unknown' && state.lines.length >= 50 ? html`<p class="chat__older"><button type="button" class="link small" @click=${this.#older}>${words.older}</button></p>` : nothing}
        ${state.older === 'loading' ? html`<p class="chat__older muted small">${words.loadingOlder}</p>` : nothing}
        ${state.lines.length === 0 ? html`<p class="chat__none muted small">${words.emptyChat}</p>` : nothing}
        <ol class="msgs">${repeat(state.lines, (line) => line.id, (line, i) => this.#line(line, state.lines[i - 1]))}</ol>
      </div>
      <div class="chat__foot">
        ${!this.following && state.unread > 0 ? html`<button type="button" class="btn btn--sm newmsg" @click=${() => this.#follow()}>${icon('down')}${count(words.new, state.unread)}</button>` : nothing}
        <chat-composer .desk=${this.desk} @said=${() => this.#follow()}></chat-composer>
      </div>
    </div>`;
  }

  protected override updated(): void {
    const log = this.#log;
    if (log === null || log.clientHeight === 0) return;
    if (this.following) log.scrollTop = log.scrollHeight;
    // Older ones came in above: what was read stays where it is.
    else if (log.scrollTop < 8 && log.scrollHeight > this.#height && this.desk.store.state.older !== 'loading') log.scrollTop += log.scrollHeight - this.#height;
    this.#height = log.scrollHeight;
  }

  #line(line: ChatLine, before: ChatLine | undefined): TemplateResult {
    return line.kind === 'event' ? eventLine(line) : messageLine(line, before?.kind === 'message' ? before : undefined, this.#actions());
  }

  #actions(): LineActions {
    const { store } = this.desk;
    const { state } = store;
    const me = state.me?.id ?? '';
    return {
      me,
      mayChat: may(state, 'chat'),
      mayReact: may(state, 'react'),
      mayModerate: may(state, 'moderate'),
      roleOf: (member) => state.members.get(member)?.role,
      find: (id) => state.lines.find((l): l is MessageLine => l.kind === 'message' && l.id === id)?.message,
      react: (message, emote) => void store.ask('chat.react', { message: message.id, emote, on: message.reactions[emote]?.includes(me) !== true }),
      reply: (message) => this.querySelector<ChatComposer>('chat-composer')?.reply(message),
      edit: (message) => this.querySelector<ChatComposer>('chat-composer')?.edit(message),
      remove: (message) => void store.ask('chat.delete', { message: message.id }),
      pin: (message) => void store.ask('chat.pin', { message: message.id, on: !message.pinned }),
      again: (id) => store.again(id),
      dismiss: (id) => store.dismiss(id),
    };
  }

  get #log(): HTMLElement | null {
    return this.querySelector('.chat__log');
  }

  #follow(): void {
    this.following = true;
    this.desk.store.look(true);
    this.requestUpdate();
  }

  readonly #scrolled = (): void => {
    const log = this.#log;
    if (log === null) return;
    const following = log.scrollHeight - log.scrollTop - log.clientHeight < followPx;
    if (following !== this.following) {
      this.following = following;
      this.desk.store.look(following && !document.hidden);
    }
    if (log.scrollTop < 4 && this.desk.store.state.lines.length >= 50) this.#older();
  };

  readonly #older = (): void => {
    void this.desk.store.loadOlder(async (before) => {
      const query = new URLSearchParams({ limit: '50', ...(before === undefined ? {} : { before }) });
      const page = await api<{ readonly items: readonly ChatMessage[] }>('GET', `/api/rooms/${encodeURIComponent(this.room)}/messages?${query}`);
      return page.items;
    });
  };

  // Arrows walk the messages; the tools of the one that has the focus come next in the order of Tab.
  readonly #key = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    const messages = [...this.querySelectorAll<HTMLElement>('.msg')];
    const at = messages.findIndex((m) => m === document.activeElement || m.contains(document.activeElement));
    const next = at < 0 ? messages.at(-1) : messages[at + (event.key === 'ArrowUp' ? -1 : 1)];
    event.preventDefault();
    event.stopPropagation();
    next?.focus();
  };
}
