import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { define } from '../../lib/light-element.ts';
import { icon } from '../../lib/parts.ts';
import { formatTime } from '../../player/time.ts';
import { may } from '../store/room-state.ts';
import type { QueueItem } from '../wire.ts';
import { fill, words } from '../words.ts';
import type { QueueSearch } from './queue-search.ts';
import { RoomElement } from './room-element.ts';

/** What plays after what. Edits name elements, never places: two at a time both mean what they say. */
export class RoomQueue extends RoomElement {
  #dragged: string | undefined;

  protected override render(): TemplateResult {
    const { state } = this.desk.store;
    const { queue } = state;
    const mayEdit = may(state, 'queueEdit');
    return html`<div class="sidehead">
        ${mayEdit
          ? html`<button type="button" class="btn btn--sm" aria-pressed=${queue.autoAdvance ? 'true' : 'false'} @click=${() => this.#mode(queue.mode, !queue.autoAdvance)}>${words.autoAdvance}</button>
            <label class="vh" for="queue-order">${words.order}</label><select id="queue-order" class="input input--sm" .value=${queue.mode} @change=${(e: Event) => this.#mode((e.target as HTMLSelectElement).value, queue.autoAdvance)}>
              ${(['sequential', 'repeat', 'shuffle'] as const).map((mode) => html`<option value=${mode} ?selected=${queue.mode === mode}>${words.orderOf[mode]}</option>`)}</select>`
          : nothing}
        ${may(state, 'queueAdd') ? html`<button type="button" class="btn btn--sm end" aria-haspopup="dialog" @click=${() => void import('./queue-search.ts').then(() => this.querySelector<QueueSearch>('queue-search')?.show())}>${icon('plus')}${words.add}</button>` : nothing}
      </div>
      ${queue.items.length === 0 ? html`<p class="chat__none muted small">${words.queueEmpty}</p>` : nothing}
      <ol class="queue">${repeat(queue.items, (q) => q.element, (q, i) => this.#item(q, i, queue.items, mayEdit))}</ol>
      <queue-search .desk=${this.desk}></queue-search>`;
  }

  #item(item: QueueItem, index: number, all: readonly QueueItem[], mayEdit: boolean): TemplateResult {
    const { state } = this.desk.store;
    const current = state.queue.current === item.element;
    const mine = item.addedBy?.id === state.me?.id && may(state, 'queueAdd');
    const button = (label: string, name: string, run: () => void, off = false) => html`<button type="button" class="btn btn--ghost btn--icon btn--sm" aria-label=${label} title=${label} ?disabled=${off} @click=${run}>${icon(name)}</button>`;
    return html`<li aria-current=${current ? 'true' : nothing} draggable=${mayEdit ? 'true' : 'false'} @dragstart=${() => (this.#dragged = item.element)} @dragover=${this.#over} @drop=${(e: DragEvent) => this.#drop(e, item, index, all)}>
      <span class="muted" aria-hidden="true">${icon(current ? 'play' : mayEdit ? 'drag' : 'film', 'ic--16')}</span>
      <span class="grow"><b class="clip" dir="auto">${item.title}</b><span class="tc">${current ? html`<span class="vh">${words.nowPlaying}, </span>` : nothing}${item.durationSeconds === null ? '' : formatTime(item.durationSeconds)}${item.addedBy ? html` <span class="muted" dir="auto">${fill(words.addedBy, { name: item.addedBy.name })}</span>` : nothing}</span></span>
      ${may(state, 'playback') && !current ? button(fill(words.playNow, { title: item.title }), 'play', () => this.desk.command({ do: 'item', element: item.element })) : nothing}
      ${mayEdit ? html`${button(fill(words.moveUp, { title: item.title }), 'up', () => this.#move(item.element, all[index - 2]?.element ?? null), index === 0)}
        ${button(fill(words.moveDown, { title: item.title }), 'down', () => this.#move(item.element, all[index + 1]?.element ?? null), index === all.length - 1)}` : nothing}
      ${(mayEdit || mine) && !current ? button(fill(words.removeItem, { title: item.title }), 'x', () => void this.desk.store.ask('room.queue.remove', { element: item.element })) : nothing}
    </li>`;
  }

  #mode(mode: string, autoAdvance: boolean): void {
    void this.desk.store.ask('room.queue.mode', { mode, autoAdvance });
  }

  #move(element: string, after: string | null): void {
    void this.desk.store.ask('room.queue.move', { element, after });
  }

  readonly #over = (event: DragEvent): void => {
    if (this.#dragged !== undefined) event.preventDefault();
  };

  #drop(event: DragEvent, item: QueueItem, index: number, all: readonly QueueItem[]): void {
    const dragged = this.#dragged;
    this.#dragged = undefined;
    if (dragged === undefined || dragged === item.element) return;
    event.preventDefault();
    const from = all.findIndex((q) => q.element === dragged);
    this.#move(dragged, from < index ? item.element : (all[index - 1]?.element ?? null));
  }
}

define('room-queue', RoomQueue);
