import { api, sentenceOf } from '../lib/api.ts';
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
      if (!(await confirmDelete(row.dataset.title ?? ''))) return;
      await api('DELETE', `/api/videos/${id}`);
      row.remove();
      toast(words.sheet.deleted, 'ok');
    }
  } catch (error) {
    toast(sentenceOf(error, words.offline.title), 'bad');
  }
}

/** A dialog of its own, so that the browser may not swallow it and it looks like the rest. */
function confirmDelete(title: string): Promise<boolean> {
  const dialog = document.createElement('dialog');
  dialog.className = 'dialog ask';
  const heading = document.createElement('h2');
  heading.textContent = fill(words.sheet.deleteAsk, { title });
  const text = document.createElement('p');
  text.className = 'muted';
  text.textContent = words.sheet.deleteText;
  const form = document.createElement('form');
  form.method = 'dialog';
  form.className = 'row';
  const keep = button(words.sheet.cancel, 'no', 'btn end');
  const remove = button(words.sheet.deleteYes, 'yes', 'btn btn--airfill');
  form.append(keep, remove);
  dialog.append(heading, text, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      resolve(dialog.returnValue === 'yes');
      dialog.remove();
    });
  });
}

function button(text: string, value: string, classes: string): HTMLButtonElement {
  const element = document.createElement('button');
  element.textContent = text;
  element.value = value;
  element.className = classes;
  return element;
}
