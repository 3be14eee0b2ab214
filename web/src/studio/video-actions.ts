import { api, sentenceOf } from '../lib/api.ts';
import { ask } from '../lib/ask.ts';
import { fill, words } from '../lib/words.ts';
import { toast } from '../shell/toast-lane.ts';

/** Answers the buttons of the rows: data-act on a button, data-video and data-title on its row. */
export async function act(from: HTMLElement): Promise<void> {
  const row = from.closest<HTMLElement>('[data-video]');
  const id = row?.dataset.video;
  if (!row || !id) return;
  try {
    if (from.dataset.act === 'retry') {
      await api('POST', `/api/videos/${id}/process`);
      toast(words.sheet.retrying, 'ok');
    } else if (from.dataset.act === 'delete') {
      const question = fill(words.sheet.deleteAsk, { title: row.dataset.title ?? '' });
      if (!(await ask(question, words.sheet.deleteText, words.sheet.deleteYes, words.sheet.cancel))) return;
      await api('DELETE', `/api/videos/${id}`);
      row.remove();
      toast(words.sheet.deleted, 'ok');
    }
  } catch (error) {
    toast(sentenceOf(error, words.offline.title), 'bad');
  }
}
