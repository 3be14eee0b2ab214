import type { MatineePlayer } from '../player/player.js';
import { encodingNow, type VideoProgress } from '../player/setup.js';
import type { ShareDialog } from '../player/share-dialog.js';
import { feedOf } from '../player/video-feed.js';
import { fill, words } from '../player/words.js';

/** What stands under the picture: the live encoding line, the description's "show more", sharing and captions. */
export class WatchPage extends HTMLElement {
  #stop = new AbortController();

  connectedCallback(): void {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.addEventListener('click', (event) => this.#click(event), { signal });
    this.querySelector<HTMLFormElement>('form[data-captions]')?.addEventListener('submit', (event) => void this.#upload(event), { signal });
    const id = this.dataset.video ?? '';
    if (this.dataset.live !== undefined) signal.addEventListener('abort', feedOf(id).watch((video) => this.#progress(video)));
    this.#clamp();
  }

  disconnectedCallback(): void {
    this.#stop.abort();
  }

  #click(event: Event): void {
    const button = (event.target as Element).closest<HTMLElement>('[data-do]');
    const player = document.querySelector<MatineePlayer>('matinee-player');
    switch (button?.dataset.do) {
      case 'share':
        document.querySelector<ShareDialog>('share-dialog')?.show(player?.store.state.position ?? 0);
        break;
      case 'captions':
        this.querySelector<HTMLDialogElement>('dialog[data-captions]')?.showModal();
        break;
      case 'close':
        button.closest('dialog')?.close();
        break;
      case 'more':
        this.#toggleMore(button);
        break;
      case 'stats':
      case 'keys':
        player?.run(button.dataset.do === 'stats' ? { do: 'stats' } : { do: 'help' });
        this.querySelector('details')?.removeAttribute('open');
        break;
      case 'copy-id':
        void player?.copy(button.dataset.id ?? '');
        this.querySelector('details')?.removeAttribute('open');
        break;
    }
  }

  /** The button is only there where something is hidden. */
  #clamp(): void {
    const text = this.querySelector<HTMLElement>('.desc__t');
    const button = this.querySelector<HTMLElement>('[data-do="more"]');
    if (text !== null && button !== null) button.hidden = text.scrollHeight <= text.clientHeight + 1;
  }

  #toggleMore(button: HTMLElement): void {
    const open = this.querySelector('.desc')?.toggleAttribute('data-open') ?? false;
    button.textContent = open ? words.showLess : words.showMore;
    button.setAttribute('aria-expanded', open ? 'true' : 'false');
  }

  #progress(video: VideoProgress): void {
    const line = this.querySelector<HTMLElement>('[data-encoding]');
    if (line === null) return;
    const now = encodingNow(video);
    line.hidden = now === undefined || video.state === 'failed';
    if (now === undefined) return;
    const [name, percent] = [line.querySelector('[data-name]'), line.querySelector('[data-percent]')];
    if (name !== null) name.textContent = fill(words.encodingRung, { name: now.name });
    if (percent !== null) percent.textContent = `${now.percent} %`;
  }

  async #upload(event: Event): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const status = form.querySelector<HTMLElement>('[role="status"]');
    const say = (text: string) => {
      if (status !== null) status.textContent = text;
    };
    const data = new FormData(form);
    const file = data.get('file');
    if (!(file instanceof File) || file.size === 0) return;
    say(words.sending);
    const query = new URLSearchParams({ language: String(data.get('language') ?? ''), label: String(data.get('label') ?? '') });
    const type = file.name.toLowerCase().endsWith('.srt') ? 'application/x-subrip' : 'text/vtt';
    try {
      const answer = await fetch(`/api/videos/${encodeURIComponent(this.dataset.video ?? '')}/captions?${query}`, { method: 'POST', headers: { 'content-type': type }, body: file });
      const problem = answer.ok ? undefined : ((await answer.json()) as { title?: string; detail?: string });
      say(problem === undefined ? words.captionsAdded : (problem.detail ?? problem.title ?? words.captionsRefused));
      if (problem === undefined) location.reload();
    } catch (error) {
      say(`${words.captionsRefused}: ${String((error as Error).message)}`);
    }
  }
}

customElements.define('watch-page', WatchPage);
