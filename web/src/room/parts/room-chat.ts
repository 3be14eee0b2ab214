import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { api } from '../../lib/api.ts';
import { icon } from '../../lib/parts.ts';
import { may, type ChatLine, type MessageLine } from '../store/room-state.ts';
import { threadMessages } from '../room-api.ts';
import { answersOf, threadOf, withoutThreads } from '../store/threads.ts';
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
    const { thread } = state;
    if (thread !== undefined) return this.#thread(thread);
    const lines = withoutThreads(state.lines);
    const answers = answersOf(state.lines);
    const pinned = state.lines.findLast((l): l is MessageLine => l.kind === 'message' && state.pins.at(-1) === l.id);
    return html`<div class="chat">
      ${pinned === undefined ? nothing : html`<div class="pinned">${icon('pin', 'ic--16')}<span class="vh">${words.pinned}</span><span class="clip" dir="auto" title=${pinned.message.text}>${pinned.message.text}</span></div>`}
      <div class="chat__log" role="log" aria-label=${words.log} tabindex="0" @scroll=${this.#scrolled} @keydown=${this.#key}>
        ${state.older === 'unknown' && state.lines.length >= 50 ? html`<p class="chat__older"><button type="button" class="link small" @click=${this.#older}>${words.older}</button></p>` : nothing}
        ${state.older === 'loading' ? html`<p class="chat__older muted small">${words.loadingOlder}</p>` : nothing}
        ${state.lines.length === 0 ? html`<p class="chat__none muted small">${words.emptyChat}</p>` : nothing}
        <ol class="msgs">${repeat(lines, (line) => line.id, (line, i) => html`${line.id === state.newFrom ? html`<li class="sys sys--new">${words.newFrom}</li>` : nothing}${this.#line(line, lines[i - 1], answers)}`)}</ol>
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

  #thread(id: string): TemplateResult {
    const { root, answers } = threadOf(this.desk.store.state.lines, id);
    const actions = this.#actions(new Map());
    return html`<div class="chat">
      <div class="sidehead"><button type="button" class="btn btn--ghost btn--icon btn--sm" aria-label=${words.thread.back} @click=${() => this.desk.store.openThread(undefined)}>${icon('x')}</button><b>${words.thread.title}</b></div>
      <div class="chat__log" role="log" aria-label=${words.thread.title} tabindex="0" @keydown=${this.#key}>
        <ol class="msgs">${root === undefined ? nothing : messageLine(root, undefined, actions)}<li class="sys">${count(words.thread.answers, answers.length)}</li>
          ${repeat(answers, (line) => line.id, (line, i) => messageLine(line, answers[i - 1], actions))}</ol>
      </div>
      <div class="chat__foot"><chat-composer .desk=${this.desk} @said=${() => this.#follow()}></chat-composer></div>
    </div>`;
  }

  #line(line: ChatLine, before: ChatLine | undefined, answers: ReadonlyMap<string, number>): TemplateResult {
    return line.kind === 'event' ? eventLine(line) : messageLine(line, before?.kind === 'message' ? before : undefined, this.#actions(answers));
  }

  #open(root: string): void {
    const { store } = this.desk;
    this.following = true;
    store.openThread(root);
    threadMessages(this.room, root).then((messages) => store.learn(messages), (error: unknown) => store.notice({ what: 'problem', who: '', detail: String((error as Error).message) }));
    void this.updateComplete.then(() => this.focusComposer());
  }

  #actions(answers: ReadonlyMap<string, number>): LineActions {
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
      answers: (id) => answers.get(id) ?? 0,
      inThread: state.thread !== undefined,
      thread: (message) => this.#open(message.id),
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
