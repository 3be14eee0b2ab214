/** "/" puts the cursor into the search box; a second Esc leaves it. The form itself works without script. */
export class SearchBox extends HTMLElement {
  private readonly abort = new AbortController();

  connectedCallback(): void {
    const input = this.querySelector('input');
    document.addEventListener('keydown', (event) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || !shortcutsOn() || isTyping(event)) return;
      if (!input || input.offsetParent === null) return;
      event.preventDefault();
      input.focus();
      input.select();
    }, { signal: this.abort.signal });
    input?.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && input.value === '') input.blur();
    });
  }

  disconnectedCallback(): void {
    this.abort.abort();
  }
}

/** WCAG 2.1.4: single keys can be turned off, on the account page. */
export function shortcutsOn(): boolean {
  return localStorage.getItem('matinee-shortcuts') !== 'off';
}

export function isTyping(event: Event): boolean {
  const target = event.composedPath()[0];
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));
}
