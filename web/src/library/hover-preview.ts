import { clock } from '../lib/format.ts';
import { setRule } from '../lib/live-parts.ts';
import { parseStoryboard, type Tile } from './storyboard.ts';

const dwell = 400;
const perTile = 500;

/**
 * Wraps the cards: after 400 ms over one (on touch: a long press) its storyboard runs in place of the poster. Silent, stops
 * with the pointer, and shows one still picture where motion is unwanted.
 */
export class HoverPreview extends HTMLElement {
  private readonly storyboards = new Map<string, Promise<Tile[]>>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: ReturnType<typeof setInterval> | undefined;
  private card: HTMLElement | undefined;

  connectedCallback(): void {
    this.addEventListener('pointerover', (event) => this.over(event));
    this.addEventListener('pointerdown', (event) => this.over(event));
    for (const name of ['pointerup', 'pointercancel', 'pointerleave'] as const) this.addEventListener(name, () => this.end());
    this.addEventListener('focusin', (event) => this.aim(cardOf(event.target)));
    this.addEventListener('focusout', () => this.end());
    this.addEventListener('contextmenu', (event) => {
      if (this.running && matchMedia('(pointer: coarse)').matches) event.preventDefault();
    });
  }

  disconnectedCallback(): void {
    this.end();
  }

  private over(event: PointerEvent): void {
    if (event.pointerType !== 'mouse' && event.type === 'pointerover') return;
    this.aim(cardOf(event.target));
  }

  private aim(card: HTMLElement | null): void {
    if (card === this.card) return;
    this.end();
    if (!card?.dataset.storyboard) return;
    this.card = card;
    this.timer = setTimeout(() => void this.begin(card), dwell);
  }

  private async begin(card: HTMLElement): Promise<void> {
    const tiles = await this.tilesOf(card.dataset.storyboard!); // aim() looked.
    if (this.card !== card || tiles.length === 0) return;
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    let at = still ? Math.floor(tiles.length / 3) : 0;
    const show = () => {
      const tile = tiles[at % tiles.length];
      if (tile) this.paint(card, tile, (at % tiles.length) / tiles.length);
      at++;
    };
    card.classList.add('is-preview');
    show();
    if (!still) this.running = setInterval(show, perTile);
  }

  private paint(card: HTMLElement, tile: Tile, share: number): void {
    const picture = card.querySelector<HTMLElement>('.pic');
    if (!picture) return;
    let frame = picture.querySelector<HTMLElement>('.pic__story');
    if (!frame) {
      frame = document.createElement('span');
      frame.className = 'pic__story';
      frame.innerHTML = '<span class="scr"></span><span class="pic__bl"><span class="dur"></span></span><span class="rule rule--thin rule--onpic rule--cur" aria-hidden="true"></span>';
      frame.setAttribute('aria-hidden', 'true');
      picture.append(frame);
    }
    const scale = picture.clientWidth / tile.width;
    frame.style.backgroundImage = `url("${tile.url}")`;
    frame.style.backgroundPosition = `${-tile.x * scale}px ${-tile.y * scale}px`;
    frame.style.setProperty('--scale', String(scale));
    void this.size(frame, tile, scale);
    const time = frame.querySelector('.dur');
    if (time) time.textContent = clock(tile.from);
    setRule(frame.querySelector('.rule'), share);
  }

  // A sprite sheet is scaled as a whole, so its own width is needed.
  private async size(frame: HTMLElement, tile: Tile, scale: number): Promise<void> {
    const sheet = new Image();
    sheet.src = tile.url;
    await sheet.decode().catch(() => undefined);
    if (sheet.naturalWidth > 0) frame.style.backgroundSize = `${sheet.naturalWidth * scale}px auto`;
  }

  private tilesOf(address: string): Promise<Tile[]> {
    const url = new URL(address, location.href).href;
    let tiles = this.storyboards.get(url);
    if (!tiles) {
      tiles = fetch(url).then(async (response) => (response.ok ? parseStoryboard(await response.text(), url) : []), () => []);
      this.storyboards.set(url, tiles);
    }
    return tiles;
  }

  private end(): void {
    clearTimeout(this.timer);
    clearInterval(this.running);
    this.running = undefined;
    this.card?.classList.remove('is-preview');
    this.card?.querySelector('.pic__story')?.remove();
    this.card = undefined;
  }
}

function cardOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('.card') : null;
}
