import { localise } from './moments.ts';
import { morph } from './morph.ts';

const shortest = 700;

/**
 * The part of an administrators' page that follows the database. The server tells by an event stream that something
 * changed and is asked for the page again; it stays the only renderer. A hidden tab holds no connection.
 */
export class LiveBoard extends HTMLElement {
  private stream: EventSource | undefined;
  private clock: ReturnType<typeof setInterval> | undefined;
  private fetching = false;
  private again = false;
  private last = 0;
  private readonly abort = new AbortController();
  /** How far this machine's clock is from the server's. */
  private skew = 0;

  connectedCallback(): void {
    const { signal } = this.abort;
    document.addEventListener('visibilitychange', () => this.follow(), { signal });
    addEventListener('popstate', () => this.soon(), { signal });
    addEventListener('online', () => this.soon(), { signal });
    addEventListener('pageshow', () => this.follow(), { signal });
    addEventListener('pagehide', () => this.hangUp(), { signal });
    this.clock = setInterval(() => localise(this, Date.now() + this.skew), 1_000);
    localise(this, Date.now());
    this.follow();
  }

  disconnectedCallback(): void {
    this.abort.abort();
    clearInterval(this.clock);
    this.hangUp();
  }

  /** Reads the page again now, or as soon as the reading under way is done. */
  soon(): void {
    if (this.fetching) {
      this.again = true;
      return;
    }
    this.fetching = true;
    const pause = Math.max(0, this.last + shortest - performance.now());
    setTimeout(() => void this.refresh(), pause);
  }

  /** Shows another address of this page, as a link would, without leaving it. */
  async go(address: string): Promise<void> {
    history.pushState(null, '', address);
    this.last = 0;
    await this.read();
  }

  private async refresh(): Promise<void> {
    try {
      await this.read();
    } finally {
      this.fetching = false;
      if (this.again) {
        this.again = false;
        this.soon();
      }
    }
  }

  private async read(): Promise<void> {
    const address = location.href;
    this.last = performance.now();
    let text: string;
    try {
      const response = await fetch(address, { credentials: 'same-origin', headers: { accept: 'text/html' }, cache: 'no-store', signal: AbortSignal.timeout(15_000) });
      // The session is over, or the account is no administrator any more: the whole page says so better.
      if (response.redirected || response.status === 401 || response.status === 403) return location.reload();
      if (!response.ok) throw new Error(String(response.status));
      const date = Date.parse(response.headers.get('date') ?? '');
      if (!Number.isNaN(date) && Math.abs(date - Date.now()) > 3_000) this.skew = date - Date.now();
      text = await response.text();
    } catch {
      return this.stale(true);
    }
    if (location.href !== address || !this.isConnected) return this.soon();
    const next = new DOMParser().parseFromString(text, 'text/html').querySelector('live-board');
    if (!next) return this.stale(true);
    localise(next, Date.now() + this.skew);
    this.stale(false);
    const focused = document.activeElement;
    morph(this, next);
    if (focused instanceof HTMLElement && focused.isConnected && document.activeElement !== focused) focused.focus({ preventScroll: true });
    this.dispatchEvent(new Event('board-changed', { bubbles: true }));
  }

  private follow(): void {
    if (document.visibilityState === 'hidden') return this.hangUp();
    if (this.stream || !this.dataset.stream) return;
    this.stream = new EventSource(this.dataset.stream);
    this.stream.addEventListener('changed', () => this.soon());
    this.stream.addEventListener('open', () => this.stale(false));
    this.stream.addEventListener('error', () => {
      this.stale(true);
      // The browser gives up where it was refused; a page that is looked at does not.
      if (this.stream?.readyState !== EventSource.CLOSED) return;
      this.hangUp();
      setTimeout(() => this.follow(), 4_000 + Math.random() * 2_000);
    });
  }

  private hangUp(): void {
    this.stream?.close();
    this.stream = undefined;
  }

  private stale(is: boolean): void {
    const note = this.querySelector<HTMLElement>('[data-stale]');
    if (note) note.hidden = !is;
  }
}

/** The board of this page. */
export function board(): LiveBoard | null {
  return document.querySelector<LiveBoard>('live-board');
}
