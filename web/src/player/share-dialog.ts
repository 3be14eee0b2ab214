import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { copy } from '../lib/copy.ts';
import { icon } from './icon.js';
import { embedSnippet, watchLink } from './share.js';
import { formatTime, parseTime } from './time.js';
import { words } from './words.js';

/** A link, from the beginning or from a moment, and the snippet that embeds the player elsewhere. */
export class ShareDialog extends LitElement {
  static override properties = {
    video: {}, name: {}, embeddable: { type: Boolean }, at: { state: true }, withTime: { state: true }, copied: { state: true },
  };

  declare video: string;
  declare name: string;
  declare embeddable: boolean;
  declare at: number;
  declare withTime: boolean;
  declare copied: string;

  constructor() {
    super();
    this.video = '';
    this.name = '';
    this.embeddable = false;
    this.at = 0;
    this.withTime = false;
    this.copied = '';
  }

  show(at: number): void {
    this.at = at;
    this.copied = '';
    this.querySelector('dialog')?.showModal();
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    const at = this.withTime ? this.at : undefined;
    const link = watchLink(location.origin, this.video, at);
    const snippet = embedSnippet(location.origin, this.video, this.name, at);
    return html`<dialog class="dlg" aria-labelledby="share-title" @click=${this.#backdrop}>
      <header class="panel__h"><h2 id="share-title">${words.share}</h2><button type="button" class="btn btn--ghost btn--icon btn--sm end" aria-label=${words.close} @click=${this.#close}>${icon('x')}</button></header>
      <div class="dlg__b">
        <div class="field"><label for="share-link">${words.link}</label>
          <div class="row"><input id="share-link" class="input mono" readonly .value=${link} @focus=${select}>${this.#copyButton('link', link)}</div></div>
        <div class="row"><label class="switch"><input type="checkbox" role="switch" .checked=${this.withTime} @change=${this.#toggle}>${words.startAt}</label>
          <input class="input input--time mono" aria-label=${words.startAt} .value=${formatTime(this.at)} ?disabled=${!this.withTime} @change=${this.#time}></div>
        ${this.embeddable
          ? html`<div class="field"><label for="share-embed">${words.embed}</label><textarea id="share-embed" class="input mono" rows="4" readonly .value=${snippet} @focus=${select}></textarea>
          <div class="row">${this.#copyButton('embed', snippet)}</div></div>`
          : nothing}
        <p class="vh" role="status">${this.copied === '' ? '' : words.copied}</p>
      </div>
    </dialog>`;
  }

  #copyButton(what: string, text: string): TemplateResult {
    const done = this.copied === what;
    return html`<button type="button" class="btn" @click=${() => this.#copy(what, text)}>${icon(done ? 'check' : 'copy')}${done ? words.copied : words.copy}</button>`;
  }

  async #copy(what: string, text: string): Promise<void> {
    this.copied = (await copy(text)) ? what : '';
  }

  readonly #close = (): void => this.querySelector('dialog')?.close();

  readonly #backdrop = (event: Event): void => {
    if (event.target === event.currentTarget) this.#close();
  };

  readonly #toggle = (event: Event): void => {
    this.withTime = (event.target as HTMLInputElement).checked;
    this.copied = '';
  };

  readonly #time = (event: Event): void => {
    this.at = parseTime((event.target as HTMLInputElement).value) ?? this.at;
    this.copied = '';
    this.requestUpdate();
  };
}

function select(event: Event): void {
  (event.target as HTMLInputElement).select();
}

customElements.define('share-dialog', ShareDialog);
