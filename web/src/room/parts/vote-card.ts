import { html, type TemplateResult } from 'lit';
import type { RoomDesk } from '../room-desk.ts';
import type { Vote } from '../wire.ts';
import { fill, words } from '../words.ts';

export function voteCard(vote: Vote, desk: RoomDesk): TemplateResult {
  const { state } = desk.store;
  const me = state.me?.id ?? '';
  const title = state.queue.items.find((i) => i.element === vote.element)?.title ?? '';
  const cast = (yes: boolean) => void desk.store.ask('room.vote.cast', { vote: vote.id, yes });
  const choice = (label: string, yes: boolean) => html`<button type="button" class="btn btn--sm" aria-pressed=${(yes ? vote.yes : vote.no).includes(me) ? 'true' : 'false'} @click=${() => cast(yes)}>${label}</button>`;
  return html`<div class="toast" role="group" aria-label=${fill(words.vote[vote.action], { title })}>
    <span class="grow"><b dir="auto">${fill(words.vote[vote.action], { title })}</b> <span class="muted" dir="auto">${fill(words.vote.by, { name: vote.by.name })}</span><br><span class="tc" role="status">${fill(words.vote.tally, { n: vote.yes.length, needed: vote.needed })}</span></span>
    ${choice(words.vote.yes, true)}${choice(words.vote.no, false)}
  </div>`;
}
