import { percent } from '../lib/format.ts';
import { fresh, setRule } from '../lib/live-parts.ts';
import { UploaderConnection } from '../uploads/connection.ts';
import type { VideoProgress } from '../uploads/queue.ts';

/** Keeps the cards of videos in the making current. Opens the event stream only when there is one. */
export class LiveCards extends HTMLElement {
  private stop: (() => void) | undefined;

  connectedCallback(): void {
    if (this.querySelector('[data-making]')) this.stop = UploaderConnection.get().watch((_, video) => void this.update(video));
  }

  disconnectedCallback(): void {
    this.stop?.();
  }

  private async update(video: VideoProgress): Promise<void> {
    for (const card of this.querySelectorAll<HTMLElement>(`[data-video="${CSS.escape(video.id)}"]`)) {
      if (card.dataset.state !== video.state) {
        const next = await fresh(video.id);
        if (next) card.replaceWith(next);
        continue;
      }
      setRule(card.querySelector('.rule'), video.progress);
      const figure = card.querySelector('[data-percent]');
      if (figure) figure.textContent = `${percent(video.progress)} %`;
    }
  }
}
