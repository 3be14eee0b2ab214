import { html, LitElement, type TemplateResult } from 'lit';
import { icon } from './icon.js';
import { keyHelp, roomKeys } from './keys.js';
import { words } from './words.js';

/** The keyboard map, behind "?". */
export class HelpDialog extends LitElement {
  static override properties = { letters: { type: Boolean }, room: { type: Boolean } };

  declare letters: boolean;
  declare room: boolean;

  constructor() {
    super();
    this.letters = true;
    this.room = false;
  }

  show(): void {
    this.querySelector('dialog')?.showModal();
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    return html`<dialog class="dlg dlg--keys" aria-labelledby="keys-title" @click=${this.#backdrop}>
      <header class="panel__h"><h2 id="keys-title">${words.keys}</h2><button type="button" class="btn btn--ghost btn--icon btn--sm end" aria-label=${words.close} @click=${this.#close}>${icon('x')}</button></header>
      <div class="keys">${(this.room ? [...keyHelp, roomKeys] : keyHelp).map((group) => html`<section><h3>${group.title}</h3><dl>${group.rows.map((row) => html`<div><dt>${row.keys.map((k) => html`<kbd>${k}</kbd>`)}</dt><dd>${row.what}</dd></div>`)}</dl></section>`)}</div>
      <footer class="keys__f"><label class="switch"><input type="checkbox" role="switch" .checked=${this.letters} @change=${this.#toggle}>${words.letterKeys}</label></footer>
    </dialog>`;
  }

  readonly #close = (): void => this.querySelector('dialog')?.close();

  readonly #backdrop = (event: Event): void => {
    if (event.target === event.currentTarget) this.#close();
  };

  readonly #toggle = (event: Event): void => {
    this.dispatchEvent(new CustomEvent('letterschange', { bubbles: true, detail: (event.target as HTMLInputElement).checked }));
  };
}

customElements.define('help-dialog', HelpDialog);
