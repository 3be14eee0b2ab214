import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { chapterAt, type Chapter } from './chapters.js';
import { cssVars } from './css-vars.js';
import { clampSeek, fraction, nothingYet, type Growth } from './growth.js';
import { ask, send } from './requests.js';
import { tileAt, type StoryTile } from './storyboard.js';
import { formatTime, spokenTime } from './time.js';
import { storyPicture } from './story-picture.js';
import { words } from './words.js';

/** The seek bar: the timeline rule with chapter marks, what exists, what is buffered, what was played, and a preview. */
export class PlayerScrubber extends LitElement {
  static override properties = {
    position: { type: Number },
    growth: { attribute: false },
    buffered: { attribute: false },
    chapters: { attribute: false },
    tiles: { attribute: false },
    hover: { state: true },
    drag: { state: true },
  };

  declare position: number;
  declare growth: Growth;
  declare buffered: readonly (readonly [number, number])[];
  declare chapters: readonly Chapter[];
  declare tiles: readonly StoryTile[];
  declare hover: number | undefined;
  declare drag: number | undefined;

  constructor() {
    super();
    this.position = 0;
    this.growth = nothingYet;
    this.buffered = [];
    this.chapters = [];
    this.tiles = [];
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    const { duration, available, growing } = this.growth;
    const shown = this.drag ?? this.position;
    const range = this.buffered.find(([from, to]) => from <= shown + 0.1 && to >= shown);
    const vars = { '--v': fraction(shown, duration), '--b': fraction(Math.max(shown, range?.[1] ?? 0), duration), '--avail': growing ? fraction(available, duration) : 1 };
    return html`<div class="scrub" @pointermove=${this.#move} @pointerleave=${this.#leave} @pointerdown=${this.#down} @pointerup=${this.#up} @pointercancel=${this.#cancel}>
      ${this.#preview()}
      <span class="rule rule--onpic" role="slider" tabindex="0" aria-label=${words.seek} aria-valuemin="0" aria-valuemax=${Math.floor(duration)}
        aria-valuenow=${Math.floor(shown)} aria-valuetext=${this.#spoken(shown)} @keydown=${this.#key} ${cssVars(vars)}></span>
      ${this.chapters.filter((c) => c.start > 0).map((c) => html`<i class="cm" ${cssVars({ '--at': fraction(c.start, duration) })}></i>`)}
      ${this.hover === undefined ? nothing : html`<i class="hoverline" ${cssVars({ '--at': fraction(this.hover, duration) })}></i>`}
    </div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('hover')) this.#placePreview();
  }

  #spoken(shown: number): string {
    const { duration, available, growing } = this.growth;
    const text = words.position.replace('{position}', spokenTime(shown)).replace('{duration}', spokenTime(duration));
    return growing ? `${text}, ${words.encodedTo.replace('{time}', spokenTime(available))}` : text;
  }

  #preview(): TemplateResult | typeof nothing {
    const at = this.hover;
    if (at === undefined) return nothing;
    const tile = tileAt(this.tiles, at);
    const missing = this.growth.growing && at > this.growth.available;
    return html`<div class="story" ${cssVars({ '--at': fraction(at, this.growth.duration) })}>
      ${tile === undefined || missing ? nothing : storyPicture(tile, 208)}
      <div><span class="mono">${formatTime(at, this.growth.duration)}</span><span class="clip">${missing ? words.notEncoded : chapterAt(this.chapters, at)?.title}</span></div>
    </div>`;
  }

  // The preview stays inside the bar: at its ends it stops, and only the line goes on.
  #placePreview(): void {
    const story = this.querySelector<HTMLElement>('.story');
    const bar = this.querySelector<HTMLElement>('.scrub');
    if (story === null || bar === null || this.hover === undefined) return;
    const width = bar.clientWidth;
    const half = story.offsetWidth / 2;
    const x = fraction(this.hover, this.growth.duration) * width;
    story.style.setProperty('--at', String(width > 0 ? Math.min(width - half, Math.max(half, x)) / width : 0));
  }

  #timeAt(event: PointerEvent): number {
    const box = (this.querySelector('.rule') ?? this).getBoundingClientRect();
    const share = box.width > 0 ? (event.clientX - box.left) / box.width : 0;
    const fromStart = getComputedStyle(this).direction === 'rtl' ? 1 - share : share;
    return Math.min(1, Math.max(0, fromStart)) * this.growth.duration;
  }

  #move(event: PointerEvent): void {
    const time = this.#timeAt(event);
    this.hover = time;
    if (this.drag !== undefined) this.drag = clampSeek(this.growth, time).position;
  }

  #leave(): void {
    if (this.drag === undefined) this.hover = undefined;
  }

  #down(event: PointerEvent): void {
    if (event.button !== 0 || this.growth.duration <= 0) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.drag = clampSeek(this.growth, this.#timeAt(event)).position;
  }

  #up(event: PointerEvent): void {
    if (this.drag === undefined) return;
    this.drag = undefined;
    this.#seek(this.#timeAt(event));
    if (event.pointerType !== 'mouse') this.hover = undefined;
  }

  #cancel(): void {
    this.drag = undefined;
    this.hover = undefined;
  }

  // Arrows, Home, End and Ctrl+arrows are the player's own keys; only the slider's page keys are here.
  #key(event: KeyboardEvent): void {
    const step = { PageUp: 0.1, PageDown: -0.1 }[event.key];
    const fine = { ArrowUp: 5, ArrowDown: -5 }[event.key];
    if (step === undefined && fine === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.#seek(this.position + (fine ?? (step ?? 0) * this.growth.duration));
  }

  #seek(to: number): void {
    send(this, ask('mediaseekrequest', Math.min(Math.max(0, to), this.growth.duration)));
  }
}

customElements.define('player-scrubber', PlayerScrubber);
