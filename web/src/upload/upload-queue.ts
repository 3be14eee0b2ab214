import { html } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { LightElement } from '../lib/light-element.ts';
import { icon } from '../lib/parts.ts';
import { words } from '../lib/words.ts';
import { UploaderConnection } from '../uploads/connection.ts';
import type { Queue } from '../uploads/queue.ts';

/** The upload page: the place to drop, and a row a file. */
export class UploadQueue extends LightElement {
  private queue: Queue = [];
  private stop: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    const uploader = UploaderConnection.get();
    this.stop = uploader.listen((message) => {
      if (message.kind !== 'queue') return;
      this.queue = message.queue;
      this.requestUpdate();
    });
    uploader.watch(() => undefined);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop?.();
  }

  protected override render() {
    return html`<section class="uplq" aria-label=${words.upload.files}>
      <div class="drop ${this.queue.length === 0 ? 'drop--big' : ''}">
        ${icon('upload', 'ic--24')}
        <p><b>${this.queue.length === 0 ? words.upload.dropTitle : words.upload.dropMore}</b><br><span class="small muted">${words.upload.dropNote}</span></p>
        <button class="btn ${this.queue.length === 0 ? 'btn--primary' : ''}" @click=${this.choose}>${words.upload.choose}</button>
        <input class="vh" type="file" multiple accept="video/*,audio/*,.mkv,.mxf,.ts,.m2ts,.mts,.vob" aria-label=${words.upload.choose} tabindex="-1" @change=${this.chosen}>
      </div>
      ${repeat([...this.queue].reverse(), (row) => row.id, (row) => html`<upload-row .row=${row}></upload-row>`)}
    </section>`;
  }

  private choose(): void {
    this.querySelector<HTMLInputElement>('.drop input')?.click();
  }

  private chosen(event: Event): void {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    input.value = '';
    if (files.length > 0) UploaderConnection.get().send({ kind: 'add', files });
  }
}
