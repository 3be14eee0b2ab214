import { api, sentenceOf } from '../lib/api.ts';
import { copy } from '../lib/copy.ts';
import { words } from '../lib/words.ts';
import { toast } from '../shell/toast-lane.ts';

/** Makes an invitation and shows its link once. */
export class InviteForm extends HTMLElement {
  connectedCallback(): void {
    this.querySelector('form')?.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.make(event.target as HTMLFormElement);
    });
    this.querySelector('[data-copy]')?.addEventListener('click', () => void this.copyLink());
  }

  private async make(form: HTMLFormElement): Promise<void> {
    try {
      const made = await api<{ link: string }>('POST', '/api/invites', { role: new FormData(form).get('role') });
      const place = this.querySelector<HTMLElement>('[data-made]');
      const field = place?.querySelector('input');
      if (!place || !field) return;
      field.value = made.link;
      place.hidden = false;
      field.focus();
      field.select();
    } catch (error) {
      toast(sentenceOf(error, words.offline.title), 'bad');
    }
  }

  private async copyLink(): Promise<void> {
    if (await copy(this.querySelector<HTMLInputElement>('[data-made] input')?.value ?? '')) toast(words.upload.copied, 'ok');
  }
}
