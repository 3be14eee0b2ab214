import { html, nothing, type TemplateResult } from 'lit';
import { percent } from './format.ts';

const sprite = document.querySelector<HTMLMetaElement>('meta[name="matinee-icons"]')?.content ?? '';

export function icon(name: string, size: '' | 'ic--16' | 'ic--24' = ''): TemplateResult {
  return html`<svg class="ic ${size}" aria-hidden="true"><use href="${sprite}#${name}"></use></svg>`;
}

/** The timeline rule; the policy has no inline styles, so the share is a class. Without a label it is decoration. */
export function rule(share: number, kinds: string, label?: string): TemplateResult {
  const step = percent(share);
  const classes = `rule ${kinds.split(' ').map((kind) => `rule--${kind}`).join(' ')} v-${step}`;
  return label === undefined
    ? html`<span class=${classes} aria-hidden="true"></span>`
    : html`<span class=${classes} role="progressbar" aria-label=${label} aria-valuenow=${step} aria-valuemin="0" aria-valuemax="100"></span>`;
}

export function when(condition: unknown, part: () => unknown): unknown {
  return condition ? part() : nothing;
}
