import { html, nothing, type TemplateResult } from 'lit';
import { api, sentenceOf } from '../../lib/api.ts';
import { define } from '../../lib/light-element.ts';
import { icon } from '../../lib/parts.ts';
import { formatTime } from '../../player/time.ts';
import { fill, words } from '../words.ts';
import { RoomElement } from './room-element.ts';

interface Found {
  readonly id: string;
  readonly title: string;
  readonly durationSeconds?: number | null;
  readonly state: string;
}

const pauseMs = 200;

/** Finds videos that this member may see and puts them into the queue. */
export class QueueSearch extends RoomElement {
  static override properties = { ...RoomElement.properties, found: { state: true }, said: { state: true } };

  declare found: readonly Found[] | undefined;
  declare said: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor() {
    super();
    this.found = undefined;
    this.said = '';
  }

  show(): void {
    // Just defined, it may not have drawn itself yet.
    void this.updateComplete.then(() => this.querySelector('dialog')?.showModal());
    void this.#search('');
  }

  protected override render(): TemplateResult {
    return html`<dialog class="dlg" aria-labelledby="queue-search-title" @click=${this.#backdrop} @keydown=${(e: Event) => e.stopPropagation()}>
      <header class="panel__h"><h2 id="queue-search-title">${words.findVideo}</h2><button type="button" class="btn btn--ghost btn--icon btn--sm end" aria-label=${words.close} @click=${this.#close}>${icon('x')}</button></header>
      <div class="dlg__b">
        <label class="vh" for="queue-search-text">${words.findHint}</label>
        <input class="input" id="queue-search-text" type="search" placeholder=${words.findHint} autocomplete="off" autofocus @input=${this.#typed}>
        ${this.found?.length === 0 ? html`<p class="muted small">${words.noVideo}</p>` : nothing}
        <ul class="found">${(this.found ?? []).map((video) => html`<li><span class="grow"><b class="clip" dir="auto">${video.title}</b><span class="tc">${video.durationSeconds ? formatTime(video.durationSeconds) : ''}</span></span>
          <button type="button" class="btn btn--sm" aria-label=${fill(words.addVideo, { title: video.title })} @click=${() => void this.#add(video)}>${icon('plus')}${words.add}</button></li>`)}</ul>
        <p class="small" role="status">${this.said}</p>
      </div>
    </dialog>`;
  }

  readonly #typed = (event: Event): void => {
    const text = (event.target as HTMLInputElement).value;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#search(text), pauseMs);
  };

  async #search(text: string): Promise<void> {
    const turn = ++this.#asked;
    const query = new URLSearchParams({ limit: '20', ...(text.trim() === '' ? {} : { q: text.trim() }) });
    try {
      const page = await api<{ readonly items: readonly Found[] }>('GET', `/api/videos?${query}`);
      if (turn === this.#asked) this.found = page.items.filter((v) => v.state === 'ready' || v.state === 'playable');
    } catch (error) {
      this.said = sentenceOf(error, words.offline);
    }
  }

  async #add(video: Found): Promise<void> {
    this.said = (await this.desk.store.ask('room.queue.add', { videoId: video.id })) ? words.added : '';
  }

  readonly #close = (): void => this.querySelector('dialog')?.close();

  readonly #backdrop = (event: Event): void => {
    if (event.target === event.currentTarget) this.#close();
  };
}

define('queue-search', QueueSearch);
