import { api, sentenceOf } from '../lib/api.ts';
import { ask } from '../lib/ask.ts';
import { copy } from '../lib/copy.ts';
import { words } from '../lib/words.ts';
import { toast } from '../shell/toast-lane.ts';
import { board } from './live-board.ts';

/**
 * Buttons that the server describes: data-api is the method, data-path the address, data-body the JSON; data-ask with
 * data-why and data-yes is asked first, data-done is said afterwards. data-copy copies.
 */
export async function act(button: HTMLElement): Promise<void> {
  const { api: method, path, body, ask: question, why, yes, done, copy: text } = button.dataset;
  if (text !== undefined) {
    if (await copy(text)) toast(words.admin.copied, 'ok');
    return;
  }
  if (!method || !path) return;
  if (question && !(await ask(question, why ?? '', yes ?? question, words.sheet.cancel))) return;
  button.setAttribute('aria-disabled', 'true');
  try {
    await api(method, path, body ? JSON.parse(body) : undefined);
    if (done) toast(done, 'ok');
  } catch (error) {
    toast(sentenceOf(error, words.offline.title), 'bad');
  } finally {
    button.removeAttribute('aria-disabled');
    const menu = button.closest('details');
    if (menu) menu.open = false;
    board()?.soon();
  }
}
