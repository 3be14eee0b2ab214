import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../../lib/parts.ts';
import type { RoomDesk } from '../room-desk.ts';
import { may } from '../store/room-state.ts';
import type { ReadyCheck } from '../wire.ts';
import { fill, initials, listOf, words } from '../words.ts';

/** "4 of 5 are ready": over the picture, while the chat beside it stays usable. */
export function readyCard(check: ReadyCheck, desk: RoomDesk): TemplateResult {
  const { store } = desk;
  const { state } = store;
  const mine = check.members.find((m) => m.id === state.me?.id);
  const missing = check.members.filter((m) => !m.ready);
  const nameOf = (id: string) => state.members.get(id)?.name ?? '';
  const names = missing.map((m) => nameOf(m.id).split(' ')[0] ?? '').filter((n) => n !== '');
  const controls = may(state, 'playback') || check.by.id === state.me?.id;
  const cancel = () => void store.ask('room.ready.cancel');
  return html`<div class="ready" role="dialog" aria-labelledby="ready-title" @keydown=${(e: KeyboardEvent) => (e.key === 'Escape' && controls ? cancel() : undefined)}><div class="ready__b">
    <p class="tally tally--recv">${words.readyCheck}</p>
    <div role="status"><h2 id="ready-title">${fill(words.ready.title, { n: check.members.length - missing.length, all: check.members.length })}</h2></div>
    <p class="muted small" dir="auto">${fill(words.ready.text, { title: state.playback.item?.title ?? '' })}</p>
    <ul>${check.members.map((m) => html`<li><span class="av av--s" aria-hidden="true">${initials(nameOf(m.id))}</span><span class="clip" dir="auto">${nameOf(m.id)}</span>${stateOf(desk, m.id, m.ready)}</li>`)}</ul>
    <div class="row">
      ${mine === undefined || !mine.ready
        ? html`<button type="button" class="btn btn--primary" autofocus @click=${() => void store.ask('room.ready.set', { ready: true })}>${icon('check')}${words.ready.yes}</button>`
        : html`<button type="button" class="btn btn--primary" aria-pressed="true" title=${words.ready.undo} @click=${() => void store.ask('room.ready.set', { ready: false })}>${icon('check')}${words.ready.done}</button>`}
      ${may(state, 'playback') && missing.length > 0 && missing.length < check.members.length ? html`<button type="button" class="btn" @click=${() => void store.ask('room.countdown', { seconds: 3 })}>${fill(words.ready.startWithout, { names: listOf(names, 2) })}</button>` : nothing}
      ${controls ? html`<button type="button" class="btn btn--ghost end" @click=${cancel}>${words.cancel}</button>` : nothing}
    </div>
  </div></div>`;
}

function stateOf(desk: RoomDesk, member: string, ready: boolean): TemplateResult {
  if (ready) return html`<span class="st st--ok">${words.ready.is}</span>`;
  const buffering = desk.syncOf(member).state === 'buffer';
  return html`<span class="st st--wait">${buffering ? words.ready.buffering : words.ready.waiting}</span>`;
}
