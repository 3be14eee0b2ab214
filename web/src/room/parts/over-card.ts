import { html, nothing, type TemplateResult } from 'lit';
import type { Ending } from '../room-link.ts';
import { fill, words } from '../words.ts';

/** The room is over for this page: why, and where to go from here. */
export function overCard(ending: Ending, reason: string, again: () => void): TemplateResult {
  const mayReturn = ending !== 'banned' && ending !== 'closed';
  return html`<div class="frame door">
    <h1>${words.over[ending]}</h1>
    <p class="muted" dir="auto">${reason === '' ? words.over.text : fill(words.over.reason, { reason })}</p>
    <p class="row row--wrap"><a class="btn btn--primary" href="/">${words.over.library}</a>${mayReturn ? html`<button type="button" class="btn" @click=${again}>${words.over.again}</button>` : nothing}</p>
  </div>`;
}
