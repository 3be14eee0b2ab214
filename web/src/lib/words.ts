import { island } from '../../../src/Matinee.App/Pages/Wording/en.json';

type Values = Record<string, string | number>;

/** Fills the {name} places of a text. */
export function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

const plural = new Intl.PluralRules('en');

/** Chooses the form for n and fills {n} and the rest. */
export function count(forms: { one: string; other: string }, n: number, values: Values = {}): string {
  return fill(plural.select(n) === 'one' ? forms.one : forms.other, { n: n.toLocaleString('en'), ...values });
}

export const words = island;
