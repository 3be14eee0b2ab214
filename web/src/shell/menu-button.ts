/** Menu button pattern over a details element: arrows, Home, End, Esc; closes on a click elsewhere; focus returns. */
export class MenuButton extends HTMLElement {
  private readonly abort = new AbortController();

  connectedCallback(): void {
    const { signal } = this.abort;
    const details = this.details;
    const summary = details?.querySelector('summary');
    if (!details || !summary) return;
    summary.setAttribute('aria-expanded', String(details.open));
    details.addEventListener('toggle', () => {
      summary.setAttribute('aria-expanded', String(details.open));
      if (details.open) this.items()[0]?.focus();
    }, { signal });
    this.addEventListener('keydown', (event) => this.onKey(event), { signal });
    this.addEventListener('focusout', (event) => {
      if (event.relatedTarget instanceof Node && !this.contains(event.relatedTarget)) this.close(false);
    }, { signal });
    document.addEventListener('pointerdown', (event) => {
      if (event.target instanceof Node && !this.contains(event.target)) this.close(false);
    }, { signal });
  }

  disconnectedCallback(): void {
    this.abort.abort();
  }

  close(returnFocus: boolean): void {
    const details = this.details;
    if (!details?.open) return;
    details.open = false;
    if (returnFocus) details.querySelector('summary')?.focus();
  }

  private get details(): HTMLDetailsElement | null {
    return this.querySelector('details');
  }

  private items(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>('[role^="menuitem"]')].filter((item) => item.offsetParent !== null);
  }

  private onKey(event: KeyboardEvent): void {
    const details = this.details;
    if (!details) return;
    if (!details.open) {
      if (event.key === 'ArrowDown') {
        event.preventDefault();
        details.open = true;
      }
      return;
    }
    const items = this.items();
    const at = items.indexOf(document.activeElement as HTMLElement);
    const next = { ArrowDown: (at + 1) % items.length, ArrowUp: (at - 1 + items.length) % items.length, Home: 0, End: items.length - 1 }[event.key];
    if (next !== undefined) items[next]?.focus();
    else if (event.key === 'Escape') this.close(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
