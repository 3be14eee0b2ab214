import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { bytes, wait } from '../lib/format.ts';
import { LightElement } from '../lib/light-element.ts';
import { icon, rule, when } from '../lib/parts.ts';
import { count, fill, words } from '../lib/words.ts';
import { Announcer } from './announcer.ts';
import { UploaderConnection } from './connection.ts';
import { isOpen, secondsLeft, type Queue, type UploadRow } from './queue.ts';
import { summaryOf } from './stages.ts';

/** The uploads, on every page: floats below on the right, docks on the upload page, a count on the link on narrow screens. */
export class UploadTray extends LightElement {
  private queue: Queue = [];
  private folded: boolean | undefined;
  private said = '';
  private readonly announcer = new Announcer();
  private stop: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.stop = UploaderConnection.get().listen((message) => {
      if (message.kind !== 'queue') return;
      this.queue = message.queue;
      this.said = this.announcer.next(this.queue) || this.said;
      this.countOnLink();
      this.requestUpdate();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop?.();
  }

  protected override render() {
    const rows = this.queue.filter((row) => row.state !== 'refused');
    if (rows.length === 0) return html`<p class="vh" role="status">${this.said}</p>`;
    const docked = this.hasAttribute('docked');
    // Done, it makes itself small until it is asked for.
    const folded = this.folded ?? (!docked && !rows.some(isOpen));
    return html`<aside class="tray ${docked ? 'tray--dock' : ''}" aria-label=${words.tray.label}>
      <header>
        <b>${count(words.tray.title, rows.length)}</b><span class="tc">${rows.some(isOpen) ? this.left(rows) : words.tray.ready}</span>
        <button class="btn btn--ghost btn--icon btn--sm end" aria-expanded=${String(!folded)}
          aria-label=${folded ? words.tray.expand : words.tray.collapse} @click=${() => this.fold(!folded)}>${icon(folded ? 'up' : 'down')}</button>
      </header>
      ${folded ? nothing : html`<ul>${repeat(rows.slice(0, 6), (row) => row.id, (row) => this.row(row))}</ul>${this.foot(rows, docked)}`}
      <p class="vh" role="status">${this.said}</p>
    </aside>`;
  }

  private row(row: UploadRow) {
    const { share, text, quiet } = summaryOf(row);
    const watchable = row.video?.state === 'playable' || row.video?.state === 'ready';
    return html`<li>
      <span class="row">
        ${watchable && row.videoId
          ? html`<a class="clip grow" href="/watch/${row.videoId}" dir="auto">${row.title}</a>`
          : html`<span class="clip grow" dir="auto">${row.title}</span>`}
        <span class="tc ${quiet ? '' : 'am'}">${text}</span>
      </span>
      ${rule(share, `thin exists ${quiet ? 'done' : 'cur'}`)}
      ${when(row.state === 'failed' || (row.state === 'paused' && row.error), () => html`<span class="tiny muted">${row.error}</span>`)}
    </li>`;
  }

  private foot(rows: UploadRow[], docked: boolean) {
    const busy = rows.some((row) => row.state === 'uploading' || row.state === 'waiting');
    const paused = rows.some((row) => row.state === 'paused');
    const uploader = UploaderConnection.get();
    return html`<footer>
      ${docked
        ? html`<span class="tiny muted">${fill(words.tray.total, { bytes: bytes(rows.reduce((sum, row) => sum + row.bytes, 0)) })}</span>`
        : html`<a class="tiny link" href="/upload">${words.tray.open}</a>`}
      ${busy
        ? html`<button class="btn btn--sm end" @click=${() => uploader.send({ kind: 'pauseAll' })}>${words.tray.pauseAll}</button>`
        : paused
          ? html`<button class="btn btn--sm end" @click=${() => uploader.send({ kind: 'resumeAll' })}>${words.tray.resumeAll}</button>`
          : html`<button class="btn btn--sm end" @click=${() => uploader.send({ kind: 'clear' })}>${words.tray.clear}</button>`}
    </footer>`;
  }

  private left(rows: UploadRow[]): string {
    const seconds = Math.max(...rows.map(secondsLeft).filter(Number.isFinite), 0);
    return seconds > 0 ? fill(words.tray.left, { time: wait(seconds) }) : '';
  }

  private fold(folded: boolean): void {
    this.folded = folded;
    this.requestUpdate();
  }

  /** Below 720 the tray is hidden: the upload link carries the number. */
  private countOnLink(): void {
    const open = this.queue.filter(isOpen).length;
    document.querySelector('[data-upload-link]')?.toggleAttribute('data-busy', open > 0);
  }
}
