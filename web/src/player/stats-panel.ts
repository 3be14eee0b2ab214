import { html, type TemplateResult } from 'lit';
import { icon } from './icon.js';
import { words } from './words.js';

/** "Stats for nerds": figures of this moment, a row each. */
export function statsPanel(rows: readonly (readonly [string, string])[], close: () => void): TemplateResult {
  return html`<section class="stats" aria-label=${words.stats}>
    <button type="button" class="btn btn--ghost btn--icon btn--sm" aria-label=${words.close} @click=${close}>${icon('x')}</button>
    <dl>${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd class="mono">${value}</dd></div>`)}</dl>
  </section>`;
}
