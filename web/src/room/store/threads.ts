import type { ChatLine, MessageLine } from './room-state.ts';

/** A thread as it is shown: the message it began with, and what was said to it. */
export interface Thread {
  readonly root: MessageLine | undefined;
  readonly answers: readonly MessageLine[];
}

const isMessage = (line: ChatLine): line is MessageLine => line.kind === 'message';

/** Without what was said in threads, unless its beginning is not there: nobody's words are lost. */
export function withoutThreads(lines: readonly ChatLine[]): readonly ChatLine[] {
  const known = new Set(lines.map((line) => line.id));
  return lines.filter((line) => !isMessage(line) || !line.message.thread || !known.has(line.message.thread));
}

/** How many answers each beginning has, as far as they are known. */
export function answersOf(lines: readonly ChatLine[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) {
    if (isMessage(line) && line.message.thread) counts.set(line.message.thread, (counts.get(line.message.thread) ?? 0) + 1);
  }
  return counts;
}

export function threadOf(lines: readonly ChatLine[], id: string): Thread {
  return {
    root: lines.find((line): line is MessageLine => isMessage(line) && line.id === id),
    answers: lines.filter((line): line is MessageLine => isMessage(line) && line.message.thread === id),
  };
}
