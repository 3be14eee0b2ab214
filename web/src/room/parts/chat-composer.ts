import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../lib/parts.ts';
import { emoteNames, iconOf, labelOf } from '../emotes.ts';
import { may } from '../store/room-state.ts';
import type { ChatMessage } from '../wire.ts';
import { fill, typingText, words } from '../words.ts';
import { RoomElement } from './room-element.ts';

/** As the server's validator has it. */
const longest = 10_000;

/** Where one writes: a message, an answer to one, a correction of one. */
export class ChatComposer extends RoomElement {
  static override properties = { ...RoomElement.properties, target: { state: true }, picking: { state: true } };

  declare target: { readonly message: ChatMessage; readonly how: 'reply' | 'edit' } | undefined;
  declare picking: boolean;

  constructor() {
    super();
    this.target = undefined;
    this.picking = false;
  }

  override focus(): void {
    this.#input?.focus();
  }

  reply(message: ChatMessage): void {
    this.target = { message, how: 'reply' };
    this.focus();
  }

  edit(message: ChatMessage): void {
    this.target = { message, how: 'edit' };
    if (this.#input !== null) this.#input.value = message.text;
    this.focus();
  }

  protected override render(): TemplateResult {
    const { state } = this.desk.store;
    const mayChat = may(state, 'chat');
    const slow = state.settings?.slowModeSeconds ?? 0;
    return html`<div class="composer">
      <p class="typing" aria-live="off">${typingText(state.typing.map((p) => p.name)) || (slow > 0 ? fill(words.slow, { n: slow }) : '')}</p>
      ${this.target === undefined ? nothing : this.#context(this.target)}
      ${this.picking ? this.#picker() : nothing}
      <form @submit=${this.#submit} @keydown=${this.#key}>
        <label class="vh" for="room-message">${words.message}</label>
        <input class="input" id="room-message" autocomplete="off" enterkeyhint="send" dir="auto" maxlength=${longest} placeholder=${mayChat ? words.placeholder : words.muted} ?disabled=${!mayChat} @input=${() => this.desk.store.typing()}>
        <button class="btn btn--icon" type="button" aria-label=${words.emotes} aria-expanded=${this.picking ? 'true' : 'false'} ?disabled=${!may(state, 'react')} @click=${() => (this.picking = !this.picking)}>${icon('smile')}</button>
        <button class="btn btn--primary btn--icon" aria-label=${words.send} ?disabled=${!mayChat}>${icon('send')}</button>
      </form>
    </div>`;
  }

  #context(target: NonNullable<ChatComposer['target']>): TemplateResult {
    const text = target.how === 'reply' ? fill(words.replyingTo, { name: target.message.user.name }) : words.editing;
    return html`<p class="composer__re"><span class="clip" dir="auto">${text}: ${target.message.text}</span>
      <button type="button" class="btn btn--ghost btn--icon btn--sm" aria-label=${words.cancel} @click=${() => this.#drop()}>${icon('x')}</button></p>`;
  }

  #picker(): TemplateResult {
    return html`<div class="picker" role="group" aria-label=${words.emotes}>
      ${emoteNames.map((emote) => html`<button type="button" class="btn btn--ghost btn--icon" aria-label=${labelOf(emote)} title=${labelOf(emote)} @click=${() => this.desk.store.react(emote)}>${icon(iconOf(emote))}</button>`)}
    </div>`;
  }

  get #input(): HTMLInputElement | null {
    return this.querySelector('input');
  }

  #drop(): void {
    if (this.target?.how === 'edit' && this.#input !== null) this.#input.value = '';
    this.target = undefined;
    this.focus();
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    const input = this.#input;
    if (input === null || input.value.trim() === '') return;
    const { store } = this.desk;
    if (this.target?.how === 'edit') void store.ask('chat.edit', { message: this.target.message.id, text: input.value.trim() });
    else store.say(input.value, this.target?.message.id);
    input.value = '';
    this.target = undefined;
    this.dispatchEvent(new CustomEvent('said', { bubbles: true }));
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    if (this.picking) this.picking = false;
    else if (this.target !== undefined) this.#drop();
    // Out of the field, so that the keys of the player are heard again.
    else document.querySelector<HTMLElement>('#main')?.focus();
  };
}
