import { api, sentenceOf } from '../lib/api.ts';
import { copy } from '../lib/copy.ts';
import { words } from '../lib/words.ts';
import { toast } from '../shell/toast-lane.ts';

/** The form that makes a key: the answer is shown once, in the page, and never stored. */
export class ApiKeys extends HTMLElement {
  connectedCallback(): void {
    this.querySelector('form')?.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.create(event.target as HTMLFormElement);
    });
    this.addEventListener('click', (event) => {
      const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-revoke]') : null;
      if (button?.dataset.revoke) void this.revoke(button, button.dataset.revoke);
    });
    this.querySelector('[data-copy]')?.addEventListener('click', () => void this.copyKey());
  }

  private async create(form: HTMLFormElement): Promise<void> {
    try {
      const name = String(new FormData(form).get('name') ?? '').trim();
      const made = await api<{ key: string }>('POST', '/api/me/api-keys', { name });
      const panel = this.querySelector<HTMLElement>('[data-made]');
      const field = panel?.querySelector('input');
      if (!panel || !field) return;
      field.value = made.key;
      panel.hidden = false;
      field.focus();
      field.select();
      form.reset();
    } catch (error) {
      toast(sentenceOf(error, words.offline.title), 'bad');
    }
  }

  private async revoke(button: HTMLElement, address: string): Promise<void> {
    try {
      await api('DELETE', address);
      button.closest('tr')?.remove();
    } catch (error) {
      toast(sentenceOf(error, words.offline.title), 'bad');
    }
  }

  private async copyKey(): Promise<void> {
    if (await copy(this.querySelector<HTMLInputElement>('[data-made] input')?.value ?? '')) toast(words.account.copied, 'ok');
  }
}
