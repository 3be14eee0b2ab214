import { percent, wait } from '../lib/format.ts';
import { fresh, setLadder, setRule } from '../lib/live-parts.ts';
import { UploaderConnection } from '../uploads/connection.ts';
import type { VideoProgress } from '../uploads/queue.ts';
import { SpeedGauge } from './speed.ts';

/** Wraps the studio's table: numbers move in place, a row that changes its state is fetched anew. */
export class LiveTable extends HTMLElement {
  private stop: (() => void) | undefined;
  private readonly gauges = new Map<string, SpeedGauge>();

  connectedCallback(): void {
    this.stop = UploaderConnection.get().watch((change, video) => void this.update(change, video));
    this.addEventListener('keydown', (event) => this.onKey(event));
  }

  disconnectedCallback(): void {
    this.stop?.();
  }

  private async update(change: 'progress' | 'state' | 'deleted', video: VideoProgress): Promise<void> {
    const row = this.querySelector<HTMLElement>(`tr[data-video="${CSS.escape(video.id)}"]`);
    if (change === 'deleted') return row?.remove();
    if (!row) return;
    if (change === 'state' && row.dataset.state !== video.state) {
      const next = await fresh(video.id);
      if (next) row.replaceWith(next);
      return;
    }
    setRule(row.querySelector('.proc .rule'), video.progress);
    setLadder(row.querySelector('.ladder'), video);
    this.say(row, 'percent', `${percent(video.progress)} %`);
    this.say(row, 'eta', video.etaSeconds ? wait(video.etaSeconds) : '');
    this.say(row, 'speed', this.speedOf(video, Number(row.dataset.fps)));
  }

  /** "214 fps 4.3x", from how fast the playable beginning grows. */
  private speedOf(video: VideoProgress, fps: number): string {
    const gauge = this.gauges.get(video.id) ?? new SpeedGauge();
    this.gauges.set(video.id, gauge);
    const speed = gauge.sample(video.encodedSeconds ?? 0, performance.now());
    if (speed === 0) return '';
    const times = `${speed < 10 ? speed.toFixed(1) : Math.round(speed)}×`;
    return fps > 0 ? `${Math.round(speed * fps)} fps  ${times}` : times;
  }

  private say(row: HTMLElement, name: string, text: string): void {
    const place = row.querySelector(`[data-say="${name}"]`);
    if (place && text !== '') place.textContent = text;
  }

  /** Arrows move between the rows' links. */
  private onKey(event: KeyboardEvent): void {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const links = [...this.querySelectorAll<HTMLElement>('.vtr')];
    const at = links.indexOf(document.activeElement as HTMLElement);
    if (at < 0) return;
    event.preventDefault();
    links[Math.min(links.length - 1, Math.max(0, at + (event.key === 'ArrowDown' ? 1 : -1)))]?.focus();
  }
}
