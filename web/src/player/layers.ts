import { html, nothing, type TemplateResult } from 'lit';
import { waitsForEncoder } from './growth.js';
import { icon } from './icon.js';
import type { NextUp, PlayerSetup, VideoProgress } from './setup.js';
import type { Failure, PlayerState } from './state.js';
import { formatTime } from './time.js';
import { fill, words } from './words.js';
import { cssVars } from './css-vars.js';

/** What lies over the picture and is not the bar. */

export function captionLines(fragments: readonly DocumentFragment[]): TemplateResult | typeof nothing {
  if (fragments.length === 0) return nothing;
  return html`<div class="caption" dir="auto">${fragments.map((f) => html`<p><span>${f}</span></p>`)}</div>`;
}

export function bigPlay(state: PlayerState, play: () => void): TemplateResult | typeof nothing {
  if (state.started || !state.paused || state.failure !== null) return nothing;
  return html`<button type="button" class="bigplay" aria-label=${words.playKey} @click=${play}>${icon('play', 'ic--24')}</button>`;
}

/** A stall is shown after a moment only (the sheet delays it); the encoder's pace is named at once. */
export function waiting(state: PlayerState): TemplateResult | typeof nothing {
  const { growth, position } = state;
  if (waitsForEncoder(growth, position, state.paused) && state.stalled) {
    return html`<p class="hold">${fill(words.waitsForEncoder, { time: formatTime(growth.available, growth.duration) })}
      <span class="rule rule--onpic rule--exists rule--thin" aria-hidden="true" ${cssVars({ '--v': growth.duration > 0 ? growth.available / growth.duration : 0 })}></span></p>`;
  }
  return (state.stalled || state.seeking) && !state.paused ? html`<p class="hold hold--late">${words.buffering}</p>` : nothing;
}

export function resumePrompt(at: number, duration: number, resume: () => void, restart: () => void): TemplateResult {
  return html`<div class="resume" role="group" aria-label=${words.resumeTitle}>
    <button type="button" class="btn btn--primary" @click=${resume}>${icon('play')}${words.resume} <span class="mono">${formatTime(at, duration)}</span></button>
    <button type="button" class="btn" @click=${restart}>${words.startOver}</button>
  </div>`;
}

export function nextCard(next: NextUp, seconds: number, go: () => void, cancel: () => void): TemplateResult {
  return html`<div class="nextup" role="group" aria-label=${words.upNext}>
    <p class="tc">${fill(words.nextIn, { n: seconds })}</p>
    <p class="nextup__t">${next.title}</p>
    <span class="rule rule--onpic rule--thin" aria-hidden="true" ${cssVars({ '--v': 1 - seconds / nextSeconds })}></span>
    <p class="row"><button type="button" class="btn btn--primary" @click=${go}>${words.playNow}</button><button type="button" class="btn" @click=${cancel}>${words.cancel}</button></p>
  </div>`;
}

export const nextSeconds = 8;

export function errorCard(failure: Failure, id: string, retry: () => void, copy: () => void): TemplateResult {
  return html`<div class="errcard" role="alert">
    <p class="st st--fail">${words.cannotPlay}</p>
    <h2>${failure.title}</h2>
    <p>${failure.detail}</p>
    <p class="row row--wrap"><button type="button" class="btn btn--primary" @click=${retry}>${icon('rotate')}${words.retry}</button></p>
    <p class="tc row">${id} · ${failure.code}<button type="button" class="btn btn--ghost btn--icon btn--sm" aria-label=${words.copyId} @click=${copy}>${icon('copy')}</button></p>
  </div>`;
}

/** Before there is anything to play: where the file is on its way. Becomes the player by itself. */
export function making(setup: PlayerSetup, news: VideoProgress | undefined): TemplateResult {
  const state = news?.state ?? setup.state;
  const progress = news?.progress ?? setup.progress;
  const title = { uploading: words.uploading, uploaded: words.uploaded, processing: words.processing, playable: '', ready: '', failed: '' }[state];
  const text = { uploading: words.uploadingText, uploaded: words.uploadedText, processing: words.processingText, playable: '', ready: '', failed: '' }[state];
  return html`<div class="making" role="status">
    <p class="st st--${state === 'processing' ? 'on' : 'wait'}">${title}</p>
    <p class="making__t">${text}</p>
    <span class="rule rule--onpic rule--exists" role="progressbar" aria-label=${title} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${Math.round(progress * 100)} ${cssVars({ '--v': progress })}></span>
    <p class="tc">${state === 'processing' ? fill(words.percentEncoded, { n: Math.floor(progress * 100) }) : words.opensByItself}</p>
  </div>`;
}
