import { html, nothing } from 'lit';
import { bytes, clock } from '../lib/format.ts';
import { LightElement } from '../lib/light-element.ts';
import { icon, rule, when } from '../lib/parts.ts';
import { words } from '../lib/words.ts';
import { UploaderConnection } from './connection.ts';
import type { Draft } from './draft-saver.ts';
import type { UploadRow } from './queue.ts';
import { stagesOf, type Stage } from './stages.ts';

/** One file of the upload page: picture, three rules, what can be done, and the form that opens under it. */
export class UploadRowElement extends LightElement {
  static override properties = { row: { attribute: false } };

  declare row: UploadRow;
  private opened: boolean | undefined;

  protected override render() {
    const row = this.row;
    if (row.state === 'refused') return this.refused(row);
    const open = (this.opened ?? false) && row.videoId !== undefined;
    const failure = row.video?.state === 'failed' ? row.video.failure : undefined;
    return html`<article class="uprow ${open ? 'is-open' : ''} ${failure || row.state === 'failed' ? 'is-bad' : ''}">
      <header>
        ${this.picture(row)}
        <div class="grow"><h2 class="clip" dir="auto">${row.title}</h2><p class="tc">${this.facts(row)}</p></div>
        <span class="row">${this.actions(row)}</span>
      </header>
      ${failure
        ? html`<p class="small err" role="alert">${icon('alert', 'ic--16')}<span><b>${failure.title}.</b> ${failure.detail}</span></p>`
        : html`<div class="rule3">${stagesOf(row).map((stage, index) => this.stage(stage, index, row))}</div>`}
      ${when(row.error && !failure, () => html`<p class="small err">${icon('alert', 'ic--16')}${row.error}</p>`)}
      ${open
        ? html`<upload-form .videoId=${row.videoId} .draft=${{ title: row.title, description: row.description, visibility: row.visibility }} @changed=${this.changed}></upload-form>`
        : nothing}
    </article>`;
  }

  private refused(row: UploadRow) {
    return html`<article class="uprow is-bad"><header>
      <span class="pic pic--none">${icon('film')}</span>
      <div class="grow"><h2 class="clip" dir="auto">${row.fileName}</h2><p class="small err">${icon('alert', 'ic--16')}${row.error}</p></div>
      <button class="btn btn--sm btn--icon" aria-label=${words.upload.dismiss} @click=${() => this.tell('dismiss')}>${icon('x')}</button>
    </header></article>`;
  }

  private picture(row: UploadRow) {
    // The poster is cut beside the first chunks, so only a finished film surely has one.
    return row.video?.state === 'ready'
      ? html`<span class="pic"><img src="/api/videos/${row.videoId}/thumbnail" alt="" width="560" height="315"></span>`
      : html`<span class="pic pic--none">${icon('film')}</span>`;
  }

  private facts(row: UploadRow): string {
    const duration = row.video?.durationSeconds;
    return [row.fileName, duration ? clock(duration) : '', bytes(row.bytes)].filter(Boolean).join(' · ');
  }

  private stage(stage: Stage, index: number, row: UploadRow) {
    const kind = stage.status === 'on' ? (index === 1 ? 'exists' : 'exists cur') : stage.status === 'failed' ? 'exists fail' : 'exists done';
    const label = index === 0 && (stage.status === 'on' || stage.status === 'paused') ? `${stage.label} ${row.title}` : undefined;
    return html`<div ?data-on=${stage.status === 'on' || stage.status === 'paused'} ?data-paused=${stage.status === 'paused'} ?data-done=${stage.status === 'done'}>
      ${rule(stage.share, kind, label)}
      <span class="tc"><span>${stage.label} ${stage.figure ? html`<b>${stage.figure}</b>` : nothing}</span><span>${stage.note}</span></span>
    </div>`;
  }

  private actions(row: UploadRow) {
    const button = (name: string, label: string, act: () => void) =>
      html`<button class="btn btn--sm btn--icon" aria-label=${`${label}: ${row.title}`} title=${label} @click=${act}>${icon(name)}</button>`;
    const watchable = row.video?.state === 'playable' || row.video?.state === 'ready';
    return html`
      ${when(row.state === 'lost', () => html`<label class="btn btn--sm btn--primary">${words.upload.chooseSame}<input class="vh" type="file" @change=${this.chosen}></label>`)}
      ${when(row.state === 'failed', () => html`<button class="btn btn--sm" @click=${() => this.tell('resume')}>${icon('rotate')}${words.upload.retry}</button>`)}
      ${when(watchable, () => html`<a class="btn btn--sm" href="/watch/${row.videoId}">${icon('play')}${words.upload.watch}</a>`)}
      ${when(row.videoId && row.video?.state !== 'failed', () => html`<button class="btn btn--sm btn--icon" aria-expanded=${String(this.opened ?? false)} aria-label=${`${words.upload.edit}: ${row.title}`} title=${words.upload.edit} @click=${this.toggle}>${icon('edit')}</button>`)}
      ${when(row.state === 'uploading' || row.state === 'waiting', () => button('pause', words.upload.pause, () => this.tell('pause')))}
      ${when(row.state === 'paused', () => button('play', words.upload.resume, () => this.tell('resume')))}
      ${row.state === 'uploaded' ? button('x', words.upload.dismiss, () => this.tell('dismiss')) : button('x', words.upload.cancel, () => this.tell('cancel'))}`;
  }

  private tell(kind: 'pause' | 'resume' | 'cancel' | 'dismiss'): void {
    UploaderConnection.get().send({ kind, id: this.row.id });
  }

  private toggle(): void {
    this.opened = !this.opened;
    this.requestUpdate();
  }

  private chosen(event: Event): void {
    const files = [...((event.target as HTMLInputElement).files ?? [])];
    if (files.length > 0) UploaderConnection.get().send({ kind: 'add', files });
  }

  private changed(event: CustomEvent<Draft>): void {
    const { title, description, visibility } = event.detail;
    UploaderConnection.get().send({ kind: 'edited', id: this.row.id, title, description, visibility });
  }
}
