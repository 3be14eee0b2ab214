import { html, nothing, type TemplateResult } from 'lit';
import { sentenceOf } from '../../lib/api.ts';
import { ask } from '../../lib/ask.ts';
import { define } from '../../lib/light-element.ts';
import { icon } from '../../lib/parts.ts';
import { closeRoom } from '../room-api.ts';
import { may } from '../store/room-state.ts';
import { words } from '../words.ts';
import { RoomElement } from './room-element.ts';

const slowest = 3_600;

/** What whoever runs the room may set. */
export class RoomSettingsDialog extends RoomElement {
  static override properties = { ...RoomElement.properties, room: {}, said: { state: true } };

  declare room: string;
  declare said: string;

  constructor() {
    super();
    this.room = this.said = '';
  }

  show(): void {
    this.said = '';
    // Just defined, it may not have drawn itself yet.
    void this.updateComplete.then(() => this.querySelector('dialog')?.showModal());
  }

  protected override render(): TemplateResult | typeof nothing {
    const { state } = this.desk.store;
    const now = state.settings;
    if (now === undefined) return nothing;
    const text = words.settingsDialog;
    const choices = (name: string, label: string, all: Readonly<Record<string, string>>, present: string) => html`<div class="field"><label for=${`set-${name}`}>${label}</label>
      <select class="input" id=${`set-${name}`} name=${name}>${Object.entries(all).map(([value, word]) => html`<option value=${value} ?selected=${value === present}>${word}</option>`)}</select></div>`;
    return html`<dialog class="dlg" aria-labelledby="settings-title" @click=${this.#backdrop}>
      <header class="panel__h"><h2 id="settings-title">${words.settings}</h2><button type="button" class="btn btn--ghost btn--icon btn--sm end" aria-label=${words.close} @click=${this.#close}>${icon('x')}</button></header>
      <form class="dlg__b" @submit=${this.#save}>
        <div class="field"><label for="set-name">${text.name}</label><input class="input" id="set-name" name="name" required maxlength="80" dir="auto" .value=${now.name}></div>
        ${choices('mode', text.mode, words.mode, now.mode)}
        ${choices('access', text.access, words.access, now.access)}
        ${choices('waiting', text.waiting, words.waiting, now.waiting)}
        <div class="field"><label for="set-slow">${text.slow}</label><input class="input mono" id="set-slow" name="slowModeSeconds" type="number" min="0" max=${slowest} .value=${String(now.slowModeSeconds)} aria-describedby="slow-note"><span class="hint" id="slow-note">${text.slowNote}</span></div>
        <p class="row row--wrap"><button class="btn btn--primary">${words.save}</button><span class="small" role="status">${this.said}</span>
          ${may(state, 'own') ? html`<button type="button" class="btn btn--air end" @click=${() => void this.#closeRoom()}>${text.close}</button>` : nothing}</p>
      </form>
    </dialog>`;
  }

  readonly #save = (event: Event): void => {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const { slowModeSeconds, ...rest } = Object.fromEntries(form) as Record<string, string>;
    this.said = '';
    void this.desk.store.ask('room.settings', { ...rest, slowModeSeconds: Number(slowModeSeconds) }).then((done) => (this.said = done ? words.settingsDialog.saved : String(this.desk.store.state.notice?.detail ?? '')));
  };

  async #closeRoom(): Promise<void> {
    const text = words.settingsDialog;
    if (!(await ask(text.closeAsk, text.closeText, text.closeYes, words.cancel))) return;
    try {
      await closeRoom(this.room);
      this.#close();
    } catch (error) {
      this.said = sentenceOf(error, words.offline);
    }
  }

  readonly #close = (): void => this.querySelector('dialog')?.close();

  readonly #backdrop = (event: Event): void => {
    if (event.target === event.currentTarget) this.#close();
  };
}

define('room-settings', RoomSettingsDialog);
