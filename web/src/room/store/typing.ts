import type { TimeSource } from '../sync/time-source.ts';
import type { Person } from '../wire.ts';

const shownMs = 3_000;
const tellEveryMs = 2_000;
const most = 20;

/** Who types: three seconds after the last word of it, by this page's own time. */
export class Typing {
  readonly #until = new Map<string, { readonly person: Person; readonly stop: () => void }>();
  #toldAt = -Infinity;

  constructor(private readonly time: TimeSource, private readonly changed: (people: readonly Person[]) => void) {}

  hear(person: Person): void {
    this.#until.get(person.id)?.stop();
    if (!this.#until.has(person.id) && this.#until.size >= most) return;
    this.#until.set(person.id, { person, stop: this.time.after(shownMs, () => this.drop(person.id)) });
    this.#tell();
  }

  /** What was typed has arrived, or its writer has left. */
  drop(id: string): void {
    const entry = this.#until.get(id);
    if (entry === undefined) return;
    entry.stop();
    this.#until.delete(id);
    this.#tell();
  }

  /** True when it is time to say again that this member types. */
  mayTell(): boolean {
    const now = this.time.now();
    if (now - this.#toldAt < tellEveryMs) return false;
    this.#toldAt = now;
    return true;
  }

  sent(): void {
    this.#toldAt = -Infinity;
  }

  #tell(): void {
    this.changed([...this.#until.values()].map((e) => e.person));
  }
}
