import { html, nothing, type TemplateResult } from 'lit';
import { waiters, type Waiter } from '../room-api.ts';
import { may } from '../store/room-state.ts';
import { fill, words } from '../words.ts';
import { RoomElement } from './room-element.ts';

const everyMs = 4_000;

/** Who asks to be let in, for those who keep the door. */
export class RoomKnocks extends RoomElement {
  static override properties = { ...RoomElement.properties, room: {}, asking: { state: true } };

  declare room: string;
  declare asking: readonly Waiter[];
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.room = '';
    this.asking = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => void this.#look(), everyMs);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  protected override render(): TemplateResult | typeof nothing {
    if (this.asking.length === 0 || !this.#keepsDoor) return nothing;
    return html`<ul class="knocks" role="status">${this.asking.map((who) => html`<li><span class="grow clip" dir="auto">${fill(words.knocks.ask, { name: who.name })}</span>
      <button type="button" class="btn btn--sm btn--primary" @click=${() => void this.#answer('room.approve', who)}>${words.knocks.let}</button><button type="button" class="btn btn--sm" @click=${() => void this.#answer('room.deny', who)}>${words.knocks.deny}</button></li>`)}</ul>`;
  }

  get #keepsDoor(): boolean {
    const { state } = this.desk.store;
    return state.settings?.access === 'approval' && may(state, 'members') && state.link === 'live';
  }

  async #look(): Promise<void> {
    if (!this.#keepsDoor || document.hidden) return;
    try {
      this.asking = await waiters(this.room);
    } catch (error) {
      // Asked again in a moment; the room itself says when the line is down.
      console.debug('who waits is not known', error);
    }
  }

  async #answer(method: string, who: Waiter): Promise<void> {
    if (await this.desk.store.ask(method, { member: who.id })) this.asking = this.asking.filter((w) => w.id !== who.id);
  }
}
