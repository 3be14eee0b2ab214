import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from '../../lib/parts.ts';
import type { DirectMessage } from '../wire.ts';
import { fill, initials, timeOfDay, words } from '../words.ts';
import { define } from '../../lib/light-element.ts';
import { RoomElement } from './room-element.ts';
import { linked } from './text-parts.ts';

const longest = 10_000;

/** Words between two, in the place of the chat. */
export class RoomDirect extends RoomElement {
  override focus(): void {
    this.querySelector<HTMLInputElement>('input')?.focus();
  }

  protected override render(): TemplateResult | typeof nothing {
    const conversation = this.desk.mail.open;
    if (conversation === undefined) return nothing;
    const { peer, messages } = conversation;
    const title = fill(words.direct.title, { name: peer.name });
    return html`<section class="chat" aria-label=${title}>
      <div class="sidehead"><button type="button" class="btn btn--ghost btn--icon btn--sm" aria-label=${words.direct.back} @click=${() => this.desk.mail.close()}>${icon('x')}</button><b class="clip" dir="auto">${title}</b></div>
      <div class="chat__log" role="log" aria-label=${title} tabindex="0">
        ${messages.length === 0 ? html`<p class="chat__none muted small">${words.direct.none}</p>` : nothing}
        <ol class="msgs">${repeat(messages, (m) => m.id, (m) => this.#line(m, peer.name))}</ol>
      </div>
      <div class="chat__foot"><div class="composer"><form @submit=${this.#submit} @keydown=${this.#key}>
        <label class="vh" for="room-direct-text">${title}</label>
        <input class="input" id="room-direct-text" autocomplete="off" enterkeyhint="send" dir="auto" maxlength=${longest} placeholder=${fill(words.direct.placeholder, { name: peer.name })}>
        <button class="btn btn--primary btn--icon" aria-label=${words.send}>${icon('send')}</button>
      </form></div></div>
    </section>`;
  }

  protected override updated(): void {
    const log = this.querySelector('.chat__log');
    if (log !== null) log.scrollTop = log.scrollHeight;
  }

  #line(message: DirectMessage, peer: string): TemplateResult {
    const me = this.desk.store.state.me;
    const name = message.from.id === me?.id ? me.name : peer;
    return html`<li class="msg" data-id=${message.id}><span class="av" aria-hidden="true">${initials(name)}</span>
      <div><p class="msg__h"><b dir="auto">${name}</b><time class="tc" datetime=${new Date(message.at).toISOString()}>${timeOfDay(message.at)}</time></p><p class="msg__t" dir="auto">${linked(message.text)}</p></div></li>`;
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    const input = this.querySelector('input');
    if (input === null || input.value.trim() === '') return;
    void this.desk.mail.say(input.value);
    input.value = '';
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    this.desk.mail.close();
  };
}

define('room-direct', RoomDirect);
