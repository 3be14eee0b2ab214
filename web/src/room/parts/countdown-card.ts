import { html, type TemplateResult } from 'lit';
import { cssVars } from '../../player/css-vars.ts';
import type { Countdown } from '../wire.ts';
import { fill, timeOfDay, words } from '../words.ts';

/** The big number over the dimmed picture; every page shows the same one, because it is read off the room's clock. */
export function countdownCard(countdown: Countdown, now: number): TemplateResult {
  const left = countdown.at - now;
  const shown = Math.max(1, Math.min(countdown.seconds, Math.ceil(left / 1000)));
  const share = 1 - Math.max(0, Math.min(1, left / (countdown.seconds * 1000)));
  return html`<div class="count" role="timer">
    <p class="count__l">${words.count.label}</p>
    <p class="count__n" aria-hidden="true"><span>${shown}</span></p>
    <p class="vh" aria-live="assertive">${fill(words.count.spoken, { n: shown })}</p>
    <span class="rule rule--onpic rule--cur" aria-hidden="true" ${cssVars({ '--v': share, '--tick': '12px' })}></span>
    <p class="mono">${fill(words.count.at, { time: `${timeOfDay(countdown.at, true)}.${String(Math.floor(countdown.at % 1000)).padStart(3, '0')}` })}</p>
  </div>`;
}
