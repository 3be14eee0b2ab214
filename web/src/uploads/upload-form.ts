import { html } from 'lit';
import { api, sentenceOf } from '../lib/api.ts';
import { copy } from '../lib/copy.ts';
import { LightElement } from '../lib/light-element.ts';
import { icon, when } from '../lib/parts.ts';
import { fill, words } from '../lib/words.ts';
import { toast } from '../shell/toast-lane.ts';
import { DraftSaver, type Draft } from './draft-saver.ts';

export const visibilities = ['private', 'members', 'unlisted', 'public', 'password'] as const;

/** Title, description, who may watch, the link. Saves by itself; tells "changed" with the draft. */
export class UploadForm extends LightElement {
  static override properties = { videoId: { attribute: false }, draft: { attribute: false } };

  declare videoId: string;
  declare draft: Draft;
  private edited: Draft | undefined;
  private status = '';
  private readonly saver = new DraftSaver((draft) => this.save(draft), (state, error) => this.told(state, error));

  /** Events of the encode render the row again and again: what is being typed must not be replaced by what was saved. */
  protected override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('videoId')) this.edited = { ...this.draft };
  }

  protected override render() {
    const { title, description, visibility } = this.edited ?? this.draft;
    const key = this.videoId;
    return html`<form class="upform" @input=${this.changed} @submit=${(event: Event) => event.preventDefault()}>
      <div class="stack stack--14">
        <div class="field"><label for="t-${key}">${words.upload.title}</label>
          <input class="input" id="t-${key}" name="title" maxlength="200" required dir="auto" .value=${title}></div>
        <div class="field"><label for="d-${key}">${words.upload.description}</label>
          <textarea class="input" id="d-${key}" name="description" rows="3" maxlength="5000" dir="auto" .value=${description}></textarea></div>
      </div>
      <div class="stack stack--14">
        <div class="field"><label for="v-${key}">${words.upload.whoCanWatch}</label>
          <select class="input" id="v-${key}" name="visibility">
            ${visibilities.map((value) => html`<option value=${value} .selected=${value === visibility}>${words.visibility[value]}</option>`)}
          </select></div>
        ${when(visibility === 'password', () => html`<div class="field"><label for="p-${key}">${words.upload.password}</label>
          <input class="input" id="p-${key}" name="password" type="text" autocomplete="off" minlength="4"></div>`)}
        <div class="field"><label for="l-${key}">${words.upload.link}</label>
          <div class="row"><input class="input mono" id="l-${key}" readonly .value=${this.link} @focus=${(event: Event) => (event.target as HTMLInputElement).select()}>
            <button type="button" class="btn btn--icon" aria-label=${words.upload.copy} @click=${this.copyLink}>${icon('copy')}</button></div></div>
        <p class="small muted" role="status">${this.status}</p>
      </div>
    </form>`;
  }

  private get link(): string {
    return `${location.origin}/watch/${this.videoId}`;
  }

  private changed(event: Event): void {
    const form = (event.target as HTMLInputElement).form;
    if (!form) return;
    const data = new FormData(form);
    const draft: Draft = {
      title: String(data.get('title') ?? '').trim(),
      description: String(data.get('description') ?? ''),
      visibility: String(data.get('visibility') ?? 'private'),
      password: String(data.get('password') ?? '') || undefined,
    };
    const shape = draft.visibility !== this.edited?.visibility;
    this.edited = draft;
    if (shape) this.requestUpdate();
    // A visibility "password" is nothing without one.
    if (draft.title === '' || (draft.visibility === 'password' && !draft.password)) return;
    this.saver.change(draft);
  }

  private async save(draft: Draft): Promise<void> {
    await api('PATCH', `/api/videos/${this.videoId}`, draft);
    this.dispatchEvent(new CustomEvent<Draft>('changed', { detail: draft, bubbles: true }));
  }

  private told(state: 'saving' | 'saved' | 'failed', error?: unknown): void {
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { timeStyle: 'medium' });
    this.status =
      state === 'saving' ? words.upload.saving : state === 'saved' ? fill(words.upload.saved, { time }) : fill(words.upload.notSaved, { reason: sentenceOf(error, words.offline.title) });
    this.requestUpdate();
  }

  private async copyLink(): Promise<void> {
    if (await copy(this.link)) toast(words.upload.copied, 'ok');
  }
}
