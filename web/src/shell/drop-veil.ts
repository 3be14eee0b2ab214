import { html, nothing } from 'lit';
import { LightElement } from '../lib/light-element.ts';
import { count, words } from '../lib/words.ts';
import { filesOf, hasFiles } from '../uploads/dropped-files.ts';
import { UploaderConnection } from '../uploads/connection.ts';

/** A file dragged over any page shows the veil; dropping or pasting it uploads it. */
export class DropVeil extends LightElement {
  private shown = false;
  private files = 0;
  private depth = 0;
  private readonly abort = new AbortController();

  override connectedCallback(): void {
    super.connectedCallback();
    const options = { signal: this.abort.signal };
    addEventListener('dragenter', (event) => this.enter(event), options);
    addEventListener('dragleave', () => this.leave(), options);
    addEventListener('dragover', (event) => {
      if (hasFiles(event.dataTransfer)) event.preventDefault();
    }, options);
    addEventListener('drop', (event) => void this.drop(event), options);
    addEventListener('paste', (event) => this.paste(event), options);
    addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.hide();
    }, options);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.abort.abort();
  }

  protected override render() {
    if (!this.shown) return nothing;
    return html`<div class="veil is-on" aria-hidden="true"><div class="veil__f">
      <i></i><i></i><i></i><i></i>
      <p class="veil__t">${words.veil.title}</p>
      <p>${count(words.veil.text, this.files)}</p>
      <span class="rule rule--cur rule--exists v-0"></span>
      <p class="tc">00:00:00</p>
    </div></div>`;
  }

  private enter(event: DragEvent): void {
    if (!hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    this.depth++;
    this.files = Math.max(1, event.dataTransfer?.items.length ?? 1);
    this.shown = true;
    this.requestUpdate();
  }

  private leave(): void {
    if (this.shown && --this.depth <= 0) this.hide();
  }

  private hide(): void {
    this.depth = 0;
    this.shown = false;
    this.requestUpdate();
  }

  private async drop(event: DragEvent): Promise<void> {
    if (!hasFiles(event.dataTransfer)) return;
    event.preventDefault();
    this.hide();
    const files = await filesOf(event.dataTransfer);
    if (files.length > 0) UploaderConnection.get().send({ kind: 'add', files });
  }

  private paste(event: ClipboardEvent): void {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length > 0) UploaderConnection.get().send({ kind: 'add', files });
  }
}
