import { html, nothing, type TemplateResult } from 'lit';
import { words } from '../words.ts';

export type SideTab = 'chat' | 'people' | 'queue';

const order: readonly SideTab[] = ['chat', 'people', 'queue'];

export function sideTabs(current: SideTab, counts: Readonly<Record<SideTab, number>>, turn: (tab: SideTab) => void): TemplateResult {
  const key = (event: KeyboardEvent) => {
    const at = order.indexOf(current);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + order.length, Home: 0, End: order.length - 1 }[event.key];
    const tab = to === undefined ? undefined : order[to % order.length];
    if (tab === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    turn(tab);
    (event.currentTarget as HTMLElement).querySelector<HTMLElement>(`#tab-${tab}`)?.focus();
  };
  return html`<div class="tabs" role="tablist" aria-label=${words.side} @keydown=${key}>${order.map((tab) => html`<button type="button" role="tab" id=${`tab-${tab}`} aria-controls=${`room-${tab}`}
    aria-selected=${tab === current ? 'true' : 'false'} tabindex=${tab === current ? '0' : '-1'} @click=${() => turn(tab)}>${words[tab]}${counts[tab] > 0 ? html` <span class="n">${counts[tab]}</span>` : nothing}</button>`)}</div>`;
}
