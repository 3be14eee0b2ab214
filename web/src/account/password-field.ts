import { words } from '../lib/words.ts';

/** The eye beside a password. */
export class PasswordField extends HTMLElement {
  connectedCallback(): void {
    const input = this.querySelector('input');
    const button = this.querySelector('button');
    if (!input || !button) return;
    button.hidden = false;
    button.addEventListener('click', () => {
      const shown = input.type === 'text';
      input.type = shown ? 'password' : 'text';
      button.setAttribute('aria-pressed', String(!shown));
      button.setAttribute('aria-label', shown ? words.password.show : words.password.hide);
    });
  }
}
