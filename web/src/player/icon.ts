import { svg, html, type TemplateResult } from 'lit';

const sprite = (): string => document.querySelector<HTMLMetaElement>('meta[name="matinee-icons"]')?.content ?? '';

/** A symbol of the icon sprite; the label beside it or on its button says what it means. */
export function icon(name: string, size = ''): TemplateResult {
  return html`<svg class="ic ${size}" aria-hidden="true">${svg`<use href="${sprite()}#${name}"></use>`}</svg>`;
}
