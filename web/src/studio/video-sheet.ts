import { html, nothing } from 'lit';
import { api, send, sentenceOf } from '../lib/api.ts';
import { fresh } from '../lib/live-parts.ts';
import { LightElement } from '../lib/light-element.ts';
import { icon } from '../lib/parts.ts';
import { words } from '../lib/words.ts';
import { toast } from '../shell/toast-lane.ts';
import type { Draft } from '../uploads/draft-saver.ts';

interface VideoDetails extends Draft {
  id: string;
  state: string;
}

/** The side sheet: details of one video. Its address is ?edit=ID, so that it can be linked and reloaded. */
export class VideoSheet extends LightElement {
  private video: VideoDetails | undefined;
  private opener: HTMLElement | undefined;
  private posterVersion = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('click', (event) => this.onClick(event));
    const id = new URL(location.href).searchParams.get('edit');
    if (id) void this.show(id);
  }

  protected override render() {
    const video = this.video;
    if (!video) return nothing;
    return html`<dialog class="drawer" aria-labelledby="sheet-title" @close=${this.closed} @click=${this.onBackdrop}>
      <header class="panel__h"><h2 id="sheet-title">${words.sheet.title}</h2>
        <button class="btn btn--ghost btn--icon btn--sm end" aria-label=${words.sheet.close} @click=${this.hide}>${icon('x')}</button></header>
      <div class="drawer__b">
        ${this.poster(video)}
        <upload-form .videoId=${video.id} .draft=${{ title: video.title, description: video.description, visibility: video.visibility }} @changed=${() => void this.refresh(video.id)}></upload-form>
      </div>
    </dialog>`;
  }

  protected override updated(): void {
    const dialog = this.querySelector('dialog');
    if (dialog && !dialog.open) dialog.showModal();
  }

  private poster(video: VideoDetails) {
    const shown = video.state === 'ready';
    return html`<div class="field">
      <span class="lab">${words.upload.poster}</span>
      ${shown || this.posterVersion > 0
        ? html`<span class="pic"><img src="/api/videos/${video.id}/thumbnail?${this.posterVersion}" alt="" width="560" height="315"></span>`
        : html`<span class="pic pic--none">${icon('film', 'ic--24')}</span>`}
      <span class="row row--wrap">
        <label class="btn btn--sm">${icon('plus')}${words.upload.ownPicture}<input class="vh" type="file" accept="image/jpeg,image/png,image/webp" @change=${this.ownPicture}></label>
        <button class="btn btn--sm btn--ghost" @click=${this.filmPicture}>${words.sheet.usePoster}</button>
      </span>
    </div>`;
  }

  private onClick(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-edit]') : null;
    if (!link?.dataset.edit || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.opener = link;
    void this.show(link.dataset.edit);
  }

  private async show(id: string): Promise<void> {
    try {
      this.video = await api<VideoDetails>('GET', `/api/videos/${encodeURIComponent(id)}`);
      this.address(id);
      this.requestUpdate();
    } catch (error) {
      toast(sentenceOf(error, words.offline.title), 'bad');
    }
  }

  private async ownPicture(event: Event): Promise<void> {
    const file = (event.target as HTMLInputElement).files?.[0];
    if (file) await this.change(() => send('PUT', `/api/videos/${this.video?.id}/thumbnail`, file));
  }

  private async filmPicture(): Promise<void> {
    await this.change(() => api('DELETE', `/api/videos/${this.video?.id}/thumbnail`));
  }

  private async change(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
      this.posterVersion++;
      toast(words.sheet.posterDone, 'ok');
      this.requestUpdate();
      if (this.video) await this.refresh(this.video.id);
    } catch (error) {
      toast(sentenceOf(error, words.offline.title), 'bad');
    }
  }

  private async refresh(id: string): Promise<void> {
    const next = await fresh(id);
    if (next) document.querySelector(`tr[data-video="${CSS.escape(id)}"]`)?.replaceWith(next);
  }

  private hide(): void {
    this.querySelector('dialog')?.close();
  }

  private onBackdrop(event: MouseEvent): void {
    if (event.target instanceof HTMLDialogElement) this.hide();
  }

  private closed(): void {
    this.video = undefined;
    this.address(undefined);
    this.requestUpdate();
    this.opener?.focus();
  }

  private address(id: string | undefined): void {
    const url = new URL(location.href);
    if (id) url.searchParams.set('edit', id);
    else url.searchParams.delete('edit');
    history.replaceState(null, '', url);
  }
}
