import { room } from '../../../src/Matinee.App/Pages/Wording/en.json';
import { fill } from '../lib/words.ts';
import type { ChatLine, EventWord } from './store/room-state.ts';
import { formatTime } from '../player/time.ts';

/** The room's part of the one file that holds every text for people. */
export const words = room;

export { count, fill } from '../lib/words.ts';

/** "Ingrid moved to 32:04" */
export function eventText(what: EventWord | 'letter', who: string, detail: string | number | undefined): string {
  return fill(words.event[what], { who: who === '' ? words.somebody : who, detail: what === 'seek' ? formatTime(Number(detail ?? 0)) : (detail ?? '') });
}

export function typingText(names: readonly string[]): string {
  const [a, b] = names;
  if (a === undefined) return '';
  if (b === undefined) return fill(words.typing.one, { a });
  return names.length === 2 ? fill(words.typing.two, { a, b }) : fill(words.typing.many, { n: names.length });
}

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const seconds = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });

/** Cluster time as the viewer's own time of day. */
export function timeOfDay(at: number, withSeconds = false): string {
  return (withSeconds ? seconds : clock).format(at);
}

const list = new Intl.ListFormat('en', { type: 'conjunction' });

export function listOf(names: readonly string[], most = 3): string {
  return list.format(names.length > most ? [...names.slice(0, most), String(names.length - most) + ' more'] : names);
}

/** Up to two letters for the avatar, as the server makes them. */
export function initials(name: string): string {
  const parts = name.split(/[ .@\-_]+/).filter((p) => p !== '');
  const letter = (part: string | undefined) => (part === undefined ? '' : ([...part][0] ?? '').toUpperCase());
  return parts.length === 0 ? '?' : parts.length === 1 ? letter(parts[0]) : letter(parts[0]) + letter(parts.at(-1));
}

/** What a screen reader hears of a line that is no message. */
export function lineText(line: ChatLine): string {
  return line.kind === 'event' ? eventText(line.what, line.who, line.detail) : line.message.text;
}
