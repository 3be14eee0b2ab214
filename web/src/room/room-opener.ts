import { ApiError, sentenceOf } from '../lib/api.ts';
import { createRoom } from './room-api.ts';

/** "Watch together": the dialog that the server has painted asks for a name and who controls, and opens the room. */
export class RoomOpener extends HTMLElement {
  #stop = new AbortController();

  connectedCallback(): void {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const dialog = this.querySelector('dialog');
    this.querySelector('[data-do="together"]')?.addEventListener('click', () => dialog?.showModal(), { signal });
    this.querySelector('[data-do="close"]')?.addEventListener('click', () => dialog?.close(), { signal });
    dialog?.addEventListener('click', (event) => event.target === dialog && dialog.close(), { signal });
    this.querySelector('form')?.addEventListener('submit', (event) => void this.#open(event), { signal });
  }

  disconnectedCallback(): void {
    this.#stop.abort();
  }

  async #open(event: Event): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const data = new FormData(form);
    const status = form.querySelector('[role="status"]');
    const button = form.querySelector<HTMLButtonElement>('button.btn--primary');
    if (button !== null) button.disabled = true;
    try {
      const room = await createRoom({ videoId: this.dataset.video ?? '', name: String(data.get('name') ?? '').trim(), mode: String(data.get('mode') ?? 'host') });
      location.assign(room.url);
    } catch (error) {
      if (!(error instanceof ApiError) && !(error instanceof TypeError)) throw error;
      if (status !== null) status.textContent = sentenceOf(error, this.dataset.offline ?? '');
      if (button !== null) button.disabled = false;
    }
  }
}
