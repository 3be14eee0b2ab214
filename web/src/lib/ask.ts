/** A question with two answers. A dialog of its own, so that the browser may not swallow it and it looks like the rest. */
export function ask(question: string, why: string, yes: string, no: string): Promise<boolean> {
  const dialog = document.createElement('dialog');
  dialog.className = 'dialog ask';
  const heading = document.createElement('h2');
  heading.textContent = question;
  const text = document.createElement('p');
  text.className = 'muted';
  text.textContent = why;
  const form = document.createElement('form');
  form.method = 'dialog';
  form.className = 'row';
  form.append(button(no, 'no', 'btn end'), button(yes, 'yes', 'btn btn--airfill'));
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
