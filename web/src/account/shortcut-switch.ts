import { words } from '../lib/words.ts';
import { toast } from '../shell/toast-lane.ts';

/** WCAG 2.1.4: turns the single-letter keys off, in this browser. */
export class ShortcutSwitch extends HTMLElement {
  connectedCallback(): void {
    const input = this.querySelector('input');
    if (!input) return;
    input.checked = localStorage.getItem('matinee-shortcuts') !== 'off';
    input.addEventListener('change', () => {
      localStorage.setItem('matinee-shortcuts', input.checked ? 'on' : 'off');
      toast(input.checked ? words.account.shortcutsOn : words.account.shortcutsOff, 'ok');
    });
  }
}
