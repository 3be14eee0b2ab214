import { html, type TemplateResult } from 'lit';
import { icon } from '../../lib/parts.ts';
import { words } from '../words.ts';
import { RoomElement } from './room-element.ts';

/** As the server has it. */
const longest = 80;

/** What the others see beside one's name. */
export class MyStatus extends RoomElement {
  protected override render(): TemplateResult {
    const { me, members } = this.desk.store.state;
    const own = me === undefined ? undefined : members.get(me.id);
    return html`<form class="mystatus" @submit=${this.#submit}>
      <label class="vh" for="my-status">${words.mine.label}</label>
      <select class="input input--sm" id="my-status" .value=${own?.status ?? 'online'} @change=${this.#submit}>
        ${(['online', 'away', 'busy'] as const).map((word) => html`<option value=${word} ?selected=${word === (own?.status ?? 'online')}>${words.mine[word]}</option>`)}
      </select>
      <label class="vh" for="my-status-text">${words.mine.text}</label>
      <input class="input input--sm grow" id="my-status-text" maxlength=${longest} autocomplete="off" dir="auto" placeholder=${words.mine.text} .value=${own?.statusText ?? ''}>
      <button class="btn btn--icon btn--sm" aria-label=${words.mine.set}>${icon('check')}</button>
    </form>`;
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    const [status, text] = [this.querySelector('select')?.value ?? 'online', this.querySelector('input')?.value.trim() ?? ''];
    void this.desk.store.ask('room.status', { status, ...(text === '' ? {} : { text }) });
  };
}
