import type { MatineePlayer } from '../player/player.ts';
import type { MediaSeat } from './sync/media-seat.ts';

/** The seat over a `<video>` and the session that feeds it. */
export class ElementSeat implements MediaSeat {
  readonly #video: HTMLVideoElement;
  /** Set once the viewer has clicked: then silence is better than standing still. */
  mayMute = false;

  constructor(private readonly player: MatineePlayer, private readonly muted: () => void) {
    this.#video = player.video;
  }

  get position(): number {
    return this.#video.currentTime;
  }

  get paused(): boolean {
    return this.#video.paused;
  }

  get ended(): boolean {
    return this.#video.ended;
  }

  get seeking(): boolean {
    return this.#video.seeking;
  }

  get readyState(): number {
    return this.#video.readyState;
  }

  get rate(): number {
    return this.#video.playbackRate;
  }

  get frame(): number {
    const fps = this.player.store.state.framesPerSecond;
    return fps > 0 ? 1 / fps : 0.04;
  }

  bufferedUntil(position: number): number | undefined {
    const { buffered } = this.#video;
    for (let i = 0; i < buffered.length; i++) {
      if (buffered.start(i) <= position && position <= buffered.end(i)) return buffered.end(i);
    }
    return undefined;
  }

  async play(): Promise<'playing' | 'blocked' | 'interrupted'> {
    try {
      await this.#video.play();
      return 'playing';
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      if (error.name !== 'NotAllowedError') return 'interrupted';
    }
    if (!this.mayMute || this.#video.muted) return 'blocked';
    this.#video.muted = true;
    this.muted();
    return this.play();
  }

  pause(): void {
    this.#video.pause();
  }

  seek(to: number): void {
    this.#video.currentTime = to;
  }

  setRate(rate: number, keepPitch: boolean): void {
    this.#video.preservesPitch = keepPitch;
    this.#video.defaultPlaybackRate = rate;
    this.#video.playbackRate = rate;
  }

  prefetch(position: number): void {
    this.player.session.warm(position);
  }

  lowerQuality(): boolean {
    return this.player.session.lowerCap();
  }
}
