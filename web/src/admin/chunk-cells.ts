import { board } from './live-board.ts';

/** Cells of tasks as list boxes: arrows move over the cells, Enter or a click shows who tried that one. */
export class ChunkCells extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener('keydown', (event) => this.onKey(event));
    this.addEventListener('click', (event) => {
      const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('.cell[data-task]') : null;
      if (cell) this.choose(cell);
    });
    this.addEventListener('focusin', (event) => {
      if (event.target instanceof HTMLElement && event.target.role === 'listbox' && !this.at(event.target)) this.move(event.target, 0);
    });
  }

  private onKey(event: KeyboardEvent): void {
    const list = event.target instanceof HTMLElement && event.target.role === 'listbox' ? event.target : null;
    if (!list) return;
    const cells = this.cellsOf(list);
    const at = cells.findIndex((cell) => cell.id === list.getAttribute('aria-activedescendant'));
    const row = this.columns(cells);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + row, ArrowUp: at - row, Home: 0, End: cells.length - 1 }[event.key];
    if (next !== undefined) this.move(list, Math.min(cells.length - 1, Math.max(0, next)));
    else if ((event.key === 'Enter' || event.key === ' ') && cells[at]) this.choose(cells[at]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private move(list: HTMLElement, to: number): void {
    const cells = this.cellsOf(list);
    for (const cell of cells) cell.classList.remove('is-at');
    const cell = cells[to];
    if (!cell) return;
    cell.classList.add('is-at');
    list.setAttribute('aria-activedescendant', cell.id);
  }

  private at(list: HTMLElement): Element | null {
    return list.querySelector(`#${CSS.escape(list.getAttribute('aria-activedescendant') ?? 'none')}`);
  }

  private cellsOf(list: HTMLElement): HTMLElement[] {
    return [...list.querySelectorAll<HTMLElement>('.cell')];
  }

  private columns(cells: HTMLElement[]): number {
    const first = cells[0]?.offsetTop;
    const wrapped = cells.findIndex((cell) => cell.offsetTop !== first);
    return wrapped < 0 ? cells.length : wrapped;
  }

  private choose(cell: HTMLElement): void {
    const url = new URL(location.href);
    if (cell.ariaSelected === 'true') url.searchParams.delete('task');
    else url.searchParams.set('task', cell.dataset.task ?? '');
    void board()?.go(url.href);
  }
}
