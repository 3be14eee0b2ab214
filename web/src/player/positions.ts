import { positionToSave, SaveClock } from './resume.js';

/** Where a viewer was: on the server for those signed in, in this browser for everybody else. */
export class Positions {
  readonly #clock = new SaveClock();

  constructor(private readonly id: string, private readonly signedIn: boolean, private readonly storage: Storage | undefined) {}

  saved(fromServer: number | null): number | undefined {
    if (this.signedIn) return fromServer ?? undefined;
    const text = this.storage?.getItem(this.#key) ?? null;
    return text === null ? undefined : Number(text);
  }

  /** Called as the picture moves; writes at most every five seconds. */
  tick(position: number, duration: number): void {
    if (this.#clock.due(performance.now(), position)) this.save(position, duration);
  }

  /** Called when the page goes away too: `keepalive` lets the request outlive it. */
  save(position: number, duration: number): void {
    if (!this.#clock.moved(position)) return;
    this.#clock.saved(performance.now(), position);
    const seconds = positionToSave(position, duration);
    if (!this.signedIn) {
      if (seconds > 0) this.storage?.setItem(this.#key, String(seconds));
      else this.storage?.removeItem(this.#key);
      return;
    }
    // A position that was not saved is not worth a word to the viewer: the next one comes in five seconds.
    fetch(`/api/videos/${encodeURIComponent(this.id)}/position`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ seconds }),
      keepalive: true,
    }).catch((error: unknown) => console.debug('position not saved', error));
  }

  get #key(): string {
    return `matinee.position.${this.id}`;
  }
}
