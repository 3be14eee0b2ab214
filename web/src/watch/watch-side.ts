import { chapterIndexAt, chapterProgress } from '../player/chapters.js';
import type { MatineePlayer } from '../player/player.js';
import { html, nothing, render } from 'lit';
import { storyPicture } from '../player/story-picture.js';
import { tileAt } from '../player/storyboard.js';
import { formatTime } from '../player/time.js';
import { words } from '../player/words.js';

/**
 * The column beside the picture. The server has painted tabs, chapters and what is next; this adds the keys of a tab list, marks
 * the chapter that plays, gives chapters their pictures and writes the transcript.
 */
export class WatchSide extends HTMLElement {
  #player: MatineePlayer | null = null;
  #stop = new AbortController();
  #marked = -2;
  #pictured = 0;
  #lines: readonly { readonly start: number; readonly text: string }[] = [];
  #shownLines = '';

  connectedCallback(): void {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    for (const tab of this.#tabs()) tab.addEventListener('click', () => this.#select(tab), { signal });
    this.querySelector('[role="tablist"]')?.addEventListener('keydown', (event) => this.#key(event as KeyboardEvent), { signal });
    document.addEventListener('showchapters', () => this.#showChapters(), { signal });
    void customElements.whenDefined('matinee-player').then(() => {
      this.#player = document.querySelector<MatineePlayer>('matinee-player');
      const stop = this.#player?.store?.watch(() => this.#follow());
      if (stop !== undefined) signal.addEventListener('abort', stop);
      this.#follow();
    });
  }

  disconnectedCallback(): void {
    this.#stop.abort();
  }

  #tabs(): HTMLElement[] {
    return Array.from(this.querySelectorAll<HTMLElement>('[role="tab"]'));
  }

  #select(tab: HTMLElement, focus = false): void {
    for (const other of this.#tabs()) {
      const on = other === tab;
      other.setAttribute('aria-selected', on ? 'true' : 'false');
      other.tabIndex = on ? 0 : -1;
      const panel = this.querySelector<HTMLElement>(`#${other.getAttribute('aria-controls') ?? ''}`);
      if (panel !== null) panel.hidden = !on;
    }
    if (focus) tab.focus();
    this.#follow();
  }

  #key(event: KeyboardEvent): void {
    const tabs = this.#tabs();
    const index = tabs.findIndex((t) => t.getAttribute('aria-selected') === 'true');
    const to = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: tabs.length - 1 }[event.key];
    const tab = to === undefined ? undefined : tabs.at(to % tabs.length);
    if (tab === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.#select(tab, true);
  }

  #showChapters(): void {
    const tab = this.#tabs().find((t) => t.getAttribute('aria-controls') === 'side-chapters');
    if (tab !== undefined) this.#select(tab, true);
    this.scrollIntoView({ block: 'nearest', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
  }

  #follow(): void {
    const player = this.#player;
    if (player?.store === undefined) return;
    const { chapters, position, growth } = player.store.state;
    const links = Array.from(this.querySelectorAll<HTMLAnchorElement>('.chlist a'));
    const current = player.store.state.started || position > 0 ? chapterIndexAt(chapters, position) : -1;
    if (current !== this.#marked) this.#mark(links, current);
    links[current]?.querySelector<HTMLElement>('.rule')?.style.setProperty('--v', String(chapterProgress(chapters, current, position, growth.duration)));
    if (player.session !== undefined && player.session.tiles.length !== this.#pictured) this.#picture(links, player);
    this.#transcribe(player);
  }

  #mark(links: readonly HTMLAnchorElement[], current: number): void {
    this.#marked = current;
    for (const [i, link] of links.entries()) {
      link.toggleAttribute('aria-current', i === current);
      if (i === current) link.setAttribute('aria-current', 'true');
      const rule = link.querySelector<HTMLElement>('.rule');
      if (rule !== null) rule.hidden = i !== current;
    }
  }

  #picture(links: readonly HTMLAnchorElement[], player: MatineePlayer): void {
    const { tiles } = player.session;
    this.#pictured = tiles.length;
    for (const link of links) {
      const place = link.querySelector<HTMLElement>('.pic');
      const tile = tileAt(tiles, Number(link.dataset.at) + 1);
      if (place !== null && tile !== undefined) render(storyPicture(tile, place.clientWidth || 104), place);
    }
  }

  #transcribe(player: MatineePlayer): void {
    const panel = this.querySelector<HTMLElement>('#side-transcript');
    if (panel === null || panel.hidden) return;
    const { captions, caption, position, growth } = player.store.state;
    const id = caption !== '' ? caption : (captions[0]?.id ?? '');
    // A track without a reader has no cues: looking at the transcript makes one load, unseen.
    const track = player.video.textTracks[Number(id)];
    if (id !== '' && track !== undefined && track.mode === 'disabled') track.mode = 'hidden';
    const lines = id === '' ? [] : player.captions.lines(id);
    const key = `${id}:${lines.length}`;
    if (key !== this.#shownLines) {
      this.#shownLines = key;
      this.#lines = lines;
      render(
        lines.length === 0
          ? html`<p class="muted small side__none">${words.transcriptEmpty}</p>`
          : html`<ol class="lines">${lines.map((l) => html`<li><a href="?t=${Math.floor(l.start)}" data-at=${l.start}><span class="tc">${formatTime(l.start, growth.duration)}</span><span dir="auto">${l.text === '' ? nothing : l.text}</span></a></li>`)}</ol>`,
        panel,
      );
    }
    const now = this.#lines.findLastIndex((l) => l.start <= position);
    for (const [i, link] of Array.from(panel.querySelectorAll('a')).entries()) link.toggleAttribute('data-now', i === now);
  }
}

customElements.define('watch-side', WatchSide);
