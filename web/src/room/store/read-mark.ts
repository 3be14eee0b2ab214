import type { TimeSource } from '../sync/time-source.ts';
import type { ChatLine, MessageLine } from './room-state.ts';

/** After this in sight a message has been read. */
const readAfterMs = 1_000;

/** How far one has read: told to the room a moment after it was in sight, so that the next visit begins there. */
export class ReadMark {
  #told: string | undefined;
  #stop: (() => void) | undefined;

  constructor(private readonly time: TimeSource, private readonly tell: (message: string) => void) {}

  /** What the room knows. */
  known(message: string | undefined): void {
    this.#told ??= message;
  }

  /** Called whenever something new may be in sight, or is not any more. */
  look(lines: readonly ChatLine[], looking: boolean): void {
    this.#stop?.();
    this.#stop = undefined;
    const last = lines.findLast((line): line is MessageLine => line.kind === 'message' && line.fate === 'sent');
    if (!looking || last === undefined || last.id === this.#told) return;
    this.#stop = this.time.after(readAfterMs, () => {
      this.#told = last.id;
      this.tell(last.id);
    });
  }
}

/** Where a reader who comes back goes on: the first message of somebody else behind the mark. */
export function firstUnread(lines: readonly ChatLine[], mark: string | undefined, me: string): string | undefined {
  const at = mark === undefined ? -1 : lines.findIndex((line) => line.id === mark);
  if (at < 0) return undefined;
  return lines.slice(at + 1).find((line): line is MessageLine => line.kind === 'message' && line.message.user.id !== me)?.id;
}
