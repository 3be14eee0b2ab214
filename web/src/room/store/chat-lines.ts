import type { ChatMessage } from '../wire.ts';
import type { ChatLine, EventLine, MessageLine } from './room-state.ts';

/** What a page keeps; older ones are asked for again when somebody scrolls up. */
export const mostLines = 400;

export function lineOf(message: ChatMessage, fate: MessageLine['fate'] = 'sent', why?: string): MessageLine {
  return { kind: 'message', id: message.id, at: message.at, message, fate, ...(why === undefined ? {} : { why }) };
}

/** A message as it is now: takes the place of the same one, or comes in at its time. What is pending stays below. */
export function withMessage(lines: readonly ChatLine[], message: ChatMessage): readonly ChatLine[] {
  const at = lines.findIndex((line) => line.kind === 'message' && line.id === message.id);
  if (at < 0) return inOrder(lines, lineOf(message));
  const before = lines[at] as MessageLine; // Found as one.
  const line = lineOf(message);
  // A pending message gets the room's time, which may put it after what came meanwhile.
  return before.fate === 'sent' ? lines.with(at, line) : inOrder(lines.toSpliced(at, 1), line);
}

export function withPending(lines: readonly ChatLine[], message: ChatMessage): readonly ChatLine[] {
  return clipped([...lines.filter((l) => l.id !== message.id), lineOf(message, 'pending')]);
}

export function withFate(lines: readonly ChatLine[], id: string, fate: MessageLine['fate'], why?: string): readonly ChatLine[] {
  return lines.map((l) => (l.kind === 'message' && l.id === id && l.fate !== 'sent' ? lineOf(l.message, fate, why) : l));
}

export function without(lines: readonly ChatLine[], id: string): readonly ChatLine[] {
  return lines.filter((l) => l.id !== id);
}

export function withEvent(lines: readonly ChatLine[], event: EventLine): readonly ChatLine[] {
  return lines.some((l) => l.id === event.id) ? lines : inOrder(lines, event);
}

/** A page of history comes before what is there; what is there already is not there twice. */
export function withOlder(lines: readonly ChatLine[], older: readonly ChatMessage[]): readonly ChatLine[] {
  const known = new Set(lines.map((l) => l.id));
  return [...older.filter((m) => !known.has(m.id)).map((m) => lineOf(m)), ...lines].sort(byTime);
}

/** After a gap the snapshot's tail is the truth; what of one's own was not confirmed is still on its way. */
export function fromSnapshot(lines: readonly ChatLine[], tail: readonly ChatMessage[]): readonly ChatLine[] {
  const known = new Set(tail.map((m) => m.id));
  const from = tail[0]?.at ?? Infinity;
  const kept = lines.filter((l) => !known.has(l.id) && (l.kind === 'event' || l.fate !== 'sent' || l.at < from));
  return clipped([...kept, ...tail.map((m) => lineOf(m))].sort(byTime));
}

function inOrder(lines: readonly ChatLine[], line: ChatLine): readonly ChatLine[] {
  let at = lines.length;
  for (let before = lines[at - 1]; at > 0 && before !== undefined && byTime(before, line) > 0; before = lines[at - 1]) at--;
  return clipped(lines.toSpliced(at, 0, line));
}

function byTime(a: ChatLine, b: ChatLine): number {
  const [late, later] = [a, b].map((l) => (l.kind === 'message' && l.fate !== 'sent' ? 1 : 0)) as [number, number];
  return late - later || a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

function clipped(lines: readonly ChatLine[]): readonly ChatLine[] {
  return lines.length > mostLines ? lines.slice(lines.length - mostLines) : lines;
}
