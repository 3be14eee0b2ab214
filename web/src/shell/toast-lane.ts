import { html } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { LightElement } from '../lib/light-element.ts';
import { icon } from '../lib/parts.ts';
import { words } from '../lib/words.ts';

export interface Toast {
  text: string;
  kind: 'on' | 'ok' | 'bad';
}

const shownFor = 6_000;

/** Says a sentence at the edge of the page. Errors stay until they are dismissed. */
export function toast(text: string, kind: Toast['kind'] = 'on'): void {
  document.dispatchEvent(new CustomEvent<Toast>('matinee-toast', { detail: { text, kind } }));
}

export class ToastLane extends LightElement {
  private toasts: (Toast & { id: number })[] = [];
  private last = 0;
  private readonly onToast = (event: Event) => this.add((event as CustomEvent<Toast>).detail);

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('matinee-toast', this.onToast);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('matinee-toast', this.onToast);
  }

  protected override render() {
    return html`<div class="toasts" role="status">${repeat(
      this.toasts,
      (toast) => toast.id,
      (toast) => html`<div class="toast toast--${toast.kind}">
        ${icon(toast.kind === 'bad' ? 'alert' : 'check')}<span class="grow">${toast.text}</span>
        <button class="btn btn--ghost btn--icon btn--sm" aria-label=${words.toast.dismiss} @click=${() => this.drop(toast.id)}>${icon('x')}</button>
      </div>`,
    )}</div>`;
  }

  private add(toast: Toast): void {
    const id = ++this.last;
    this.toasts = [...this.toasts.slice(-3), { ...toast, id }];
    this.requestUpdate();
    if (toast.kind !== 'bad') setTimeout(() => this.drop(id), shownFor);
  }

  private drop(id: number): void {
    this.toasts = this.toasts.filter((toast) => toast.id !== id);
    this.requestUpdate();
  }
}
