import { ulid } from '../ulid.ts';
import type { PlaybackState } from './playback-state.ts';
import type { TimeSource } from './time-source.ts';

const coalesceMs = 150;
const gapMs = 100;

/** What a member asks of the whole room; positions in seconds. */
export type RoomCommand =
  | { readonly do: 'play' | 'pause' }
  | { readonly do: 'seek'; readonly position: number }
  | { readonly do: 'rate'; readonly rate: number }
  | { readonly do: 'item'; readonly element: string }
  | { readonly do: 'next' };

/** How a command ended. A conflict carries what the room did instead. */
export type CommandAnswer =
  | { readonly ok: true; readonly state: PlaybackState }
  | { readonly ok: false; readonly conflict: PlaybackState }
  | { readonly ok: false; readonly error: CommandError };

export interface CommandError {
  readonly code: string;
  readonly title: string;
  readonly retryAfterMs?: number;
}

export interface CommandParts {
  readonly time: TimeSource;
  call(method: string, params: Record<string, unknown>): Promise<CommandAnswer>;
  state(): PlaybackState;
  /** Where the room is now, in seconds. */
  position(): number;
  /** The newest state, from an answer. */
  learn(state: PlaybackState): void;
  failed(error: CommandError): void;
  changed(): void;
}

interface Pending {
  readonly id: string;
  readonly command: RoomCommand;
}

/**
 * Sends what a member asks of the room, sparingly: jumps within 150 ms become the last of them, and no two commands leave within
 * 100 ms. What is under way is known by its id, so that the page can show it before it is confirmed.
 */
export class CommandSender {
  #seek: number | undefined;
  #cancelSeek: (() => void) | undefined;
  #waiting = new Map<string, RoomCommand>();
  #cancelQueue: (() => void) | undefined;
  #sentAt = -Infinity;
  #pending: Pending[] = [];

  constructor(private readonly parts: CommandParts, private readonly newId: () => string = ulid) {}

  /** Where the room will be when the jumps that are under way are confirmed; undefined when none is. */
  get expectedPosition(): number | undefined {
    if (this.#seek !== undefined) return this.#seek;
    const last = this.#pending.findLast((p) => p.command.do === 'seek')?.command;
    return last?.do === 'seek' ? last.position : undefined;
  }

  get busy(): boolean {
    return this.#pending.length > 0 || this.#seek !== undefined || this.#waiting.size > 0;
  }

  isMine(id: string): boolean {
    return this.#pending.some((p) => p.id === id);
  }

  request(command: RoomCommand): void {
    if (command.do === 'seek') {
      this.#seek = command.position;
      this.#cancelSeek ??= this.parts.time.after(coalesceMs, () => this.#flushSeek());
      this.parts.changed();
      return;
    }
    if (this.#seek !== undefined) this.#flushSeek();
    // Play and pause take each other's place: only the last one is meant.
    this.#waiting.set(command.do === 'pause' ? 'play' : command.do, command);
    this.#drain();
  }

  /** A publication came: when it is the echo of a command of ours, that one is confirmed. */
  confirm(id: string): void {
    const before = this.#pending.length;
    this.#pending = this.#pending.filter((p) => p.id !== id);
    if (this.#pending.length !== before) this.parts.changed();
  }

  /** The room is gone: nothing that was asked of it is sent any more. */
  clear(): void {
    this.#cancelSeek?.();
    this.#cancelQueue?.();
    this.#cancelSeek = this.#cancelQueue = this.#seek = undefined;
    this.#waiting.clear();
    this.#pending = [];
  }

  #flushSeek(): void {
    this.#cancelSeek?.();
    this.#cancelSeek = undefined;
    const position = this.#seek;
    this.#seek = undefined;
    if (position === undefined) return;
    this.#waiting.set('seek', { do: 'seek', position });
    this.#drain();
  }

  #drain(): void {
    if (this.#cancelQueue !== undefined) return;
    const next = this.#waiting.entries().next().value;
    if (next === undefined) return;
    const wait = this.#sentAt + gapMs - this.parts.time.now();
    if (wait > 0) {
      this.#cancelQueue = this.parts.time.after(wait, () => {
        this.#cancelQueue = undefined;
        this.#drain();
      });
      return;
    }
    this.#waiting.delete(next[0]);
    this.#send(next[1], true);
    this.#drain();
  }

  #send(command: RoomCommand, mayRepeat: boolean): void {
    const id = this.newId();
    this.#sentAt = this.parts.time.now();
    this.#pending.push({ id, command });
    this.parts.changed();
    this.parts.call(`room.${command.do}`, this.#paramsOf(command, id)).then(
      (answer) => this.#answered(id, command, answer, mayRepeat),
      (error: unknown) => this.#answered(id, command, { ok: false, error: { code: 'unavailable', title: String(error) } }, false),
    );
  }

  #paramsOf(command: RoomCommand, id: string): Record<string, unknown> {
    const { version } = this.parts.state();
    switch (command.do) {
      case 'play':
      case 'pause':
        return { id, version, position: this.expectedPosition ?? this.parts.position() };
      case 'seek':
        return { id, version, position: command.position };
      case 'rate':
        return { id, version, rate: command.rate, position: this.parts.position() };
      case 'item':
        return { id, version, element: command.element };
      case 'next':
        return { id, version };
    }
  }

  #answered(id: string, command: RoomCommand, answer: CommandAnswer, mayRepeat: boolean): void {
    this.#pending = this.#pending.filter((p) => p.id !== id);
    if (answer.ok) this.parts.learn(answer.state);
    else if ('conflict' in answer) {
      this.parts.learn(answer.conflict);
      // Somebody was quicker. What is meant still holds, unless it is already so or it was about the item before.
      if (mayRepeat && !settles(command, answer.conflict) && (command.do === 'seek' || command.do === 'play' || command.do === 'pause' || command.do === 'rate')) this.#send(command, false);
    } else this.parts.failed(answer.error);
    this.parts.changed();
  }
}

function settles(command: RoomCommand, state: PlaybackState): boolean {
  switch (command.do) {
    case 'play':
      return state.playing;
    case 'pause':
      return !state.playing;
    case 'rate':
      return state.rate === command.rate;
    case 'item':
      return state.item?.element === command.element;
    default:
      return false;
  }
}
