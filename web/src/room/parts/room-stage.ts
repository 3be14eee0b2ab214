import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from '../../lib/parts.ts';
import { cssVars } from '../../player/css-vars.ts';
import { iconOf } from '../emotes.ts';
import { may, type Notice } from '../store/room-state.ts';
import type { Waiting } from '../sync/playback-state.ts';
import { eventText, fill, listOf, words } from '../words.ts';
import { countdownCard } from './countdown-card.ts';
import { readyCard } from './ready-card.ts';
import { RoomElement } from './room-element.ts';
import { voteCard } from './vote-card.ts';

const beatMs = 100;
/** Once started the number goes; the state that ends it may come a moment later. */
const countTailMs = 250;

const noticeIcon: Readonly<Partial<Record<Notice['what'], string>>> = { pause: 'pause', rate: 'gear', wait: 'later', problem: 'alert', hint: 'alert', next: 'next', letter: 'send' };

/** What a room lays over the picture: who did what, reactions, the ready check and the countdown, and what stands in the way. */
export class RoomStage extends RoomElement {
  static override properties = { ...RoomElement.properties, muted: { type: Boolean }, quality: {} };

  declare muted: boolean;
  declare quality: string;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.muted = false;
    this.quality = '';
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  protected override render(): TemplateResult {
    const { state } = this.desk.store;
    const now = this.desk.clock.now();
    const counting = state.countdown !== null && now < state.countdown.at + countTailMs ? state.countdown : null;
    this.#beat(counting !== null || Boolean(state.playback.waitingFor));
    return html`<div class="room__now"><b class="clip" dir="auto">${state.playback.item?.title ?? ''}</b><span class="mono">${this.quality}</span></div>
      <div class="toastlane">
        <div role="status">${state.notice === undefined ? nothing : toast(state.notice)}</div>
        ${state.playback.waitingFor ? this.#waiting(state.playback.waitingFor, now) : nothing}
        ${state.vote === null ? nothing : voteCard(state.vote, this.desk)}
        ${this.muted ? html`<button type="button" class="toast" @click=${() => this.#fire('unmute')}>${icon('mute')}<span>${words.mutedHere}. <b>${words.unmute}</b></span></button>` : nothing}
        ${this.desk.view.state === 'struggling' ? html`<div class="toast toast--bad" role="status"><span class="grow">${words.struggling}</span><button type="button" class="btn btn--sm" @click=${() => this.#fire('lower')}>${words.strugglingYes}</button></div>` : nothing}
      </div>
      <div class="rlane" aria-hidden="true">${repeat(state.flying, (f) => f.id, (f) => html`<span ${cssVars({ '--x': `${(f.id * 37) % 80}%` })}>${icon(iconOf(f.emote))}</span>`)}${state.flying.length > 0 ? html`<b class="rlane__n mono">${state.flying.length}</b>` : nothing}</div>
      ${state.ready !== null && counting === null ? readyCard(state.ready, this.desk) : nothing}
      ${counting === null ? nothing : countdownCard(counting, now)}
      ${this.#gate()}`;
  }

  #waiting(waiting: Waiting, now: number): TemplateResult {
    const left = Math.max(0, Math.ceil((waiting.deadline - now) / 1000));
    return html`<div class="toast toast--wait" role="status"><span class="grow"><b dir="auto">${fill(words.waitingFor, { names: listOf(waiting.members.map((m) => m.name)) })}</b> <span class="tc" aria-hidden="true">${fill(words.waitingLeft, { n: left })}</span></span>
      ${may(this.desk.store.state, 'playback') ? html`<button type="button" class="btn btn--sm" @click=${() => void this.desk.store.ask('room.wait.skip')}>${words.goOn}</button>` : nothing}</div>`;
  }

  /** The one thing that only the viewer can do. */
  #gate(): TemplateResult | typeof nothing {
    const { phase } = this.desk.view;
    if (phase !== 'blocked' && phase !== 'outside') return nothing;
    return html`<div class="gateway"><button type="button" class="btn btn--primary btn--big" @click=${() => this.#fire('join')}>${icon('play')}${words.join}</button><p>${phase === 'blocked' ? words.joinText : words.outsideText}</p></div>`;
  }

  #beat(on: boolean): void {
    if (on && this.#timer === undefined) this.#timer = setInterval(() => this.requestUpdate(), beatMs);
    if (!on && this.#timer !== undefined) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
  }

  #fire(what: 'join' | 'unmute' | 'lower'): void {
    this.dispatchEvent(new CustomEvent('roomask', { bubbles: true, detail: what }));
  }
}

function toast(notice: Notice): TemplateResult {
  const bad = notice.what === 'problem';
  const plain = notice.what === 'problem' || notice.what === 'hint';
  const text = notice.what === 'problem' || notice.what === 'hint' ? String(notice.detail ?? '') : eventText(notice.what, notice.who, notice.detail);
  return html`<div class="toast ${bad ? 'toast--bad' : ''}">${icon(noticeIcon[notice.what] ?? 'play', 'ic--16')}<span dir="auto">${plain || notice.who === '' || !text.startsWith(notice.who) ? text : html`<b>${notice.who}</b>${text.slice(notice.who.length)}`}</span></div>`;
}
