import { html, nothing, svg, type TemplateResult } from 'lit';
import { sentenceOf } from '../../lib/api.ts';
import { copy } from '../../lib/copy.ts';
import { define } from '../../lib/light-element.ts';
import { icon } from '../../lib/parts.ts';
import { qrCode, qrPath } from '../qr/qr-code.ts';
import { makeInvite } from '../room-api.ts';
import { may } from '../store/room-state.ts';
import { words } from '../words.ts';
import { RoomElement } from './room-element.ts';

/** The link to the room, to send or to scan. */
export class RoomInvite extends RoomElement {
  static override properties = { ...RoomElement.properties, room: {}, link: { state: true }, said: { state: true }, copied: { state: true } };

  declare room: string;
  declare link: string;
  declare said: string;
  declare copied: boolean;

  constructor() {
    super();
    this.room = this.link = this.said = '';
    this.copied = false;
  }

  show(): void {
    this.copied = false;
    this.said = '';
    this.link = `${location.origin}/r/${this.room}`;
    // Just defined, it may not have drawn itself yet.
    void this.updateComplete.then(() => this.querySelector('dialog')?.showModal());
  }

  protected override render(): TemplateResult {
    const { state } = this.desk.store;
    const access = state.settings?.access ?? 'open';
    const text = { open: words.inviteDialog.open, approval: words.inviteDialog.approval, invite: words.inviteDialog.byInvite }[access];
    return html`<dialog class="dlg dlg--invite" aria-labelledby="invite-title" @click=${this.#backdrop}>
      <header class="panel__h"><h2 id="invite-title">${words.inviteDialog.title}</h2><button type="button" class="btn btn--ghost btn--icon btn--sm end" aria-label=${words.close} @click=${this.#close}>${icon('x')}</button></header>
      <div class="dlg__b">
        ${this.#code()}
        <div class="field"><label for="invite-link">${words.inviteDialog.link}</label>
          <div class="row"><input id="invite-link" class="input mono" readonly .value=${this.link} @focus=${(e: Event) => (e.target as HTMLInputElement).select()}>
            <button type="button" class="btn btn--primary" @click=${() => void this.#copy()}>${icon(this.copied ? 'check' : 'copy')}${this.copied ? words.copied : words.copy}</button></div>
          <span class="hint">${text}</span></div>
        ${access === 'invite' && may(state, 'invite') ? html`<p class="row row--wrap"><button type="button" class="btn" @click=${() => void this.#make()}>${icon('plus')}${words.inviteDialog.limited}</button><span class="hint">${words.inviteDialog.limitedNote}</span></p>` : nothing}
        <p class="small" role="status">${this.copied ? words.copied : this.said}</p>
      </div>
    </dialog>`;
  }

  #code(): TemplateResult | typeof nothing {
    const code = this.link === '' ? undefined : qrCode(this.link);
    if (code === undefined) return nothing;
    const { path, size } = qrPath(code);
    return html`<figure class="qr"><svg viewBox="0 0 ${size} ${size}" role="img" aria-label=${words.inviteDialog.qr} shape-rendering="crispEdges">${svg`<rect width=${size} height=${size} fill="#fff"></rect><path d=${path} fill="#0e1113"></path>`}</svg><figcaption class="tc">${words.inviteDialog.scan}</figcaption></figure>`;
  }

  async #copy(): Promise<void> {
    this.copied = await copy(this.link);
  }

  async #make(): Promise<void> {
    try {
      this.link = await makeInvite(this.room);
      this.copied = false;
      this.said = words.inviteDialog.made;
    } catch (error) {
      this.said = sentenceOf(error, words.offline);
    }
  }

  readonly #close = (): void => this.querySelector('dialog')?.close();

  readonly #backdrop = (event: Event): void => {
    if (event.target === event.currentTarget) this.#close();
  };
}

define('room-invite', RoomInvite);
