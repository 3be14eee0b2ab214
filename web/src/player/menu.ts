import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { icon } from './icon.js';

export interface MenuItem {
  readonly label: string;
  readonly note?: string;
  /** Present on a choice of which one is on. */
  readonly checked?: boolean;
  /** The page that this item opens. */
  readonly opens?: string;
  readonly run?: () => void;
}

export interface MenuPage {
  readonly title: string;
  readonly items: readonly MenuItem[];
}

/** The player's menus: one list at a time, arrows inside, Escape one level up, focus back to the button that opened it. */
export class PlayerMenu extends LitElement {
  static override properties = { pages: { attribute: false }, path: { state: true } };

  declare pages: Readonly<Record<string, MenuPage>>;
  declare path: readonly string[];
  #opener: HTMLElement | undefined;
  #wantsFocus = false;

  constructor() {
    super();
    this.pages = {};
    this.path = [];
  }

  get isOpen(): boolean {
    return this.path.length > 0;
  }

  /** Which page a button has open, for its aria-expanded. */
  get root(): string {
    return this.path[0] ?? '';
  }

  toggle(page: string, opener: HTMLElement): void {
    if (this.root === page) {
      this.close();
      return;
    }
    this.#opener = opener;
    this.#go([page]);
  }

  close(): void {
    if (!this.isOpen) return;
    const hadFocus = this.contains(document.activeElement);
    this.#go([]);
    if (hadFocus) this.#opener?.focus();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('pointerdown', this.#outside);
    this.addEventListener('keydown', this.#key);
    this.addEventListener('focusout', this.#left);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('pointerdown', this.#outside);
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult | typeof nothing {
    const page = this.pages[this.path.at(-1) ?? ''];
    if (page === undefined) return nothing;
    const nested = this.path.length > 1;
    return html`<div class="menu menu--player" role="menu" aria-label=${page.title}>
      ${nested
        ? html`<button role="menuitem" tabindex="-1" class="menu__back" @click=${this.#back}>${icon('left', 'ic--16')}${page.title}</button><hr>`
        : html`<p class="menu__t">${page.title}</p>`}
      <div class="menu__l">${page.items.map((item) => this.#item(item))}</div>
    </div>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (!changed.has('path') || !this.#wantsFocus) return;
    this.#wantsFocus = false;
    const items = this.#items();
    (items.find((i) => i.getAttribute('aria-checked') === 'true') ?? items.find((i) => !i.classList.contains('menu__back')))?.focus();
  }

  #item(item: MenuItem): TemplateResult {
    const body = html`<span class="clip">${item.label}</span>${item.note === undefined ? nothing : html`<span class="tc">${item.note}</span>`}`;
    if (item.opens !== undefined) {
      return html`<button role="menuitem" tabindex="-1" aria-haspopup="menu" @click=${() => this.#go([...this.path, item.opens ?? ''])}>${body}${icon('right', 'ic--16')}</button>`;
    }
    if (item.checked === undefined) return html`<button role="menuitem" tabindex="-1" @click=${() => this.#choose(item)}>${body}</button>`;
    return html`<button role="menuitemradio" tabindex="-1" aria-checked=${item.checked ? 'true' : 'false'} @click=${() => this.#choose(item)}>
      <span class="menu__c">${item.checked ? icon('check', 'ic--16') : nothing}</span>${body}</button>`;
  }

  #go(path: readonly string[]): void {
    this.path = path;
    this.#wantsFocus = path.length > 0;
    this.dispatchEvent(new CustomEvent('menuchange', { bubbles: true }));
  }

  #choose(item: MenuItem): void {
    item.run?.();
    this.close();
  }

  readonly #back = (): void => {
    const path = this.path.slice(0, -1);
    if (path.length === 0) this.close();
    else this.#go(path);
  };

  readonly #outside = (event: Event): void => {
    const target = event.target as Node;
    if (this.isOpen && !this.contains(target) && !this.#opener?.contains(target)) this.#go([]);
  };

  readonly #left = (event: FocusEvent): void => {
    const to = event.relatedTarget as Node | null;
    if (to !== null && !this.contains(to) && to !== this.#opener) this.#go([]);
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key === 'Tab') {
      this.close();
      return;
    }
    const items = this.#items();
    const index = items.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) items.at(to % items.length)?.focus();
    else if (event.key === 'Escape' || (event.key === 'ArrowLeft' && this.path.length > 1)) this.#back();
    else if (event.key === 'ArrowRight' && items[index]?.getAttribute('aria-haspopup') === 'menu') items[index].click();
    else if (event.key !== 'Enter' && event.key !== ' ') return;
    if (event.key !== 'Enter' && event.key !== ' ') event.preventDefault();
    event.stopPropagation();
  };

  #items(): HTMLElement[] {
    return Array.from(this.querySelectorAll<HTMLElement>('[role^="menuitem"]'));
  }
}

customElements.define('player-menu', PlayerMenu);
