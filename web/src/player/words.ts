import { player } from '../../../src/Matinee.App/Pages/Wording/en.json';

/** The player's part of the one file that holds every text for people. */
export const words = player;

/** Fills `{name}` places. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => (name in values ? String(values[name]) : place));
}
