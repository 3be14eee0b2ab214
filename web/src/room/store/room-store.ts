import { RoomError, type Ending, type LinkState, type RoomLink } from '../room-link.ts';
import type { PlaybackState } from '../sync/playback-state.ts';
import type { TimeSource } from '../sync/time-source.ts';
import { ulid } from '../ulid.ts';
import type { Announcement, ChatMessage, Publication, Snapshot } from '../wire.ts';
import { withFate, withOlder, without, withPending } from './chat-lines.ts';
import { foldPublication, foldSnapshot, isWord } from './fold.ts';
import { firstUnread, ReadMark } from './read-mark.ts';
import { initialRoom, type MessageLine, type Notice, type RoomState } from './room-state.ts';
import { Typing } from './typing.ts';

const mostFlying = 12;
const flightMs = 2_400;
const noticeMs = 4_000;

export interface StoreParts {
  readonly time: TimeSource;
  /** Cluster time in ms, for what is shown before the room has it. */
  clusterNow(): number;
  newId?(): string;
}

/** The room as this page knows it. What comes over the line is folded in; what somebody does goes out through here. */
export class RoomStore {
  #state = initialRoom;
  #link: RoomLink | undefined;
  #count = 0;
  #looking = true;
  #stopNotice: (() => void) | undefined;
  readonly #watchers = new Set<(state: RoomState) => void>();
  readonly #typing: Typing;
  readonly #newId: () => string;
  readonly #mark: ReadMark;

  constructor(private readonly parts: StoreParts) {
    this.#typing = new Typing(parts.time, (typing) => this.#patch({ typing }));
    this.#newId = parts.newId ?? (() => ulid());
    // Nothing depends on it: where it is refused, the next visit begins further up.
    this.#mark = new ReadMark(parts.time, (message) => void this.#link?.call('chat.read', { id: this.#newId(), message }).catch(() => undefined));
  }

  get state(): RoomState {
    return this.#state;
  }

  watch(watcher: (state: RoomState) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  attach(link: RoomLink): void {
    this.#link = link;
  }

  // What comes over the line

  linked(link: LinkState, why?: Ending): void {
    if (this.#state.ending !== undefined) return;
    this.#patch({ link, ...(why === undefined ? {} : { ending: why }) });
  }

  snapshot(snapshot: Snapshot): void {
    const first = this.#state.me === undefined;
    const mark = snapshot.readUpTo ?? undefined;
    this.#mark.known(mark);
    const next = foldSnapshot(this.#state, snapshot);
    this.#set(first ? { ...next, newFrom: firstUnread(next.lines, mark, snapshot.me.id) } : next);
    this.#mark.look(this.#state.lines, this.#looking);
  }

  alone(alone: boolean): void {
    this.#patch({ alone });
  }

  announced(announcement: Announcement | undefined): void {
    this.#patch({ announcement });
  }

  publication(news: Publication): void {
    if (news.kind === 'chat' && news.data.op === 'sent' && news.user !== null) this.#typing.drop(news.user.id);
    const next = foldPublication(this.#state, news);
    const foreign = news.user?.id !== this.#state.me?.id;
    if (news.kind === 'chat' && news.data.op === 'sent') {
      this.#set(foreign && !this.#looking ? { ...next, unread: next.unread + 1 } : next);
      this.#mark.look(this.#state.lines, this.#looking);
      return;
    }
    this.#set(next);
    if (news.kind === 'playback' && news.data.version > this.#state.playback.version && news.data.cause && isWord(news.data.cause.action)) {
      const { action, name } = news.data.cause;
      this.notice({ what: action, who: name ?? '', detail: action === 'rate' ? news.data.rate : action === 'seek' ? news.data.position : (news.data.item?.title ?? '') });
    }
  }

  /** The target has taken a newer state. */
  played(playback: PlaybackState): void {
    this.#patch({ playback });
  }

  heardTyping(id: string, name: string): void {
    if (id !== this.#state.me?.id) this.#typing.hear({ id, name });
  }

  heardReaction(emote: string): void {
    const id = ++this.#count;
    this.#patch({ flying: [...this.#state.flying.slice(1 - mostFlying), { id, emote }] });
    this.parts.time.after(flightMs, () => this.#patch({ flying: this.#state.flying.filter((f) => f.id !== id) }));
  }

  // What somebody does

  notice(notice: Omit<Notice, 'id'>): void {
    this.#stopNotice?.();
    this.#patch({ notice: { ...notice, id: ++this.#count } });
    this.#stopNotice = this.parts.time.after(noticeMs, () => this.#patch({ notice: undefined }));
  }

  /** Whether the chat is in sight; what comes meanwhile is counted. */
  look(looking: boolean): void {
    this.#looking = looking;
    if (looking) this.#patch({ unread: 0 });
    this.#mark.look(this.#state.lines, looking);
  }

  /** Opens a thread, or closes the one that is open. */
  openThread(root: string | undefined): void {
    this.#patch({ thread: root });
  }

  /** Older messages from the history, wherever they belong. */
  learn(messages: readonly ChatMessage[]): void {
    this.#patch({ lines: withOlder(this.#state.lines, messages) });
  }

  /** In the thread that is open, where one is. */
  say(text: string, replyTo?: string): void {
    const { me } = this.#state;
    const trimmed = text.trim();
    if (me === undefined || trimmed === '') return;
    const message: ChatMessage = {
      id: this.#newId(), user: { id: me.id, name: me.name }, text: trimmed, at: this.parts.clusterNow(), reactions: {}, pinned: false,
      ...(replyTo === undefined ? {} : { replyTo }), ...(this.#state.thread === undefined ? {} : { thread: this.#state.thread }),
    };
    this.#typing.sent();
    this.#send(message);
  }

  /** The same id again: the server knows within a minute whether it has it already. */
  again(id: string): void {
    const line = this.#state.lines.find((l): l is MessageLine => l.kind === 'message' && l.id === id && l.fate === 'failed');
    if (line !== undefined) this.#send(line.message);
  }

  dismiss(id: string): void {
    this.#patch({ lines: without(this.#state.lines, id) });
  }

  typing(): void {
    if (this.#state.me === undefined || !this.#typing.mayTell()) return;
    this.#link?.signal({ kind: 'typing', user: this.#state.me.id, until: Math.round(this.parts.clusterNow() + 3_000) });
  }

  react(emote: string): void {
    if (this.#state.me === undefined) return;
    this.#link?.signal({ kind: 'reaction', emote, user: this.#state.me.id });
    this.heardReaction(emote);
  }

  /** Any other change of the room. What it does comes back as a publication; here only a refusal shows. */
  async ask(method: string, params: Record<string, unknown> = {}): Promise<boolean> {
    if (this.#link === undefined) return false;
    try {
      await this.#link.call(method, { id: this.#newId(), ...params });
      return true;
    } catch (error) {
      this.notice({ what: 'problem', who: '', detail: titleOf(error) });
      return false;
    }
  }

  async loadOlder(fetchOlder: (before: string | undefined) => Promise<readonly ChatMessage[]>): Promise<void> {
    if (this.#state.older !== 'unknown') return;
    this.#patch({ older: 'loading' });
    const first = this.#state.lines.find((l) => l.kind === 'message' && l.fate === 'sent');
    try {
      const older = await fetchOlder(first?.id);
      this.#patch({ older: older.length === 0 ? 'none' : 'unknown', lines: withOlder(this.#state.lines, older) });
    } catch (error) {
      this.#patch({ older: 'unknown' });
      this.notice({ what: 'problem', who: '', detail: titleOf(error) });
    }
  }

  #send(message: ChatMessage): void {
    this.#patch({ lines: withPending(this.#state.lines, message) });
    const call = this.#link?.call('chat.send', { id: message.id, text: message.text, ...(message.replyTo ? { replyTo: message.replyTo } : {}), ...(message.thread ? { thread: message.thread } : {}) });
    call?.then(
      // The publication is the confirmation; after the answer it can only be a moment away.
      () => undefined,
      (error: unknown) => this.#patch({ lines: withFate(this.#state.lines, message.id, 'failed', titleOf(error)) }),
    );
  }

  /** Watchers hear of a patch only when it changes something. */
  #patch(part: Partial<RoomState>): void {
    const keys = Object.keys(part) as (keyof RoomState)[];
    if (keys.every((key) => Object.is(this.#state[key], part[key]))) return;
    this.#set({ ...this.#state, ...part });
  }

  #set(state: RoomState): void {
    this.#state = state;
    for (const watcher of this.#watchers) watcher(state);
  }
}

function titleOf(error: unknown): string {
  return error instanceof RoomError ? (error.problem.detail ?? error.problem.title) : String((error as Error).message ?? error);
}
