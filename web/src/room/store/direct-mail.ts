import type { DirectMessage, Person } from '../wire.ts';

/** What one has written with one other person. */
export interface Conversation {
  readonly peer: Person;
  /** Oldest first. */
  readonly messages: readonly DirectMessage[];
  /** Came while it was not open. */
  readonly unread: number;
}

export interface MailParts {
  me(): string | undefined;
  send(params: { readonly id: string; readonly to: string; readonly text: string }): Promise<unknown>;
  /** The newest first. */
  fetch(peer: string): Promise<readonly DirectMessage[]>;
  newId(): string;
  now(): number;
  changed(): void;
  failed(error: unknown): void;
}

const mostKept = 200;

/** Words between two, on all their devices. What one sends comes back over one's own channel; until then it stands there as it was sent. */
export class DirectMail {
  #conversations: ReadonlyMap<string, Conversation> = new Map();
  #open: string | undefined;

  constructor(private readonly parts: MailParts) {}

  get open(): Conversation | undefined {
    return this.#open === undefined ? undefined : this.#conversations.get(this.#open);
  }

  get unread(): number {
    return [...this.#conversations.values()].reduce((sum, c) => sum + c.unread, 0);
  }

  unreadFrom(peer: string): number {
    return this.#conversations.get(peer)?.unread ?? 0;
  }

  async show(peer: Person): Promise<void> {
    this.#open = peer.id;
    const known = this.#conversations.get(peer.id);
    this.#put({ peer, messages: known?.messages ?? [], unread: 0 });
    try {
      this.#add(peer, await this.parts.fetch(peer.id));
    } catch (error) {
      this.parts.failed(error);
    }
  }

  close(): void {
    this.#open = undefined;
    this.parts.changed();
  }

  async say(text: string): Promise<void> {
    const conversation = this.open;
    const me = this.parts.me();
    const trimmed = text.trim();
    if (conversation === undefined || me === undefined || trimmed === '') return;
    const message: DirectMessage = { id: this.parts.newId(), from: { id: me, name: '' }, to: conversation.peer.id, text: trimmed, at: this.parts.now() };
    this.#add(conversation.peer, [message]);
    try {
      await this.parts.send({ id: message.id, to: message.to, text: trimmed });
    } catch (error) {
      this.#drop(conversation.peer.id, message.id);
      this.parts.failed(error);
    }
  }

  /** True when it is news from somebody else. */
  hear(message: DirectMessage, nameOf: (id: string) => string): boolean {
    const own = message.from.id === this.parts.me();
    const peer = own ? { id: message.to, name: nameOf(message.to) } : message.from;
    this.#add(peer, [message], !own && this.#open !== peer.id);
    return !own;
  }

  #add(peer: Person, messages: readonly DirectMessage[], isNews = false): void {
    const known = this.#conversations.get(peer.id);
    const byId = new Map((known?.messages ?? []).map((m) => [m.id, m]));
    for (const message of messages) byId.set(message.id, message);
    const all = [...byId.values()].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)).slice(-mostKept);
    this.#put({ peer: known?.peer ?? peer, messages: all, unread: (known?.unread ?? 0) + (isNews ? 1 : 0) });
  }

  #drop(peer: string, id: string): void {
    const known = this.#conversations.get(peer);
    if (known !== undefined) this.#put({ ...known, messages: known.messages.filter((m) => m.id !== id) });
  }

  #put(conversation: Conversation): void {
    this.#conversations = new Map(this.#conversations).set(conversation.peer.id, conversation);
    this.parts.changed();
  }
}
