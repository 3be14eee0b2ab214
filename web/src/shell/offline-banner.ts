import { html, nothing } from 'lit';
import { LightElement } from '../lib/light-element.ts';
import { icon } from '../lib/parts.ts';
import { fill, words } from '../lib/words.ts';
import { toast } from './toast-lane.ts';

const longest = 30;

/** Shows when the network or the server is away, tries by itself with growing pauses, and goes when it answers. */
export class OfflineBanner extends LightElement {
  private away = false;
  private pause = 2;
  private left = 0;
  private timer: ReturnType<typeof setInterval> | undefined;
  private readonly onOffline = () => this.begin();
  private readonly onOnline = () => void this.check();

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('offline', this.onOffline);
    addEventListener('online', this.onOnline);
    if (!navigator.onLine) this.begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('offline', this.onOffline);
    removeEventListener('online', this.onOnline);
    clearInterval(this.timer);
  }

  protected override render() {
    if (!this.away) return nothing;
    return html`<div class="banner">
      ${icon('off')}<span><strong role="status">${words.offline.title}</strong> <span class="tc">${fill(words.offline.text, { n: this.left })}</span></span>
      <button class="btn btn--sm" @click=${() => void this.check()}>${words.offline.retry}</button>
    </div>`;
  }

  private begin(): void {
    if (this.away) return;
    this.away = true;
    this.pause = 2;
    this.left = this.pause;
    this.timer = setInterval(() => this.tick(), 1_000);
    this.requestUpdate();
  }

  private tick(): void {
    this.left--;
    this.requestUpdate();
    if (this.left <= 0) void this.check();
  }

  private async check(): Promise<void> {
    if (!this.away) return;
    this.pause = Math.min(longest, this.pause * 2);
    this.left = this.pause;
    const answered = await fetch('/health', { cache: 'no-store' }).then((response) => response.ok, () => false);
    if (!answered || !this.away) return this.requestUpdate();
    this.away = false;
    clearInterval(this.timer);
    this.requestUpdate();
    toast(words.offline.back, 'ok');
  }
}
