import { api, ApiError, sentenceOf } from '../lib/api.ts';
import { words } from '../lib/words.ts';
import { toast } from '../shell/toast-lane.ts';

/** Wraps a form that speaks to the API: action and data-method, fields as JSON, the refusal beside the button. */
export class ApiForm extends HTMLElement {
  connectedCallback(): void {
    this.querySelector('form')?.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.send(event.target as HTMLFormElement);
    });
  }

  private async send(form: HTMLFormElement): Promise<void> {
    const error = form.querySelector<HTMLElement>('[data-error]');
    if (error) error.textContent = '';
    try {
      await api(form.dataset.method ?? 'POST', form.getAttribute('action') ?? '', Object.fromEntries(new FormData(form)));
      if (form.dataset.reset !== undefined) form.reset();
      if (form.dataset.reload !== undefined) location.reload();
      else toast(words.account.saved, 'ok');
    } catch (failure) {
      const sentence = sentenceOf(failure, words.offline.title);
      if (error && failure instanceof ApiError) error.textContent = sentence;
      else toast(sentence, 'bad');
    }
  }
}
