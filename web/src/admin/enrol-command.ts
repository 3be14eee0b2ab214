import { api, sentenceOf } from '../lib/api.ts';
import { copy } from '../lib/copy.ts';
import { fill, words } from '../lib/words.ts';
import { toast } from '../shell/toast-lane.ts';

interface Enrolment {
  token: string;
  expiresAt: string;
  command?: string;
}

/** Makes the one command that puts another machine to work. The token is shown once and kept nowhere. */
export class EnrolCommand extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener('click', (event) => {
      const target = event.target instanceof Element ? event.target : null;
      if (target?.closest('[data-make]')) void this.make();
      else if (target?.closest('[data-copy-line]')) void this.copyLine();
    });
  }

  private async make(): Promise<void> {
    try {
      const made = await api<Enrolment>('POST', '/api/worker/tokens', {});
      const line = this.querySelector('input');
      const until = this.querySelector<HTMLElement>('[data-until]');
      const shown = this.querySelector<HTMLElement>('[data-made]');
      if (!line || !until || !shown) return;
      line.value = made.command ?? `matinee worker --coordinator ${location.origin} --token ${made.token}`;
      const time = new Date(made.expiresAt).toLocaleString(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' });
      until.textContent = fill(until.dataset.text ?? '', { time });
      shown.hidden = false;
      line.focus();
      line.select();
    } catch (error) {
      toast(sentenceOf(error, words.offline.title), 'bad');
    }
  }

  private async copyLine(): Promise<void> {
    if (await copy(this.querySelector('input')?.value ?? '')) toast(words.admin.copied, 'ok');
  }
}
