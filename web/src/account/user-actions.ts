import { api, sentenceOf } from '../lib/api.ts';
import { words } from '../lib/words.ts';
import { toast } from '../shell/toast-lane.ts';

/** The row menus of the users table: data-patch names the field, data-value what it becomes. */
export class UserActions extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener('click', (event) => {
      const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-patch]') : null;
      if (button) void this.patch(button);
    });
  }

  private async patch(button: HTMLElement): Promise<void> {
    const id = button.closest<HTMLElement>('[data-user]')?.dataset.user;
    const { patch, value } = button.dataset;
    if (!id || !patch) return;
    try {
      await api('PATCH', `/api/users/${id}`, { [patch]: value });
      location.reload();
    } catch (error) {
      toast(sentenceOf(error, words.offline.title), 'bad');
    }
  }
}
