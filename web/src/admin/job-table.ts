import { board } from './live-board.ts';

/** The queue by keyboard: arrows move between rows, Enter opens the one at hand beside the table, Esc closes it. */
export class JobTable extends HTMLElement {
  private readonly abort = new AbortController();

  connectedCallback(): void {
    const { signal } = this.abort;
    this.addEventListener('keydown', (event) => this.onKey(event), { signal });
    this.addEventListener('click', (event) => this.onClick(event), { signal });
    document.addEventListener('click', (event) => this.onLink(event), { signal });
    document.addEventListener('keydown', (event) => this.onEscape(event), { signal });
  }

  disconnectedCallback(): void {
    this.abort.abort();
  }

  private get links(): HTMLAnchorElement[] {
    return [...this.querySelectorAll<HTMLAnchorElement>('.jobl')];
  }

  private onKey(event: KeyboardEvent): void {
    const links = this.links;
    const at = links.indexOf(document.activeElement as HTMLAnchorElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
    if (next === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    // From the table itself an arrow goes to the first row; from a column head the page scrolls as ever.
    if (at < 0 && !(document.activeElement instanceof HTMLElement && document.activeElement.classList.contains('tablewrap'))) return;
    event.preventDefault();
    const link = links[Math.min(links.length - 1, Math.max(0, next))];
    link?.focus();
    link?.scrollIntoView({ block: 'nearest' });
  }

  /** The whole row is the link. */
  private onClick(event: MouseEvent): void {
    if (!(event.target instanceof Element) || event.target.closest('a, button')) return;
    const link = event.target.closest('tr[data-job]')?.querySelector<HTMLAnchorElement>('.jobl');
    if (link && getSelection()?.isCollapsed !== false) void this.open(link);
  }

  private onLink(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[data-open], a[data-close], a[data-task-link]') : null;
    if (!link) return;
    event.preventDefault();
    if (link.dataset.close !== undefined) void this.close(link.href);
    else if (link.dataset.open) void this.open(link);
    else void board()?.go(link.href);
  }

  private onEscape(event: KeyboardEvent): void {
    const closer = document.querySelector<HTMLAnchorElement>('[data-inspector] a[data-close]');
    if (event.key !== 'Escape' || event.defaultPrevented || !closer) return;
    if (document.querySelector('details[open], dialog[open]') || (document.activeElement instanceof HTMLInputElement && document.activeElement.value !== '')) return;
    event.preventDefault();
    void this.close(closer.href);
  }

  private async open(link: HTMLAnchorElement): Promise<void> {
    for (const row of this.querySelectorAll('tr[aria-selected]')) row.removeAttribute('aria-selected');
    link.closest('tr')?.setAttribute('aria-selected', 'true');
    const slow = setTimeout(() => this.outline(), 150);
    await board()?.go(link.href);
    clearTimeout(slow);
    // Where it lies over the table the keyboard goes along; beside the table it stays in the row.
    const inspector = document.querySelector<HTMLElement>('[data-inspector]');
    if (inspector && getComputedStyle(inspector).position === 'fixed') inspector.querySelector<HTMLElement>('a[data-close]')?.focus();
    else link.focus({ preventScroll: true });
  }

  private async close(address: string): Promise<void> {
    const id = new URL(location.href).searchParams.get('job');
    document.querySelector('[data-inspector]')?.remove();
    document.querySelector('.jobs')?.classList.remove('is-open');
    const back = (): void => this.links.find((link) => link.dataset.open === id)?.focus({ preventScroll: true });
    back();
    await board()?.go(address);
    // The page may have been rendered anew; a person who has gone on elsewhere meanwhile stays there.
    if (document.activeElement === document.body) back();
  }

  /** The shape of what is being fetched. */
  private outline(): void {
    const jobs = document.querySelector('.jobs');
    if (!jobs || document.querySelector('[data-inspector]')) return;
    const shape = document.createElement('aside');
    shape.className = 'panel insp is-loading';
    shape.dataset.inspector = '';
    shape.setAttribute('aria-busy', 'true');
    shape.innerHTML = '<div class="panel__h"></div><div class="panel__b stack stack--18"><span></span><span></span><span></span><span></span></div>';
    jobs.classList.add('is-open');
    jobs.append(shape);
  }
}
