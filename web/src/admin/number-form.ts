import { api, sentenceOf } from '../lib/api.ts';
import { words } from '../lib/words.ts';
import { toast } from '../shell/toast-lane.ts';
import { board } from './live-board.ts';

/** A form of numbers: sends them as JSON by data-method, says data-done, or the server's reason under the fields. */
export class NumberForm extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener('submit', (event) => {
      event.preventDefault();
      if (event.target instanceof HTMLFormElement) void this.send(event.target);
    });
  }

  private async send(form: HTMLFormElement): Promise<void> {
    const values = Object.fromEntries([...form.querySelectorAll('input')].map((input) => [input.name, input.valueAsNumber]));
    const place = form.querySelector('[data-error]');
    try {
      await api(form.dataset.method ?? 'POST', form.getAttribute('action') ?? '', values);
      if (place) place.textContent = '';
      if (form.dataset.done) toast(form.dataset.done, 'ok');
    } catch (error) {
      if (place) place.textContent = sentenceOf(error, words.offline.title);
    }
    board()?.soon();
  }
}
