import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { icon } from '../../lib/parts.ts';
import { cssVars } from '../../player/css-vars.ts';
import { lockOf } from '../store/lock.ts';
import { may } from '../store/room-state.ts';
import { fill, initials, timeOfDay, words } from '../words.ts';
import { chipOf, signed } from './member-chip.ts';
import { RoomElement } from './room-element.ts';

const mostFaces = 8;
const mostNeedles = 24;

/** The strip under the picture: the room's clock, how tightly one is locked to it, who controls, who is there. */
export class RoomStrip extends RoomElement {
  static override properties = { ...RoomElement.properties, time: { state: true } };

  declare time: string;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.time = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => (this.time = this.desk.clock.ready ? timeOfDay(this.desk.clock.now(), true) : this.time), 200);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  protected override render(): TemplateResult {
    const { state } = this.desk.store;
    const mode = state.settings?.mode;
    return html`<footer class="room__f" aria-label=${words.status}>
      <span class="mono clock" title=${words.clock}>${this.time === '' ? '--:--:--' : this.time}</span>
      <span class="lockst">${this.#lock()}${this.#meter()}</span>
      ${mode === undefined ? nothing : html`<span class="mode" title=${words.modeHint[mode]}>${icon('users', 'ic--16')}${words.mode[mode]}</span>`}
      <button type="button" class="fbtn" title=${`${words.resync} (R)`} @click=${() => this.#fire('resync')}>${icon('target', 'ic--16')}<span class="l2">${words.resync}</span> <kbd aria-hidden="true">R</kbd></button>
      <span class="end faces">${this.#faces()}</span>
      ${may(state, 'settings') ? html`<button type="button" class="fbtn" aria-haspopup="dialog" aria-label=${words.settings} title=${words.settings} @click=${() => this.#fire('settings')}>${icon('gear', 'ic--16')}</button>` : nothing}
      <button type="button" class="fbtn fbtn--on" aria-haspopup="dialog" @click=${() => this.#fire('invite')}>${icon('link', 'ic--16')}<span class="l2">${words.invite}</span></button>
    </footer>`;
  }

  #lock(): TemplateResult {
    const lock = lockOf(this.desk.view);
    const title = lock.word === 'uneven' ? words.unevenHint : lock.ms === undefined ? words.lock[lock.word] : fill(words.lockTitle, { n: lock.ms });
    return html`<span class="tally tally--${lock.lamp}" title=${title}>${words.lock[lock.word]}${lock.ms === undefined ? nothing : html` <span class="mono">${fill(words.lockMs, { n: lock.ms })}</span>`}</span>`;
  }

  /** All of them on one scale of -100 to +100 ms; the dead band is shaded. */
  #meter(): TemplateResult {
    const { state } = this.desk.store;
    const me = state.me?.id ?? '';
    const needles = [...state.members.keys()].slice(0, mostNeedles).flatMap((id) => {
      const { drift, state: at } = this.desk.syncOf(id);
      return drift === undefined || at === 'away' || id === me ? [] : [drift];
    });
    const own = this.desk.syncOf(me).drift;
    const place = (ms: number) => Math.max(-1, Math.min(1, ms / 100));
    const label = own === undefined ? words.meterNone : fill(words.meter, { n: needles.length + 1, ms: signed(Math.round(own)) });
    return html`<span class="meter" role="img" aria-label=${label}>${needles.map((ms) => html`<i class=${Math.abs(ms) > 60 ? 'off' : ''} ${cssVars({ '--d': place(ms) })}></i>`)}${own === undefined ? nothing : html`<i class="me" ${cssVars({ '--d': place(own) })}></i>`}</span>`;
  }

  #faces(): TemplateResult {
    const { state } = this.desk.store;
    const shown = [...state.members.values()].slice(0, mostFaces);
    const rest = state.memberCount - shown.length;
    return html`<span class="avs">${repeat(shown, (m) => m.id, (m) => {
      const chip = chipOf(m, this.desk.syncOf(m.id));
      return html`<span class="av av--s ${chip.ring}" title=${`${m.name}, ${chip.text}`} aria-hidden="true">${initials(m.name)}</span>`;
    })}${rest > 0 ? html`<span class="tc">+${rest}</span>` : nothing}</span>`;
  }

  #fire(what: 'resync' | 'invite' | 'settings'): void {
    this.dispatchEvent(new CustomEvent('roomask', { bubbles: true, detail: what }));
  }
}
