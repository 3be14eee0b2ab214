import { LightElement } from '../../lib/light-element.ts';
import type { RoomDesk } from '../room-desk.ts';

/** A part of the page that shows what the desk knows, and is drawn again when that may have changed. */
export class RoomElement extends LightElement {
  static override properties = { desk: { attribute: false } };

  declare desk: RoomDesk;
  #stop: (() => void) | undefined;
  #watched: RoomDesk | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop?.();
    this.#stop = this.#watched = undefined;
  }

  protected override willUpdate(): void {
    if (this.desk === this.#watched) return;
    this.#stop?.();
    this.#watched = this.desk;
    this.#stop = this.desk.watch(() => this.requestUpdate());
  }
}
